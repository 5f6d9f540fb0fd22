/** What the server tells anyone about signing in: `GET /api/v1/system/config/auth`. */
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/http.ts'

/** The members these pages use; the server's contract is `PublicAuthConfig` of its identity package. */
export interface PublicAuthConfig {
  readonly provider: string
  readonly providerName: string
  readonly authority: string
  readonly clientId: string
  readonly callbackUrl: string
  readonly clientType: 'public' | 'confidential'
  readonly authorizationEndpoint?: string
  readonly tokenEndpoint?: string
  readonly endSessionEndpoint?: string
  readonly scope: string
  readonly localSignIn: boolean
}

export const authConfigQuery = queryOptions({
  queryKey: ['auth-config'],
  queryFn: async ({ signal }) =>
    (await call<PublicAuthConfig>('system/config/auth', { signal, timeoutMs: 10_000 })).data,
  staleTime: 5 * 60_000,
})

/** Whether the provider signs people in at a page of its own (all but local passwords). */
export function hasProvider(config: PublicAuthConfig): boolean {
  return (
    config.clientId !== '' &&
    config.authority !== '' &&
    !['basic', 'no-auth', 'ldap'].includes(config.provider)
  )
}

export function providerLabel(config: PublicAuthConfig): string {
  return config.provider === 'azure' ? 'Microsoft' : config.providerName || config.provider
}
