/** Sign-in and redemption as a browser application does them, for tests. */
import { createHash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { sample, type TestEmulator, type TestResponse } from './start.ts'

const login = 'https://login.microsoftonline.com'
export const origin = 'http://localhost:8585'
export const verifier = 'v'.repeat(43)
export const challenge = createHash('sha256').update(verifier).digest('base64url')
export const apiScope = `api://${sample.uiAppId}/access_as_user`

export const authorizeUrl = `${login}/${sample.tenantId}/oauth2/v2.0/authorize`
export const tokenUrl = `${login}/${sample.tenantId}/oauth2/v2.0/token`

/** The parameters msal-browser sends; `undefined` leaves one out. */
export const authorizeParameters = (
  changes: Record<string, string | undefined> = {},
): Record<string, string> =>
  defined({
    client_id: sample.uiAppId,
    response_type: 'code',
    redirect_uri: sample.redirectUri,
    response_mode: 'fragment',
    scope: `${apiScope} openid profile email offline_access`,
    state: 'the state',
    nonce: 'the nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    client_info: '1',
    ...changes,
  })

/** GETs `/authorize`. */
export const authorize = (
  emulator: TestEmulator,
  changes: Record<string, string | undefined> = {},
  headers: Record<string, string> = {},
  url = authorizeUrl,
): Promise<TestResponse> =>
  emulator.fetch(`${url}?${new URLSearchParams(authorizeParameters(changes))}`, { headers })

/** Picks a person on the account page. */
export const pick = (
  emulator: TestEmulator,
  changes: Record<string, string | undefined> = {},
  userId = sample.adaId,
  url = authorizeUrl,
): Promise<TestResponse> =>
  emulator.fetch(url, {
    form: { ...authorizeParameters(changes), _account: `${sample.tenantId}/${userId}` },
  })

/** What an answer sent back to the application, from query or fragment. */
export function replied(response: TestResponse): Record<string, string> {
  const location = new URL(response.headers.location ?? 'none:')
  return Object.fromEntries(new URLSearchParams(location.hash ? location.hash.slice(1) : location.search))
}

/** A new code for a person. */
export async function codeFor(
  emulator: TestEmulator,
  changes: Record<string, string | undefined> = {},
  userId = sample.adaId,
): Promise<string> {
  const { code, ...rest } = replied(await pick(emulator, changes, userId))
  if (!code) throw new Error(`no code but ${JSON.stringify(rest)}`)
  return code
}

/** Redeems a code as the single-page application does. */
export const redeem = (
  emulator: TestEmulator,
  code: string,
  changes: Record<string, string | undefined> = {},
  headers: Record<string, string> = { origin },
  url = tokenUrl,
): Promise<TestResponse> =>
  emulator.fetch(url, {
    headers,
    form: defined({
      client_id: sample.uiAppId,
      grant_type: 'authorization_code',
      code,
      redirect_uri: sample.redirectUri,
      code_verifier: verifier,
      client_info: '1',
      ...changes,
    }),
  })

/** Asks for a token as the ingestion application. */
export const clientCredentials = (
  emulator: TestEmulator,
  changes: Record<string, string | undefined> = {},
  url = tokenUrl,
  headers: Record<string, string> = {},
): Promise<TestResponse> =>
  emulator.fetch(url, {
    headers,
    form: defined({
      client_id: sample.ingestionAppId,
      client_secret: sample.ingestionSecret,
      grant_type: 'client_credentials',
      scope: `api://${sample.uiAppId}/.default`,
      ...changes,
    }),
  })

/** Claims and header of a token in an answer. */
export function tokenIn(answer: Record<string, unknown>, member: 'access_token' | 'id_token') {
  const token = String(answer[member])
  return { header: decodeProtectedHeader(token), claims: decodeJwt(token) as Record<string, unknown> }
}

/** A tenant without applications: what the shipped `empty-tenant.yaml` describes. */
export const emptyTenant = {
  tenantId: '3c6b1f0e-92a4-4d7b-8e15-6f0a9c2d4b71',
  administrator: 'nora@havbris.example',
  applicationAdministrator: 'emil@havbris.example',
  member: 'jonas@havbris.example',
}

/** What an error answer says, for comparison with a row of the catalogue. */
export const refusalOf = (response: TestResponse) => {
  const body = response.json()
  return { status: response.status, error: body.error, code: (body.error_codes as number[])[0] }
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}
