/** Microsoft's own clients that are known in every tenant without being registered there. */
import { blankApplication } from './blank-application.ts'
import { derivedId } from './derived-id.ts'
import type { Application } from './model.ts'

const microsoftTenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'
const appId = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** The public client of Microsoft Graph's command-line tools: it signs an administrator in where nothing is set up yet. */
export const graphCommandLineTools: Application = {
  ...blankApplication(
    { id: microsoftTenantId },
    derivedId(appId, 'application'),
    appId,
    Date.UTC(2024, 0, 1),
  ),
  displayName: 'Microsoft Graph Command Line Tools',
  signInAudience: 'AzureADandPersonalMicrosoftAccount',
  redirectUris: [
    { platform: 'publicClient', uri: 'http://localhost' },
    {
      platform: 'publicClient',
      uri: 'https://login.microsoftonline.com/common/oauth2/nativeclient',
    },
  ],
  isFallbackPublicClient: true,
  requestedAccessTokenVersion: 2,
}
