/** Which settings of signing in belong to which provider, and what to say beside them. */

export interface ProviderChoice {
  readonly value: string
  readonly label: string
  readonly explanation: string
  /** Variables that it takes, in the order in which people have them. */
  readonly names: readonly string[]
}

const common = ['AUTHENTICATION_CLIENT_ID', 'AUTHENTICATION_CALLBACK_URL']

export const providers: readonly ProviderChoice[] = [
  {
    value: 'azure',
    label: 'Microsoft Entra ID',
    explanation:
      'The Application (client) ID and the Directory (tenant) ID are on the overview page of the app registration; its redirect URI has to be the callback below, as a single-page application. One command does all of it: waymark azure setup.',
    names: ['AUTHENTICATION_AUTHORITY', ...common],
  },
  {
    value: 'custom-oidc',
    label: 'Another OpenID provider',
    explanation:
      'Keycloak, Okta, Auth0 and others: the authority is the address that publishes /.well-known/openid-configuration.',
    names: ['AUTHENTICATION_AUTHORITY', ...common, 'CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME'],
  },
  {
    value: 'basic',
    label: 'Local accounts',
    explanation: 'People sign in with a name and a password that the catalog keeps.',
    names: [],
  },
]

export const providerVariable = 'AUTHENTICATION_PROVIDER'

const words: Readonly<Record<string, string>> = {
  AUTHENTICATION_AUTHORITY: 'Authority',
  AUTHENTICATION_CLIENT_ID: 'Client ID',
  AUTHENTICATION_CALLBACK_URL: 'Callback URL',
  CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME: 'Name on the button',
}

/** `AUTHENTICATION_JWT_PRINCIPAL_CLAIMS` as `Jwt principal claims`. */
export function settingLabel(name: string): string {
  const known = Object.hasOwn(words, name) ? words[name] : undefined
  if (known !== undefined) return known
  const text = name
    .replace(/^(AUTHENTICATION|AUTHORIZER|WAYMARK)_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const samples: Readonly<Record<string, string>> = {
  AUTHENTICATION_AUTHORITY: 'https://login.microsoftonline.com/<tenant id>',
}

/** What a value looks like, for those who have to type one. */
export function sampleOf(name: string, provider: string): string | undefined {
  return provider === 'azure' && Object.hasOwn(samples, name) ? samples[name] : undefined
}
