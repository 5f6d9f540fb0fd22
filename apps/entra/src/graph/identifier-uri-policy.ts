/** Which identifier URIs a tenant lets an application have. */
import type { Application, Tenant } from '../directory/model.ts'
import { duplicate, invalidValue } from './problem.ts'

/**
 * Checks the URIs that a change adds: those an application has already are not looked at again.
 * @param application with its access token version after the change: version 2 lifts the tenant's restriction
 * @throws GraphProblem 400 in the words of the rule that is broken
 */
export function checkIdentifierUris(tenant: Tenant, application: Application, added: string[]): void {
  for (const uri of added) {
    checkForm(uri)
    const taken = tenant.applications.some(
      (each) => each.id !== application.id && each.identifierUris.includes(uri),
    )
    if (taken)
      throw duplicate(
        400,
        'Another object with the same value for property identifierUris already exists.',
        'identifierUris',
      )
    const host = /^[a-z][a-z0-9+.-]*:\/\/([^/]+)/i.exec(uri)?.[1]?.toLowerCase() ?? ''
    const isOwnDomain = tenant.domains.some(
      ({ name, isVerified }) =>
        isVerified && (host === name.toLowerCase() || host.endsWith(`.${name.toLowerCase()}`)),
    )
    if (/^https?:/i.test(uri) && application.signInAudience === 'AzureADMyOrg' && !isOwnDomain)
      throw invalidValue(
        'identifierUris',
        `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
        'HostNameNotOnVerifiedDomain',
      )
    const lower = uri.toLowerCase()
    const isUnique = isOwnDomain || lower.includes(tenant.id) || lower.includes(application.appId)
    if (tenant.policies.identifierUriProtection && application.requestedAccessTokenVersion !== 2 && !isUnique)
      throw invalidValue(
        'identifierUris',
        'Failed to add identifier URI. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy of your organization. See https://aka.ms/identifier-uri-addition-error for more information on this error.',
        'IdentifierUriAdditionNotAllowedAsPerAppPolicy',
      )
  }
}

function checkForm(uri: string): void {
  if (!/^[a-z][a-z0-9+.-]*:.+/i.test(uri) || /[\s#?]/.test(uri) || uri.endsWith('/'))
    throw invalidValue(
      'identifierUris',
      `Invalid value specified for property 'identifierUris' of resource 'Application': '${uri}' must be a valid URI without query, fragment or trailing slash.`,
    )
}
