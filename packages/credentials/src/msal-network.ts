/** What MSAL sends its requests with: `fetch` with a time limit and retries, keeping the issuer's last error. */
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { CredentialError } from './credential-error.ts'
import { asTokenEndpointError, type TokenEndpointError } from './token-answer.ts'

const timeoutMs = 30_000
const attempts = 3

export interface MsalNetwork extends INetworkModule {
  /** The last answer that was an OAuth error, which MSAL words less exactly. */
  lastError(): { readonly status: number; readonly answer: TokenEndpointError } | undefined
  /** Why the last request got no answer of the issuer: MSAL throws something of its own in its place. */
  lastFailure(): CredentialError | undefined
}

export function createMsalNetwork(
  fetch: typeof globalThis.fetch,
  sleep: (ms: number) => Promise<void>,
): MsalNetwork {
  let last: { status: number; answer: TokenEndpointError } | undefined
  let failure: CredentialError | undefined

  async function once<T>(
    method: string,
    url: string,
    options: NetworkRequestOptions | undefined,
  ): Promise<NetworkResponse<T>> {
    const response = await fetch(url, {
      method,
      headers: options?.headers ?? {},
      signal: AbortSignal.timeout(timeoutMs),
      ...(method === 'POST' ? { body: options?.body ?? '' } : {}),
    })
    const text = await response.text()
    const body = parse(text, url)
    const answer = asTokenEndpointError(body)
    if (answer) last = { status: response.status, answer }
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: body as T, // MSAL checks the members it reads
    }
  }

  async function send<T>(method: string, url: string, options?: NetworkRequestOptions) {
    last = undefined
    failure = undefined
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await once<T>(method, url, options)
        const busy = response.status === 429 || response.status >= 500
        if (!busy || attempt === attempts) return response
      } catch (error) {
        if (error instanceof CredentialError || attempt === attempts) {
          failure = outOfReach(url, error)
          throw failure
        }
      }
      await sleep(500 * 2 ** attempt)
    }
  }

  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
    lastError: () => last,
    lastFailure: () => failure,
  }
}

function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const host = new URL(url).host
    throw new CredentialError(`${host} answered with something that is not JSON.`, {
      fix: 'A proxy may have answered in its place: check HTTPS_PROXY, NO_PROXY and the network.',
    })
  }
}

function outOfReach(url: string, error: unknown): CredentialError {
  if (error instanceof CredentialError) return error
  const host = new URL(url).host
  const code = systemCode(error)
  const certificate = code !== undefined && /CERT|SIGNED|VERIFY|ISSUER/.test(code)
  return new CredentialError(`${host} cannot be reached${code ? ` (${code})` : ''}.`, {
    cause: error,
    retriable: true,
    fix: certificate
      ? 'Its certificate is not trusted here. Name the CA of your network in NODE_EXTRA_CA_CERTS.'
      : 'Check the network and HTTPS_PROXY: behind a proxy it has to name the one that answers.',
  })
}

function systemCode(error: unknown): string | undefined {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return undefined
}
