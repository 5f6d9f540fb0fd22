/** The authorization request of the code flow (OpenID Connect Core §3.1.2.1) as Entra's single-page applications send it. */
import { signInTexts as texts } from '../../texts/sign-in.ts'
import type { PublicAuthConfig } from './auth-config.ts'

/** The authority's v2 base: `https://login.microsoftonline.com/<tenant>`, with or without `/v2.0` behind it in the setting. */
function authorityBase(authority: string): string {
  return authority.replace(/\/+$/, '').replace(/\/v2\.0$/, '')
}

function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]'
}

/** https, or http on this machine: nothing else may see an authorization code. */
function checked(address: string, what: string): string {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    throw new Error(texts.addressUnusable(what, address))
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return url.href
  throw new Error(texts.notHttps(what, url.protocol))
}

export function authorizationEndpoint(config: PublicAuthConfig): string {
  return checked(
    config.authorizationEndpoint ?? `${authorityBase(config.authority)}/oauth2/v2.0/authorize`,
    texts.addresses.authorization,
  )
}

export function tokenEndpoint(config: PublicAuthConfig): string {
  return checked(
    config.tokenEndpoint ?? `${authorityBase(config.authority)}/oauth2/v2.0/token`,
    texts.addresses.token,
  )
}

/** Where the provider ends its own session; undefined when the provider is not one that has such a page. */
export function endSessionEndpoint(config: PublicAuthConfig): string | undefined {
  const known =
    config.endSessionEndpoint ??
    (config.provider === 'azure' && config.authority !== ''
      ? `${authorityBase(config.authority)}/oauth2/v2.0/logout`
      : undefined)
  return known === undefined ? undefined : checked(known, texts.addresses.signOut)
}

export interface AuthorizationRequest {
  readonly state: string
  readonly nonce: string
  readonly codeChallenge: string
  readonly redirectUri: string
}

export function authorizationUrl(config: PublicAuthConfig, request: AuthorizationRequest): string {
  const url = new URL(authorizationEndpoint(config))
  const parameters: Record<string, string> = {
    client_id: config.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: request.redirectUri,
    scope: config.scope === '' ? 'openid profile email' : config.scope,
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    prompt: 'select_account',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** What the provider sent back, or why it cannot be used. */
export type CallbackAnswer =
  | { readonly kind: 'code'; readonly code: string; readonly state: string }
  | {
      readonly kind: 'refused'
      readonly error: string
      readonly description: string
      readonly state?: string
    }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'nothing' }

/**
 * Reads the callback's query. Repeated parameters are refused (RFC 6749 §3.1), and so is an `iss` (RFC 9207) of
 * another provider than ours: the answer of one provider must not be given to another.
 */
export function readCallback(search: string, config: PublicAuthConfig): CallbackAnswer {
  const parameters = new URLSearchParams(search)
  const names = ['code', 'state', 'error', 'error_description', 'iss']
  const repeated = names.find((name) => parameters.getAll(name).length > 1)
  if (repeated) return { kind: 'unusable', reason: texts.answerRepeats(repeated) }
  const get = (name: string): string | undefined => parameters.get(name) || undefined
  const issuer = get('iss')
  if (issuer !== undefined && !sameProvider(issuer, config)) {
    return {
      kind: 'unusable',
      reason: texts.answerFromAnother,
    }
  }
  const [code, state, error] = [get('code'), get('state'), get('error')]
  if (error !== undefined) {
    return {
      kind: 'refused',
      error,
      description: get('error_description') ?? '',
      ...(state === undefined ? {} : { state }),
    }
  }
  if (code === undefined && state === undefined) return { kind: 'nothing' }
  if (code === undefined) return { kind: 'unusable', reason: texts.answerWithoutCode }
  if (state === undefined) return { kind: 'unusable', reason: texts.answerWithoutState }
  return { kind: 'code', code, state }
}

function sameProvider(issuer: string, config: PublicAuthConfig): boolean {
  try {
    return new URL(issuer).origin === new URL(config.authority).origin
  } catch {
    return false
  }
}
