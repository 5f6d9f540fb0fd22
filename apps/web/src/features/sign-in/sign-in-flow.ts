/** Signs a person in: to the provider and back by top-level redirects, then the ID token is handed over for a session. */
import { ApiError, call } from '../../api/http.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import type { PublicAuthConfig } from './auth-config.ts'
import { authorizationUrl, type CallbackAnswer, readCallback, tokenEndpoint } from './authorization.ts'
import { type Explanation, explainRefusal } from './explain.ts'
import { challengeOf, equalSecrets, randomToken } from './pkce.ts'
import { safeReturnPath } from './return-path.ts'
import { countRedirect, forgetRedirects, remember, takeTransaction } from './transaction.ts'

/** Why no session came of a sign-in. */
export class SignInFailure extends Error {
  readonly explanation: Explanation
  constructor(explanation: Explanation, cause?: unknown) {
    super(explanation.title, cause === undefined ? undefined : { cause })
    this.name = 'SignInFailure'
    this.explanation = explanation
  }
}

function failure(code: string, title: string, advice: string, correlationId?: string): SignInFailure {
  return new SignInFailure({ code, title, advice, ...(correlationId === undefined ? {} : { correlationId }) })
}

/** The redirect URI: the registered one when it is on this origin, else this origin's `/callback`. */
export function redirectUriFor(config: PublicAuthConfig, origin: string): string {
  return config.callbackUrl.startsWith(`${origin}/`) ? config.callbackUrl : `${origin}/callback`
}

/**
 * Where signing in has to start when this page was opened under another name than the registered one (`127.0.0.1` for
 * `localhost`): the provider sends people back to the registered name only.
 */
export function registeredOrigin(config: PublicAuthConfig, origin: string): string | undefined {
  try {
    const registered = new URL(config.callbackUrl).origin
    return registered === origin ? undefined : registered
  } catch {
    return undefined
  }
}

/** Leaves for the provider. @throws TooManyRedirects, ApiError, or Error on unusable settings */
export async function leaveForProvider(config: PublicAuthConfig, returnPath: string): Promise<void> {
  countRedirect(sessionStorage, Date.now())
  if (config.clientType === 'confidential') {
    location.assign(`/api/v1/auth/login?redirectUri=${encodeURIComponent(returnPath)}`)
    return
  }
  const { data } = await call<{ nonce: string }>('auth/nonce', { method: 'POST', body: {} })
  const codeVerifier = randomToken()
  const state = randomToken()
  const redirectUri = redirectUriFor(config, location.origin)
  const url = authorizationUrl(config, {
    state,
    nonce: data.nonce,
    codeChallenge: await challengeOf(codeVerifier),
    redirectUri,
  })
  remember(sessionStorage, { state, codeVerifier, redirectUri, returnPath })
  location.assign(url)
}

/** Sends the code and the verifier to the provider; the answer's ID token, nothing else of it. */
async function redeem(
  config: PublicAuthConfig,
  request: { code: string; codeVerifier: string; redirectUri: string },
): Promise<string> {
  let response: Response
  try {
    response = await fetch(tokenEndpoint(config), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
      body: new URLSearchParams({
        client_id: config.clientId,
        grant_type: 'authorization_code',
        code: request.code,
        code_verifier: request.codeVerifier,
        redirect_uri: request.redirectUri,
        scope: config.scope === '' ? 'openid profile email' : config.scope,
      }),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(10_000),
    })
  } catch {
    throw failure('provider-unreachable', texts.providerSilent, texts.providerSilentHint)
  }
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown> // the provider's JSON, checked below
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  if (!response.ok || text('error') !== '') {
    throw new SignInFailure(
      explainRefusal(text('error') || `status ${response.status}`, text('error_description')),
    )
  }
  if (text('id_token') === '') {
    throw failure('no-id-token', texts.noIdToken, texts.noIdTokenHint)
  }
  return text('id_token')
}

/**
 * Ends a sign-in at the callback: checks the state, redeems the code, hands the ID token over and forgets it.
 * @returns the path to go on to @throws SignInFailure
 */
export async function finishSignIn(config: PublicAuthConfig, search: string): Promise<string> {
  const answer: CallbackAnswer = readCallback(search, config)
  const transaction = takeTransaction(sessionStorage)
  if (answer.kind === 'nothing') return '/sign-in'
  if (answer.kind === 'refused') throw new SignInFailure(explainRefusal(answer.error, answer.description))
  if (answer.kind === 'unusable') {
    throw failure('answer-unusable', texts.cannotComplete, texts.startAgain(answer.reason))
  }
  if (!transaction || !equalSecrets(transaction.state, answer.state)) {
    throw failure('state-mismatch', texts.notStartedHere, texts.notStartedHereHint)
  }
  const idToken = await redeem(config, { code: answer.code, ...transaction })
  try {
    await call('auth/session', { method: 'POST', body: { idToken } })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new SignInFailure(
      {
        code: error.kind ?? `status ${error.status}`,
        title: texts.catalogRefusedSignIn,
        advice: error.message,
        ...(error.requestId === undefined ? {} : { correlationId: error.requestId }),
      },
      error,
    )
  }
  return safeReturnPath(transaction.returnPath, location.origin)
}

export function signInSucceeded(): void {
  forgetRedirects(sessionStorage)
}
