/** Tokens for Microsoft Graph without a sign-in: for tests of what comes after it. */
import { type Static, Type } from '@sinclair/typebox'
import { findApplication, findServicePrincipal, findUser } from '../directory/lookup.ts'
import { graphCommandLineTools } from '../directory/microsoft-clients.ts'
import { graphHost, microsoftGraph } from '../directory/microsoft-graph.ts'
import { appOnlyClaimsV1, delegatedClaimsV1 } from '../tokens/claims-v1.ts'
import { accessTokenLifetimeSeconds, signToken } from '../tokens/sign.ts'
import type { World } from '../world.ts'

const names = Type.Array(Type.String({ minLength: 1 }))

/** A person with scopes, or an application with what it was granted. */
export const GraphTokenRequest = Type.Object(
  {
    user: Type.Optional(Type.String({ description: 'userPrincipalName or object id' })),
    scopes: Type.Optional(names),
    client: Type.Optional(Type.String({ description: "Client id; default: Microsoft's command-line tools" })),
  },
  { additionalProperties: false },
)

/**
 * A token that nobody had to consent to: delegated for `user` with exactly `scopes`, else for the application `client`
 * with the roles it holds.
 * @returns the answer, or what is wrong with the request
 */
export async function graphToken(
  world: World,
  { user: name, scopes = [], client: clientId }: Static<typeof GraphTokenRequest>,
): Promise<object | string> {
  const client = clientId ? findApplication(world.directory, clientId) : graphCommandLineTools
  if (!client) return `client: no application is registered as ${clientId}`
  const audience = `https://${graphHost}`
  const expiresIn = accessTokenLifetimeSeconds(world)
  const answer = async (claims: Record<string, unknown>) => ({
    token_type: 'Bearer',
    expires_in: expiresIn,
    access_token: await signToken(world, microsoftGraph, claims, expiresIn),
  })
  if (name !== undefined) {
    const tenant = world.directory.tenants.find((each) => findUser(each, name))
    const user = tenant && findUser(tenant, name)
    if (!tenant || !user) return `user: nobody is called ${name}`
    return answer(
      delegatedClaimsV1({
        tenant,
        user,
        client,
        sid: world.random.guid(),
        authTimeMs: world.clock.now(),
        amr: ['pwd'],
        remoteAddress: '127.0.0.1',
        resource: microsoftGraph,
        audience,
        scopes,
        clientAuthentication: 'none',
      }),
    )
  }
  if (!clientId) return 'user: name a person, or an application as client'
  if (scopes.length > 0) return 'scopes: an application has roles instead; leave them out'
  const tenant = world.directory.tenants.find((each) => findServicePrincipal(each, client.appId))
  const principal = tenant && findServicePrincipal(tenant, client.appId)
  if (!tenant || !principal) return `client: ${clientId} has no service principal`
  return answer(
    appOnlyClaimsV1({
      tenant,
      client,
      principal,
      resource: microsoftGraph,
      audience,
      clientAuthentication: 'secret',
    }),
  )
}
