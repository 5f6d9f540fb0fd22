/**
 * Tableau's two APIs: REST to sign in and to list what lies in which project, GraphQL for everything inside.
 * https://help.tableau.com/current/api/rest_api/en-us/REST/rest_api_concepts_auth.htm
 * https://help.tableau.com/current/api/metadata_api/en-us/docs/meta_api_errors.html
 */
import { SourceError } from '@waymark/ingest'
import { createJsonApi } from '../json-api.ts'
import { type Json, present, record, records, text } from '../json-values.ts'
import { type MetadataList, pageOf } from './queries.ts'

/** What is read of the connection; the schema knows the rest. */
export interface TableauConfig {
  readonly hostPort: string
  readonly authType?: {
    readonly username?: string
    readonly password?: string
    readonly personalAccessTokenName?: string
    readonly personalAccessTokenSecret?: string
  }
  /** What stands in the address of the site; empty for the default site of a server. */
  readonly siteName?: string
  readonly apiVersion?: string
  readonly paginationLimit?: number
}

export interface MetadataItem {
  readonly node: Json
  /** Tableau left out part of what belongs to the item, with its reason. */
  readonly cutShort?: string
}

export interface TableauApi {
  /** Everything of a kind on the site, as REST lists it. */
  list(kind: 'project' | 'workbook' | 'datasource', signal: AbortSignal): AsyncGenerator<Json>
  /** @throws SourceError `retriable` while Tableau still indexes the site, and knows only a part of it */
  metadata(
    list: MetadataList,
    signal: AbortSignal,
    warn?: (message: string) => void,
  ): AsyncGenerator<MetadataItem>
  /** Ends the session; never fails. */
  signOut(): Promise<void>
}

interface Session {
  readonly token: string
  readonly site: string
}

/** REST gives no more on a page. */
const restPageSize = 1000
/** Items on a page of the Metadata API; halved where they hold more than Tableau gives at once. */
const metadataPageSize = 20
/** An old version that every server answers, to be told the newest. */
const firstVersion = '2.4'
const signOutMs = 5000

const tooMuch = new Set(['NODE_LIMIT_EXCEEDED', 'TIME_LIMIT_EXCEEDED'])

const hints: Readonly<Record<string, string>> = {
  FEATURE_DISABLED:
    'Have an administrator of the server run "tsm maintenance metadata-services enable", and wait until it is done.',
  ACCESS_DENIED: 'Give the user the site role Site Administrator Explorer.',
  FILTER_REQUIRED: 'Give the user the site role Site Administrator Explorer.',
}

