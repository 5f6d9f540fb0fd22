/** The settings of the Azure guide, filled in with the emulator's sample company. */
import { fjordlight, type RunningEmulator } from '../../processes/src/start-emulator.ts'

/** What an administrator puts into the environment of the catalog. */
export function azureEnvironment(emulator: RunningEmulator): Record<string, string> {
  return {
    ...emulator.environment,
    AUTHENTICATION_PROVIDER: 'azure',
    AUTHENTICATION_AUTHORITY: emulator.authority,
    AUTHENTICATION_CLIENT_ID: fjordlight.uiAppId,
    AUTHENTICATION_CALLBACK_URL: 'http://localhost:8585/callback',
    AUTHENTICATION_PUBLIC_KEYS: '[https://login.microsoftonline.com/common/discovery/keys]',
    AUTHORIZER_ADMIN_PRINCIPALS: '[ada]',
    AUTHORIZER_PRINCIPAL_DOMAIN: 'fjordlight.example',
    // The guide's ingestion application asks for a token for itself.
    WAYMARK_EXTRA_AUDIENCES: `[${fjordlight.ingestionApiUri}]`,
  }
}

/** The ingestion application as the guide's step D binds it. */
export const ingestionApplication = {
  name: 'ingestion-bot',
  tenant: fjordlight.tenantId,
  app: fjordlight.ingestionAppId,
  object: fjordlight.ingestionObjectId,
}
