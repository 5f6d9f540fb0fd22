/** Which settings of signing in belong to which provider, and what to say beside them. */
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'

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
    label: texts.microsoftEntraId,
    explanation: texts.entraHint,
    names: ['AUTHENTICATION_AUTHORITY', ...common],
  },
  {
    value: 'custom-oidc',
    label: texts.anotherOpenidProvider,
    explanation: texts.openidHint,
    names: ['AUTHENTICATION_AUTHORITY', ...common, 'CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME'],
  },
  {
    value: 'basic',
    label: texts.localAccounts,
    explanation: texts.localAccountsHint,
    names: [],
  },
]

export const providerVariable = 'AUTHENTICATION_PROVIDER'

const words: Readonly<Record<string, string>> = {
  AUTHENTICATION_AUTHORITY: texts.authority,
  AUTHENTICATION_CLIENT_ID: texts.clientId,
  AUTHENTICATION_CALLBACK_URL: texts.callbackUrl,
  CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME: texts.nameOnButton,
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
  AUTHENTICATION_AUTHORITY: texts.authoritySample,
}

/** What a value looks like, for those who have to type one. */
export function sampleOf(name: string, provider: string): string | undefined {
  return provider === 'azure' && Object.hasOwn(samples, name) ? samples[name] : undefined
}
