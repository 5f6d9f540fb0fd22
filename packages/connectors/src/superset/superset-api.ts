/** Superset's REST API: signs in with name and password, and reads lists page by page. https://superset.apache.org/docs/api */
import { SourceError } from '@waymark/ingest'
import { createJsonApi } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'

/** What is read of the connection; the schema knows the rest. */
export interface SupersetConfig {
  readonly hostPort: string
  readonly connection: {
    readonly provider?: string
    readonly username?: string
    readonly password?: string
    /** Of a connection to Superset's own database, which is not read here. */
    readonly hostPort?: string
  }
}

export type SupersetKind = 'dashboard' | 'chart' | 'dataset' | 'database'

export interface SupersetApi {
  list(kind: SupersetKind, signal: AbortSignal): AsyncGenerator<Json>
  /** @throws SourceError `skippable` when it is gone or may not be seen */
  get(path: string, signal: AbortSignal): Promise<Json>
}

/** Superset gives no more on a page unless it is told to. */
const pageSize = 100

export function createSupersetApi({ hostPort, connection }: SupersetConfig): SupersetApi {
  if (connection.hostPort !== undefined || connection.username === undefined)
    throw new SourceError('fatal', 'Superset is read through its API, not through its own database.', {
      hint: 'Write provider (db or ldap), username and password into serviceConnection.config.connection.',
    })
  const common = {
    name: 'Superset',
    baseUrl: `${hostPort.replace(/\/+$/, '')}/api/v1`,
    addressKey: 'hostPort',
    refusedHint:
      'Check connection.username and password; the user needs to read dashboards, charts, datasets and databases (the role Alpha or Admin).',
  }
  const signIn = createJsonApi({ ...common, authorize: async () => ({}) })
  let token: string | undefined
  const api = createJsonApi({
    ...common,
    async authorize(signal, again) {
      if (token === undefined || again) {
        const { username, password, provider = 'db' } = connection
        const body = { username, password, provider, refresh: false }
        token = text(record(await signIn.post('/security/login', { body, signal })).access_token)
      }
      return { authorization: `Bearer ${token ?? ''}` }
    },
  })
  return {
    async *list(kind, signal) {
      for (let page = 0, seen = 0; ; page += 1) {
        const query = { q: `(page:${page},page_size:${pageSize})` }
        const answer = record(await api.get(`/${kind}/`, { query, signal }))
        const items = records(answer.result)
        yield* items
        seen += items.length
        if (items.length === 0 || seen >= Number(answer.count ?? 0)) return
      }
    },
    async get(path, signal) {
      return record(record(await api.get(path, { signal })).result)
    },
  }
}
