/** `GET /common/userrealm/{upn}`: how a person signs in, as MSAL asks before it sends a password. */
import { findTenant } from '../directory/lookup.ts'
import { json, notCached } from '../http/answer.ts'
import type { Handler } from '../http/router.ts'

export const userRealm: Handler = (request, world) => {
  const domain = request.params.user?.split('@').at(-1) ?? ''
  const known = findTenant(world.directory, domain) !== undefined
  return json(
    200,
    {
      ver: '1.0',
      account_type: known ? 'Managed' : 'Unknown',
      domain_name: domain,
      cloud_instance_name: 'microsoftonline.com',
      cloud_audience_urn: 'urn:federation:MicrosoftOnline',
    },
    notCached,
  )
}
