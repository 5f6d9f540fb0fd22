/** Microsoft Graph: `GET /organization`, the tenant of the token. */
import { checkPermission } from '../checks/graph-access.ts'
import { graphOperation, odataContext } from './graph-answer.ts'

export const graphOrganization = graphOperation((caller) => {
  checkPermission(caller, 'User.Read', 'Organization.Read.All', 'Directory.Read.All')
  const { tenant } = caller
  return {
    '@odata.context': odataContext('organization'),
    value: [
      {
        id: tenant.id,
        displayName: tenant.displayName,
        tenantType: 'AAD',
        verifiedDomains: tenant.domains
          .filter((domain) => domain.isVerified)
          .map(({ name, isDefault, isInitial }) => ({
            capabilities: 'Email, OfficeCommunicationsOnline',
            isDefault,
            isInitial,
            name,
            type: 'Managed',
          })),
      },
    ],
  }
})
