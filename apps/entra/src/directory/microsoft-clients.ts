/** Microsoft's own clients that are known in every tenant without being registered there. */
import { blankApplication } from './blank-application.ts'
import { derivedId } from './derived-id.ts'
import { azureCliAppId } from './microsoft-graph.ts'
import type { Application } from './model.ts'

const microsoftTenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

const publicClient = (appId: string, displayName: string): Application => ({
  ...blankApplication(
    { id: microsoftTenantId },
    derivedId(appId, 'application'),
    appId,
    Date.UTC(2024, 0, 1),
  ),
  displayName,
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
})

/** The public client of Microsoft Graph's command-line tools: it signs an administrator in where nothing is set up yet. */
export const graphCommandLineTools = publicClient(
  '14d82eec-204b-4c2f-b7e8-296a70dab67e',
  'Microsoft Graph Command Line Tools',
)

const azureCli = publicClient(azureCliAppId, 'Microsoft Azure CLI')

export const microsoftClients: readonly Application[] = [graphCommandLineTools, azureCli]

/** Whether nobody can consent to what `client` asks of Microsoft's APIs: their owners agreed beforehand, or did not. */
export const needsPreauthorization = (client: Application): boolean => client === azureCli
