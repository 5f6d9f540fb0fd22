/** Reads and changes how a bot signs in. */
import { queryOptions } from '@tanstack/react-query'
import type { AuthenticationMechanism, AzureSsoConfig, EntityReference } from '@waymark/spec'
import { call, hasStatus } from '../../api/http.ts'
import type { Asset } from '../asset/asset.ts'

export interface BotToken {
  readonly tokenId: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly expiresAt: number | null
}

export interface BotAccount {
  readonly id: string
  readonly email: string
  readonly azure: AzureSsoConfig | undefined
  readonly authType: AuthenticationMechanism['authType']
}

export interface SignInTest {
  readonly status: 'ok' | 'refused'
  readonly steps: readonly { readonly step: string; readonly ok: boolean; readonly detail?: string }[]
  readonly fix?: string
}

export type Expiry = 'OneHour' | '1' | '7' | '30' | '60' | '90' | 'Unlimited'

const segment = encodeURIComponent

export function botAccountQuery(bot: Asset) {
  return queryOptions({
    queryKey: ['bot-account', bot.id],
    queryFn: async ({ signal }): Promise<BotAccount> => {
      const { id } = (bot as Asset & { readonly botUser: EntityReference }).botUser // the page asked for its links
      const [user, mechanism] = await Promise.all([
        call<{ email: string }>(`users/${segment(id)}`, { signal }),
        call<AuthenticationMechanism | undefined>(`users/auth-mechanism/${segment(id)}`, { signal }),
      ])
      return {
        id,
        email: user.data.email,
        authType: mechanism.data?.authType,
        azure: azureOf(mechanism.data),
      }
    },
  })
}

function azureOf(mechanism: AuthenticationMechanism | undefined): AzureSsoConfig | undefined {
  const config = mechanism?.config
  if (!config || !('authConfig' in config) || !config.authConfig) return undefined
  return 'authority' in config.authConfig ? config.authConfig : undefined
}

export function botTokensQuery(name: string) {
  return queryOptions({
    queryKey: ['bot-tokens', name],
    queryFn: async ({ signal }) =>
      (await call<{ data: readonly BotToken[] }>(`bots/name/${segment(name)}/tokens`, { signal })).data.data,
  })
}

/** The text of the token is in this answer and nowhere else, ever. */
export async function generateToken(userId: string, expiry: Expiry, keepOthers: boolean): Promise<string> {
  const body = { JWTTokenExpiry: expiry, keepOthers }
  const { data } = await call<{ JWTToken: string }>(`users/generateToken/${segment(userId)}`, {
    method: 'PUT',
    body,
  })
  return data.JWTToken
}

export async function revokeToken(name: string, tokenId: string): Promise<void> {
  await call(`bots/name/${segment(name)}/tokens/${segment(tokenId)}`, { method: 'DELETE' })
}

export interface AzureSignIn {
  readonly email: string
  readonly config: AzureSsoConfig
}

/** Saves the five fields; the application is bound to the bot by them. */
export async function saveAzure(userId: string, { email, config }: AzureSignIn): Promise<void> {
  await call(`users/${segment(userId)}`, {
    method: 'PATCH',
    contentType: 'application/json-patch+json',
    body: [
      { op: 'replace', path: '/email', value: email },
      {
        op: 'add',
        path: '/authenticationMechanism',
        value: { authType: 'SSO', config: { ssoServiceType: 'azure', authConfig: config } },
      },
    ],
  })
}

/** The bot signs in with tokens of ours from now on; its application is let go. */
export async function signInWithTokens(userId: string, name: string): Promise<void> {
  await call(`users/${segment(userId)}`, {
    method: 'PATCH',
    contentType: 'application/json-patch+json',
    body: [
      {
        op: 'add',
        path: '/authenticationMechanism',
        value: { authType: 'JWT', config: { JWTTokenExpiry: '90' } },
      },
    ],
  })
  try {
    await call(`bots/name/${segment(name)}/azure`, { method: 'DELETE' })
  } catch (error) {
    if (!hasStatus(error, 404)) throw error
  }
}

export async function testSignIn(name: string): Promise<SignInTest> {
  return (await call<SignInTest>(`bots/name/${segment(name)}/test`, { method: 'POST', timeoutMs: 60_000 }))
    .data
}
