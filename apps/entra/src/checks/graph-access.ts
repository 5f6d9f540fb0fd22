/** Whether a bearer token opens Microsoft Graph, and whether it carries a permission that an operation needs. */
import { findTenant, findUser } from '../directory/lookup.ts'
import { graphAppId, graphHost } from '../directory/microsoft-graph.ts'
import type { Tenant, User } from '../directory/model.ts'
import type { EntraRequest } from '../http/request.ts'
import { verifyOwnToken } from '../tokens/verify.ts'
import type { World } from '../world.ts'

/** A request that Graph refuses. */
export class GraphProblem extends Error {
  override name = 'GraphProblem'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** Who calls Graph. */
export interface GraphCaller {
  tenant: Tenant
  /** The person, for delegated tokens. */
  user: User | undefined
  clientAppId: string
  permissions: string[]
}

const unauthorized = (message: string) => new GraphProblem(401, 'InvalidAuthenticationToken', message)

/** @throws GraphProblem 401 for a token that is missing, foreign, expired or meant for another API */
export async function checkGraphToken(request: EntraRequest, world: World): Promise<GraphCaller> {
  const token = /^Bearer (.+)$/i.exec(request.header('authorization') ?? '')?.[1]
  if (!token) throw unauthorized('Access token is empty.')
  const verified = await verifyOwnToken(token, world)
  if ('refused' in verified) throw unauthorized(refusalTexts[verified.refused])
  const { payload } = verified
  const audience = [payload.aud ?? []].flat()[0]?.replace(/\/$/, '')
  if (audience !== `https://${graphHost}` && audience !== graphAppId)
    throw unauthorized('Access token validation failure. Invalid audience.')
  const tenant = findTenant(world.directory, String(payload.tid))
  if (!tenant) throw unauthorized('Access token validation failure. Unknown tenant.')
  const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : undefined
  const roles = Array.isArray(payload.roles) ? payload.roles.map(String) : []
  const user = scopes ? findUser(tenant, String(payload.oid)) : undefined
  if (scopes && !user) throw unauthorized('Access token validation failure. The user no longer exists.')
  return { tenant, user, clientAppId: String(payload.appid), permissions: scopes ?? roles }
}

/** @throws GraphProblem 403 unless the caller has one of `permissions` */
export function checkPermission(caller: GraphCaller, ...permissions: string[]): void {
  if (!permissions.some((permission) => caller.permissions.includes(permission)))
    throw new GraphProblem(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    )
}

const refusalTexts = {
  malformed: 'CompactToken parsing failed.',
  'foreign key': 'Access token validation failure. Invalid signature.',
  'bad signature': 'Access token validation failure. Invalid signature.',
  expired: 'Lifetime validation failed, the token is expired.',
}
