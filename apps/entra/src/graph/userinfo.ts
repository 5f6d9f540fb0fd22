/** `GET|POST https://graph.microsoft.com/oidc/userinfo` (OpenID Connect Core §5.3). */
import { pairwiseSubject } from '../tokens/common-claims.ts'
import { checkPermission } from './caller.ts'
import { graphOperation, ok } from './operation.ts'
import { GraphProblem } from './problem.ts'

/** Claims about the signed-in person; `sub` is the one in the client's ID tokens. */
export const userinfo = graphOperation(({ caller }) => {
  checkPermission(caller, 'openid')
  const { user, tenant, clientAppId, permissions } = caller
  if (!user) throw new GraphProblem(400, 'BadRequest', 'UserInfo needs a delegated access token.')
  return ok({
    sub: pairwiseSubject(tenant.id, user.id, clientAppId),
    ...(permissions.includes('profile') && {
      name: user.displayName,
      family_name: user.surname,
      given_name: user.givenName,
    }),
    picture: 'https://graph.microsoft.com/v1.0/me/photo/$value',
    ...(permissions.includes('email') && { email: user.mail }),
  })
})
