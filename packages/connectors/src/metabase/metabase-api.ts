/** Metabase's REST API: signs in by key or by name and password, and reads lists. https://www.metabase.com/docs/latest/api */
import { SourceError } from '@waymark/ingest'
import { createJsonApi } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'

/** What is read of the connection; the schema knows the rest. */
export interface MetabaseConfig {
  readonly hostPort: string
  readonly username?: string
  readonly password?: string
  readonly apiKey?: string
}

export interface MetabaseApi {
  /** One thing by its path below `/api`. @throws SourceError `skippable` when it is gone */
  get(path: string, signal: AbortSignal): Promise<Json>
  /** A list that comes whole: as such, or under `data`. */
  all(path: string, signal: AbortSignal): Promise<Json[]>
  /** The dashboards of a collection, page by page. @param collection - its id, or `root` */
  dashboardsIn(collection: string, signal: AbortSignal): AsyncGenerator<Json>
}

const pageSize = 100

export function createMetabaseApi({ hostPort, username, password, apiKey }: MetabaseConfig): MetabaseApi {
  if (apiKey === undefined && (username === undefined || password === undefined))
    throw new SourceError('fatal', 'Metabase lets nobody in without a key or a password.', {
      hint: 'Write apiKey, or username and password, into serviceConnection.config.',
    })
  const common = {
    name: 'Metabase',
    baseUrl: `${hostPort.replace(/\/+$/, '')}/api`,
    addressKey: 'hostPort',
    refusedHint:
      'Check apiKey, or username and password, in serviceConnection.config; the key or the user belongs in the group Administrators.',
  }
  const signIn = createJsonApi({ ...common, authorize: async () => ({}) })
  let session: string | undefined
  const api = createJsonApi({
    ...common,
    async authorize(signal, again) {
      if (apiKey !== undefined) return { 'x-api-key': apiKey }
      if (session === undefined || again)
        session = text(record(await signIn.post('/session', { body: { username, password }, signal })).id)
      return { 'x-metabase-session': session ?? '' }
    },
  })
  return {
    get: async (path, signal) => record(await api.get(path, { signal })),
    async all(path, signal) {
      const answer = await api.get(path, { signal })
      return records(Array.isArray(answer) ? answer : record(answer).data)
    },
    async *dashboardsIn(collection, signal) {
      for (let offset = 0; ; offset += pageSize) {
        const query = { models: 'dashboard', limit: pageSize, offset }
        const path = `/collection/${encodeURIComponent(collection)}/items`
        const answer = record(await api.get(path, { query, signal }))
        const items = records(answer.data)
        yield* items
        if (items.length === 0 || offset + items.length >= Number(answer.total ?? 0)) return
      }
    },
  }
}
