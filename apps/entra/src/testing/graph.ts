/** Requests to the emulated Microsoft Graph on somebody's behalf. */
import type { TestEmulator, TestResponse } from './start.ts'

export const graphUrl = 'https://graph.microsoft.com/v1.0'

/** Every permission that setting an application up takes. */
export const setUpScopes = [
  'User.Read',
  'Directory.Read.All',
  'Application.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'Policy.Read.All',
]

export interface GraphClient {
  get: (path: string, headers?: Record<string, string>) => Promise<TestResponse>
  post: (path: string, body?: object) => Promise<TestResponse>
  patch: (path: string, body: object) => Promise<TestResponse>
  delete: (path: string) => Promise<TestResponse>
}

/** A client with a token for `user` and `scopes`; or for the application `client`, with the roles it holds. */
export async function graphAs(
  emulator: TestEmulator,
  who: { user: string; scopes?: string[] } | { client: string },
): Promise<GraphClient> {
  const asked = 'user' in who ? { scopes: setUpScopes, ...who } : who
  const answer = await emulator.control('graph-token', asked)
  const token = answer.json().access_token
  if (typeof token !== 'string') throw new Error(`no token: ${answer.body}`)
  const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    emulator.fetch(path.startsWith('https:') ? path : `${graphUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path),
  }
}

/** What a refused call says. */
export const graphRefusalOf = (response: TestResponse) => {
  const { error } = response.json() as { error: { code: string; message: string } }
  return { status: response.status, code: error.code }
}
