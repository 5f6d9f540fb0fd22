/** Tries settings of signing in against the provider itself, before anybody depends on them. */
import { randomBytes } from 'node:crypto'
import { clientTrial } from './confidential-client.ts'
import type { IdentityConfig } from './config.ts'
import { checkIdentityConfig } from './config-check.ts'
import type { Clock, Fetch } from './ports.ts'
import { providerAddresses } from './public-config.ts'
import type { AttemptStep } from './sign-in-attempt.ts'
import { shown } from './token/refusal.ts'
import { openTrustedIssuers } from './token/trusted-issuers.ts'

const pageTimeoutMs = 10_000
/** A refusal stands at the beginning of the page that a person would see. */
const maxPageLength = 200_000

/**
 * Discovery, signing keys, the application with its redirect URI, and, for a confidential client, its proof. Nothing is kept and nothing
 * of the running server is touched.
 *
 * @returns steps in the order they were tried; none where nobody outside is asked (`basic`, `no-auth`) or the settings do not fit together
 */
export async function tryProvider(
  config: IdentityConfig,
  { fetch, now }: { readonly fetch: Fetch; readonly now: Clock },
): Promise<readonly AttemptStep[]> {
  const { authority, problems } = checkIdentityConfig(config)
  if (!authority || problems.length > 0) return []
  const silent = { info: () => undefined, warn: () => undefined }
  const issuers = openTrustedIssuers(authority, { config, fetch, now, log: silent })
  try {
    await issuers.refresh()
    const discovery = issuers.discovery()
    const { keys, lastError } = issuers.health()
    const reason = lastError ?? 'it was not answered'
    const steps: AttemptStep[] = [
      discovery
        ? { step: 'discovery', ok: true, detail: discovery.issuer }
        : { step: 'discovery', ok: false, detail: reason },
      keys === 'ok' ? { step: 'keys', ok: true } : { step: 'keys', ok: false, detail: reason },
    ]
    const addresses = providerAddresses(config, authority, discovery)
    if (!discovery || !addresses) return steps
    const application = await applicationStep(config, addresses.authorizationEndpoint, fetch)
    if (application) steps.push(application)
    if (config.clientType === 'confidential') steps.push(await clientTrial(config, addresses, fetch))
    return steps
  } finally {
    issuers.close()
  }
}

/**
 * What the provider says to a request that asks nobody (`prompt=none`, OpenID Connect Core 3.1.2.6): it sends the browser back to a
 * redirect URI that it knows, and shows a page of its own to an application or a redirect URI that it does not.
 *
 * @returns undefined where its answer does not tell
 */
async function applicationStep(
  config: IdentityConfig,
  authorizationEndpoint: string,
  fetch: Fetch,
): Promise<AttemptStep | undefined> {
  const step = 'application'
  const url = new URL(authorizationEndpoint)
  const random = () => randomBytes(24).toString('base64url')
  for (const [name, value] of Object.entries({
    client_id: config.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: config.callbackUrl,
    scope: 'openid',
    prompt: 'none',
    state: random(),
    nonce: random(),
    // Of a verifier that nobody has: should a code come back, it is worth nothing.
    code_challenge: randomBytes(32).toString('base64url'),
    code_challenge_method: 'S256',
  }))
    url.searchParams.set(name, value)
  try {
    const signal = AbortSignal.timeout(pageTimeoutMs)
    const response = await fetch(url.href, { redirect: 'manual', signal })
    const location = response.headers.get('location')
    const page = (await response.text()).slice(0, maxPageLength)
    const back = location === null ? undefined : new URL(location, url)
    const ours = new URL(config.callbackUrl)
    if (back?.origin === ours.origin && back.pathname === ours.pathname)
      return refusalOf(back.searchParams, step) ?? { step, ok: true, detail: config.callbackUrl }
    const [number] = /AADSTS\d{4,9}/.exec(page) ?? []
    if (number) return { step, ok: false, detail: `${number}: run "waymark explain ${number}"` }
    return response.status >= 400
      ? {
          step,
          ok: false,
          detail: `its sign-in page answers ${response.status} for this client id and redirect URI`,
        }
      : undefined
  } catch (error) {
    return { step, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

/** That somebody would have to sign in or agree is what a request that asks nobody is answered with. */
const expected = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
])

function refusalOf(answer: URLSearchParams, step: string): AttemptStep | undefined {
  const code = answer.get('error')
  if (code === null || expected.has(code)) return undefined
  const words = answer.get('error_description')?.split(/[\r\n]/, 1)[0]
  return { step, ok: false, detail: shown(words ? `${code}: ${words}` : code) }
}
