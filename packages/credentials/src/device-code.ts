/** Signs a person in on another device (RFC 8628), for programs that run where no browser is. */
import { CredentialError } from './credential-error.ts'
import { asTokenEndpointError, credentialErrorFrom } from './token-answer.ts'

export interface DeviceCodeRequest {
  /** `https://<host>/<tenant>` */
  readonly authority: string
  /** A public client of that tenant. */
  readonly clientId: string
  readonly scope: string
  readonly fetch: typeof globalThis.fetch
  readonly sleep: (ms: number) => Promise<void>
  /** Shows the person where to go and what to type. */
  readonly tell: (verificationUri: string, userCode: string) => void
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'

/**
 * An access token, once the person has signed in.
 * @throws CredentialError when they decline, take longer than the code lives, or Entra refuses
 */
export async function deviceCodeToken(request: DeviceCodeRequest): Promise<string> {
  const about = 'Signing in with a device code'
  const { clientId, scope } = request
  const started = await post(request, 'devicecode', { client_id: clientId, scope })
  const code = String(started.body.device_code ?? '')
  const userCode = String(started.body.user_code ?? '')
  if (!code || !userCode) throw refusal(started, about)
  request.tell(String(started.body.verification_uri ?? ''), userCode)

  let intervalMs = 1000 * (Number(started.body.interval) || 5)
  for (;;) {
    await request.sleep(intervalMs)
    const answer = await post(request, 'token', {
      client_id: clientId,
      grant_type: grantType,
      device_code: code,
    })
    if (typeof answer.body.access_token === 'string') return answer.body.access_token
    // RFC 8628 §3.5: five seconds more after each slow_down.
    if (answer.body.error === 'slow_down') intervalMs += 5000
    else if (answer.body.error !== 'authorization_pending') throw refusal(answer, about)
  }
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

async function post(
  { authority, fetch }: DeviceCodeRequest,
  endpoint: 'devicecode' | 'token',
  form: Record<string, string>,
): Promise<Answer> {
  const url = `${authority}/oauth2/v2.0/${endpoint}`
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(30_000),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] } // members are checked one by one
  } catch (cause) {
    throw new CredentialError(`${new URL(url).host} gave no answer that can be read.`, {
      cause,
      fix: 'Check the network, HTTPS_PROXY and NODE_EXTRA_CA_CERTS.',
    })
  }
}

function refusal({ status, body }: Answer, about: string): CredentialError {
  const error = asTokenEndpointError(body)
  return error
    ? credentialErrorFrom(error, status, about)
    : new CredentialError(`${about}: Entra answered ${status} without a code.`)
}
