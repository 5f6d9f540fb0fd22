/** An answer over HTTP with all of its body: one that breaks off is no answer, and must not read as a source that has less. */

export interface WholeAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** @throws what `fetch` throws, also while the body arrives */
export async function wholeAnswer(address: string | URL, init: RequestInit): Promise<WholeAnswer> {
  const response = await fetch(address, init)
  const { ok, status, headers } = response
  return { ok, status, headers, body: await response.text() }
}
