/** Answers as values: status, headers, body; and the headers that every answer of Entra carries. */

export interface Answer {
  status: number
  headers: Record<string, string | string[]>
  body: string
}

export const json = (status: number, value: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(value),
})

export const redirectTo = (location: string, headers: Answer['headers'] = {}): Answer => ({
  status: 302,
  headers: { location, ...notCached, ...headers },
  body: '',
})

/** For answers that hold tokens, codes or errors. */
export const notCached = { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', expires: '-1' }

/** For discovery documents and keys. */
export const cachedForADay = {
  'cache-control': 'max-age=86400, private',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, OPTIONS',
}
