/** BigQuery's REST API, version 2: statements with their pages, datasets, what is known of a table. https://docs.cloud.google.com/bigquery/docs/reference/rest */
import { randomUUID } from 'node:crypto'
import { type Consequence, SourceError } from '@waymark/ingest'
import { createJsonApi } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'
import type { BigQueryConfig } from './config.ts'
import { signIn } from './sign-in.ts'
import { parameterOf, rowOf } from './values.ts'

export interface Dataset {
  readonly name: string
  readonly location: string
  readonly labels: Json
}

export interface Warehouse {
  /** What is read, in this order; never empty. */
  readonly projects: readonly string[]
  /** `values` stand for `?` in the text; `location` is where the data is, which BigQuery finds out itself where it can. */
  rows<Row extends object>(
    text: string,
    values: readonly unknown[],
    options: { readonly location?: string; readonly signal: AbortSignal },
  ): Promise<Row[]>
  /** In order of their names. */
  datasets(project: string, signal: AbortSignal): Promise<Dataset[]>
  /** The table's own resource. https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/tables#Table */
  table(project: string, dataset: string, name: string, signal: AbortSignal): Promise<Json>
}

const usualHost = 'https://bigquery.googleapis.com'
const rowsAPage = 10_000
const waitMs = 20_000
const accessHint =
  'Grant the service account roles/bigquery.jobUser on the project that pays and roles/bigquery.metadataViewer on what is to be read. See the connector’s README.'

/** https://docs.cloud.google.com/bigquery/docs/error-messages: a limit and a missing grant share the status 403. */
function refusal(status: number, body: Json): Consequence | undefined {
  if (status !== 403) return undefined
  const reason = text(records(record(body.error).errors)[0]?.reason)
  if (reason === 'rateLimitExceeded') return 'retriable'
  return reason === 'accessDenied' ? 'skippable' : undefined
}

/** @throws SourceError when there is no way to sign in, or no project is named */
export async function openWarehouse(config: BigQueryConfig): Promise<Warehouse> {
  const { projects, authorize } = await signIn(config)
  const [first] = projects
  if (first === undefined)
    throw new SourceError('fatal', 'No project is named.', {
      hint: 'Write serviceConnection.config.credentials.gcpConfig.projectId: one project, or a list of them.',
    })
  const host = config.hostPort || usualHost
  const api = createJsonApi({
    name: 'BigQuery',
    baseUrl: `${/^https?:\/\//.test(host) ? host : `https://${host}`}/bigquery/v2`,
    addressKey: 'hostPort',
    authorize,
    refusedHint: accessHint,
    readsRefusal: refusal,
  })
  const pathOf = (project: string) => `/projects/${encodeURIComponent(project)}`
  const statements = `${pathOf(config.billingProjectId || first)}/queries`

  return {
    projects,
    async rows<Row extends object>(
      query: string,
      values: readonly unknown[],
      { location, signal }: { readonly location?: string; readonly signal: AbortSignal },
    ) {
      const body = {
        query,
        useLegacySql: false,
        maxResults: rowsAPage,
        timeoutMs: waitMs,
        formatOptions: { useInt64Timestamp: true },
        // With an id of its own a request that is sent again does not run the statement twice.
        requestId: randomUUID(),
        ...(location ? { location } : {}),
        ...(values.length > 0
          ? { parameterMode: 'POSITIONAL', queryParameters: values.map(parameterOf) }
          : {}),
      }
      let answer = record(await api.post(statements, { body, signal }))
      const job = record(answer.jobReference)
      const results = `${statements}/${encodeURIComponent(text(job.jobId) ?? '')}`
      const wanted = {
        location: text(job.location),
        maxResults: rowsAPage,
        timeoutMs: waitMs,
        'formatOptions.useInt64Timestamp': true,
      }
      if (answer.jobComplete !== true && !text(job.jobId))
        throw new SourceError('fatal', 'BigQuery says neither a result nor which job will have it.', {
          hint: 'Check serviceConnection.config.hostPort: it must lead to the API, not to a page or a proxy.',
        })
      while (answer.jobComplete !== true) answer = record(await api.get(results, { query: wanted, signal }))
      const fields = records(record(answer.schema).fields)
      const rows = records(answer.rows)
      for (let pageToken = text(answer.pageToken); pageToken; pageToken = text(answer.pageToken)) {
        answer = record(await api.get(results, { query: { ...wanted, pageToken }, signal }))
        rows.push(...records(answer.rows))
      }
      return rows.map((row) => rowOf(fields, row)) as Row[] // each question knows what it asked for
    },
    async datasets(project, signal) {
      const found: Dataset[] = []
      let pageToken: string | undefined
      do {
        const query = { maxResults: 1_000, pageToken }
        const page = record(await api.get(`${pathOf(project)}/datasets`, { query, signal }).catch(asFatal))
        for (const each of records(page.datasets)) {
          const name = text(record(each.datasetReference).datasetId)
          if (name) found.push({ name, location: text(each.location) ?? 'US', labels: record(each.labels) })
        }
        pageToken = text(page.nextPageToken)
      } while (pageToken)
      return found.sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    table: async (project, dataset, name, signal) =>
      record(
        await api.get(
          `${pathOf(project)}/datasets/${encodeURIComponent(dataset)}/tables/${encodeURIComponent(name)}`,
          { signal },
        ),
      ),
  }
}

/** A project that cannot be seen must not count as one without datasets. */
function asFatal(error: unknown): never {
  if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
  throw new SourceError('fatal', error.message, { hint: accessHint, cause: error })
}
