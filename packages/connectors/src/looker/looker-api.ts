/** Looker's API 4.0: signs in with an API key, renews the token in time, and gives its objects as they are. https://cloud.google.com/looker/docs/reference/looker-api/latest */
import { SourceError } from '@waymark/ingest'
import { createJsonApi, type JsonRequest } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'

/** What is read of the connection; the schema knows the rest. */
export interface LookerConfig {
  readonly hostPort: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface LookerApi {
  /** @throws SourceError `skippable` when it is gone or may not be seen, which Looker does not tell apart */
  get(path: string, signal: AbortSignal, query?: JsonRequest['query']): Promise<Json>
  list(path: string, signal: AbortSignal, query?: JsonRequest['query']): Promise<readonly Json[]>
}

/** A token that ends sooner is renewed before it is used. */
const tokenMarginMs = 60_000
const refusedHint =
  'Check clientId and clientSecret: an API key of a Looker user, whose role has the permissions that the page of this connector lists.'

export function createLookerApi({ hostPort, clientId, clientSecret }: LookerConfig): LookerApi {
  const common = {
    name: 'Looker',
    baseUrl: `${hostPort.replace(/\/+$/, '')}/api/4.0`,
    addressKey: 'hostPort',
    refusedHint,
  }
  const signIn = createJsonApi({ ...common, authorize: async () => ({}) })
  let token: { readonly text: string; readonly endsAt: number } | undefined

  async function newToken(signal: AbortSignal): Promise<{ text: string; endsAt: number }> {
    const form = { client_id: clientId, client_secret: clientSecret }
    const answer = record(
      await signIn.post('/login', { form, signal }).catch((error: unknown) => {
        // Looker answers a key that it does not know with 404, like a path that it does not have.
        if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
        throw new SourceError('fatal', `Looker does not sign in: ${error.message}`, {
          hint: `${refusedHint} If the key is right, hostPort may lead to another server.`,
          cause: error,
        })
      }),
    )
    const given = text(answer.access_token)
    if (given === undefined) throw new SourceError('fatal', 'Looker gives no token.', { hint: refusedHint })
    return { text: given, endsAt: Date.now() + Number(answer.expires_in ?? 0) * 1000 }
  }

  const api = createJsonApi({
    ...common,
    async authorize(signal, again) {
      if (token === undefined || again || token.endsAt - Date.now() < tokenMarginMs)
        token = await newToken(signal)
      return { authorization: `Bearer ${token.text}` }
    },
  })
  return {
    async get(path, signal, query = {}) {
      return record(await api.get(path, { signal, query }))
    },
    async list(path, signal, query = {}) {
      return records(await api.get(path, { signal, query }))
    },
  }
}
