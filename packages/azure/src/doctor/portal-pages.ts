/** Where in the Azure portal a check's subject is, so that a fix is one click away. */
import type { Registered } from '../graph/tenant-state.ts'
import type { Findings } from './check.ts'

type Page = readonly [of: 'ui' | 'ingestion', blade: string]

const registrations = '/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade'

/** Blades of an app registration. */
const registrationPages: Readonly<Record<string, Page>> = {
  'ui-application': ['ui', 'Overview'],
  'redirect-platform': ['ui', 'Authentication'],
  'redirect-uri': ['ui', 'Authentication'],
  'ui-credential': ['ui', 'Credentials'],
  tenants: ['ui', 'Authentication'],
  'token-version': ['ui', 'Manifest'],
  'app-id-uri': ['ui', 'ProtectAnAPI'],
  scope: ['ui', 'ProtectAnAPI'],
  'app-role': ['ui', 'AppRoles'],
  'optional-claims': ['ui', 'TokenConfiguration'],
  'sign-in-consent': ['ui', 'CallAnAPI'],
  groups: ['ui', 'TokenConfiguration'],
  'ingestion-application': ['ingestion', 'Overview'],
  'ingestion-scope': ['ui', 'ProtectAnAPI'],
  'ingestion-permissions': ['ingestion', 'CallAnAPI'],
  'ingestion-consent': ['ingestion', 'CallAnAPI'],
  'role-assignment': ['ingestion', 'CallAnAPI'],
  'ingestion-credential': ['ingestion', 'Credentials'],
}

/** Blades of an Enterprise application. */
const enterprisePages: Readonly<Record<string, Page>> = {
  'ui-enterprise-application': ['ui', 'Properties'],
  assignment: ['ui', 'Users'],
  'ingestion-enterprise-application': ['ingestion', 'Properties'],
}

/**
 * The page for a check, in the portal of the authority's cloud.
 * @returns undefined for checks about something else than the directory, and while the directory can't be read
 */
export async function portalPage(checkId: string, found: Findings): Promise<string | undefined> {
  const authority = found.authority()
  const page = registrationPages[checkId] ?? enterprisePages[checkId]
  if (!authority || !page) return undefined
  const tenant = await found.tenant()
  if ('unavailable' in tenant) return undefined
  const [of, blade] = page
  const path = pagePath(tenant.value[of], blade, checkId in enterprisePages)
  return `${authority.cloud.portalUrl}${path}`
}

function pagePath(registered: Registered | undefined, blade: string, isEnterprise: boolean): string {
  if (!registered) return registrations
  const { application, principal } = registered
  if (isEnterprise && principal)
    return `/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/${blade}/objectId/${principal.id}/appId/${application.appId}`
  return `/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/${isEnterprise ? 'Overview' : blade}/appId/${application.appId}`
}