export function createTableauApi(config: TableauConfig): TableauApi {
  const credentials = credentialsOf(config)
  const common = {
    name: 'Tableau',
    baseUrl: config.hostPort,
    addressKey: 'hostPort',
    refusedHint:
      'Check serviceConnection.config.authType and siteName (what stands after /site/ in the address of a page). Personal access tokens end after 15 days without use; signing in with a password does not work where the site asks for a second factor.',
  }
  const unsigned = createJsonApi({ ...common, authorize: async () => ({}) })
  let version: string | undefined = config.apiVersion
  let session: Session | undefined

  async function versionOf(signal: AbortSignal): Promise<string> {
    if (version === undefined) {
      const info = record(
        record(await unsigned.get(`/api/${firstVersion}/serverinfo`, { signal })).serverInfo,
      )
      version = text(info.restApiVersion)
    }
    if (version !== undefined) return version
    throw new SourceError('fatal', 'Tableau does not tell the version of its API.', {
      hint: 'Check serviceConnection.config.hostPort, or name the version in apiVersion.',
    })
  }

  async function signIn(signal: AbortSignal, again = false): Promise<Session> {
    if (session && !again) return session
    const body = { credentials }
    const answer = await unsigned.post(`/api/${await versionOf(signal)}/auth/signin`, { body, signal })
    const given = record(record(answer).credentials)
    const token = text(given.token)
    const site = text(record(given.site).id)
    if (token === undefined || site === undefined)
      throw new SourceError('fatal', 'Tableau signs in without giving a token and a site.', {
        hint: 'Check serviceConnection.config.hostPort and apiVersion.',
      })
    session = { token, site }
    return session
  }

  const api = createJsonApi({
    ...common,
    async authorize(signal, again) {
      return { 'x-tableau-auth': (await signIn(signal, again)).token }
    },
  })

  return {
    async *list(kind, signal) {
      for (let pageNumber = 1, seen = 0; ; pageNumber += 1) {
        const { site } = await signIn(signal)
        const path = `/api/${await versionOf(signal)}/sites/${encodeURIComponent(site)}/${kind}s`
        const query = { pageSize: restPageSize, pageNumber }
        const answer = record(await api.get(path, { query, signal }))
        const items = records(record(answer[`${kind}s`])[kind])
        yield* items
        seen += items.length
        if (items.length === 0 || seen >= Number(record(answer.pagination).totalAvailable ?? 0)) return
      }
    },
    async *metadata(list, signal, warn = () => undefined) {
      const query = pageOf(list)
      let first = Math.max(1, config.paginationLimit ?? metadataPageSize)
      for (let after: string | undefined; ; ) {
        const body = { query, variables: present({ first, after }) }
        const answer = record(await api.post('/api/metadata/graphql', { body, signal }))
        const { data, cutShort } = judged(answer, warn)
        if (cutShort !== undefined && first > 1) {
          first = Math.ceil(first / 2)
          continue
        }
        const connection = record(data[list.connection])
        const nodes = records(connection.nodes)
        if (cutShort !== undefined && nodes.length === 0)
          throw new SourceError('retriable', `Tableau gives nothing of ${list.connection}: ${cutShort}`, {
            hint: 'Run again when the server is less busy: what it leaves out would count as deleted.',
          })
        for (const node of nodes) yield cutShort === undefined ? { node } : { node, cutShort }
        const { hasNextPage, endCursor } = record(connection.pageInfo)
        const next = text(endCursor)
        if (hasNextPage !== true || next === undefined || next === after) return
        after = next
      }
    },
    async signOut() {
      if (!session) return
      const signal = AbortSignal.timeout(signOutMs)
      const headers = { 'x-tableau-auth': session.token }
      session = undefined
      const path = `/api/${version ?? firstVersion}/auth/signout`
      const leaving = createJsonApi({ ...common, authorize: async () => headers })
      // A session that is not ended ends by itself.
      await leaving.post(path, { signal }).catch(() => undefined)
    },
  }
}

function credentialsOf({ authType = {}, siteName = '' }: TableauConfig): Json {
  const { username, password, personalAccessTokenName, personalAccessTokenSecret } = authType
  const site = { contentUrl: siteName }
  if (personalAccessTokenName !== undefined && personalAccessTokenSecret !== undefined)
    return { personalAccessTokenName, personalAccessTokenSecret, site }
  if (username !== undefined && password !== undefined) return { name: username, password, site }
  throw new SourceError('fatal', 'Tableau needs somebody to sign in.', {
    hint: 'Write personalAccessTokenName and personalAccessTokenSecret, or username and password, into serviceConnection.config.authType.',
  })
}

interface Answer {
  readonly data: Json
  readonly cutShort: string | undefined
}

/** Tells answers from refusals: the Metadata API answers with status 200 whatever happened. */
function judged(answer: Json, warn: (message: string) => void): Answer {
  let cutShort: string | undefined
  for (const error of records(answer.errors)) {
    const { severity, code: said } = record(error.extensions)
    const code = text(said) ?? ''
    const message = text(error.message) ?? (code || 'no reason given')
    if (tooMuch.has(code)) cutShort = message
    else if (code === 'BACKFILL_RUNNING')
      throw new SourceError('retriable', `Tableau still indexes the site: ${message}`, {
        hint: 'Run again when it is done: what it does not know yet would count as deleted.',
      })
    else if (severity === 'WARNING') warn(`Tableau: ${message}`)
    else
      throw new SourceError('fatal', `Tableau's Metadata API refuses: ${message}`, {
        hint: hints[code] ?? 'Check that the server is 2021.1 or later and that its Metadata API is enabled.',
      })
  }
  return { data: record(answer.data), cutShort }
}
