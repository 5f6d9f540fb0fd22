/** `POST /{tenant}/oauth2[/v2.0]/devicecode` (RFC 8628 §3.1): a code to be typed in elsewhere. */

import { checkClient } from '../checks/client.ts'
import { checkTenantSegment } from '../checks/tenant.ts'
import { cloudOfHost, clouds } from '../clouds.ts'
import { asConfigured, EntraProblem, errorBody, refusal } from '../entra-problem.ts'
import { deviceCodeLifetimeMs } from '../grants/grants.ts'
import { json, notCached } from '../http/answer.ts'
import type { Handler } from '../http/router.ts'

/** Without letters that are easily taken for others. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** There is no `verification_uri_complete`: Entra gives none. */
export const deviceCode: Handler = (request, world) => {
  try {
    const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
    const client = checkClient(world, segment, request.form.get('client_id') ?? undefined)
    const scope = request.form.get('scope')
    if (!scope) throw refusal(900144, { parameter: 'scope' })
    const { deviceLoginUrl: verificationUri } = cloudOfHost(request.host) ?? clouds.public
    const userCode = [...world.random.bytes(9)].map((byte) => alphabet[byte % alphabet.length]).join('')
    const code = world.grants.addDeviceCode({
      clientAppId: client.appId,
      segment: typeof segment === 'string' ? segment : segment.id,
      userCode,
      scope,
      issuedAtMs: world.clock.now(),
      outcome: 'pending',
    })
    return json(
      200,
      {
        user_code: userCode,
        device_code: code,
        verification_uri: verificationUri,
        expires_in: deviceCodeLifetimeMs / 1000,
        interval: 5,
        message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`,
      },
      notCached,
    )
  } catch (error) {
    if (!(error instanceof EntraProblem)) throw error
    const problem = asConfigured(error, world.behaviour)
    return json(problem.row.status, errorBody(problem, request.trace), notCached)
  }
}
