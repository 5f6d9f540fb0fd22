/** SQL through Snowflake's SQL API, version 2. https://docs.snowflake.com/en/developer-guide/sql-api/reference */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SourceError } from '@waymark/ingest'
import { createJsonApi } from '../json-api.ts'
import { isRecord, type Json, record, records, text } from '../json-values.ts'
import type { SnowflakeConfig } from './config.ts'
import { signerFor } from './sign-in.ts'

export interface Account {
  /** `values` stand for `?` in the text. */
  rows<Row extends object>(text: string, values: readonly unknown[], signal: AbortSignal): Promise<Row[]>
}

const path = '/api/v2/statements'
const statementTimeoutS = 600
const askAgainMs = [200, 500, 1_000, 3_000] as const
/** Codes of a statement that has not ended. */
const underWay = new Set(['333333', '333334'])

/** @throws SourceError when there is no way to sign in */
export function openAccount(config: SnowflakeConfig): Account {
  const { account, warehouse, role, queryTag, connectionOptions = {} } = config
  const host = connectionOptions.host ?? `${account.replaceAll('_', '-')}.snowflakecomputing.com`
  const api = createJsonApi({
    name: 'Snowflake',
    baseUrl: /^https?:\/\//.test(host) ? host : `https://${host}`,
    addressKey: 'account',
    authorize: signerFor(config),
    refusedHint:
      'Check username, role and the key or token: the public key must be set on the user (ALTER USER … SET RSA_PUBLIC_KEY), and a network policy may keep this address out.',
  })
  const settings = {
    warehouse,
    ...(role ? { role } : {}),
    ...(config.database ? { database: config.database } : {}),
    timeout: statementTimeoutS,
    parameters: { timezone: 'UTC', ...(queryTag ? { query_tag: queryTag } : {}) },
  }
  return {
    async rows<Row extends object>(statement: string, values: readonly unknown[], signal: AbortSignal) {
      const bindings = Object.fromEntries(values.map((value, index) => [String(index + 1), bindingOf(value)]))
      const body = { ...settings, statement, ...(values.length > 0 ? { bindings } : {}) }
      // With an id of its own a request that is sent again does not run the statement twice.
      const query = { requestId: randomUUID(), retry: true }
      let answer = record(await api.post(path, { body, query, signal }))
      const handle = `${path}/${encodeURIComponent(text(answer.statementHandle) ?? '')}`
      try {
        for (let asked = 0; underWay.has(String(answer.code)); asked += 1) {
          await sleep(askAgainMs[asked] ?? askAgainMs.at(-1), undefined, { signal })
          answer = record(await api.get(handle, { signal }))
        }
      } catch (error) {
        if (signal.aborted)
          await api.post(`${handle}/cancel`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
        throw error
      }
      const metadata = record(answer.resultSetMetaData)
      if (!isRecord(answer.resultSetMetaData))
        throw new SourceError(
          'skippable',
          `The statement failed: ${text(answer.message) ?? String(answer.code)}`,
        )
      const columns = records(metadata.rowType)
      const rows = dataOf(answer)
      for (let partition = 1; partition < records(metadata.partitionInfo).length; partition += 1)
        rows.push(...dataOf(record(await api.get(handle, { query: { partition }, signal }))))
      return rows.map((row) => rowOf(columns, row)) as Row[] // each question knows what it asked for
    },
  }
}

function bindingOf(value: unknown): Json {
  if (typeof value === 'boolean') return { type: 'BOOLEAN', value: String(value) }
  if (typeof value === 'bigint' || Number.isInteger(value)) return { type: 'FIXED', value: String(value) }
  if (typeof value === 'number') return { type: 'REAL', value: String(value) }
  if (value === null || value === undefined) return { type: 'TEXT', value: null }
  return { type: 'TEXT', value: value instanceof Date ? value.toISOString() : String(value) }
}

function dataOf(answer: Json): unknown[][] {
  return Array.isArray(answer.data) ? answer.data.filter((row): row is unknown[] => Array.isArray(row)) : []
}

function rowOf(columns: readonly Json[], row: readonly unknown[]): Record<string, unknown> {
  // Unquoted names come in upper case, and SHOW gives lower ones.
  return Object.fromEntries(
    columns.map((column, index) => [String(column.name), valueAt(column, row[index])]),
  )
}

/** Every value comes as text; https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses says how. */
function valueAt({ type, scale }: Json, value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null
  const kind = String(type).toLowerCase()
  if (kind === 'boolean') return value === 'true' || value === '1'
  if (kind === 'date') return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10)
  // Seconds since 1970 with nine places; after a blank, the zone's offset.
  if (kind.startsWith('timestamp')) return new Date(Number(value.split(' ')[0]) * 1000).toISOString()
  if (kind !== 'fixed' && kind !== 'real') return value
  const number = Number(value)
  // What a number cannot hold exactly stays as it was written.
  return kind === 'fixed' && Number(scale ?? 0) === 0 && !Number.isSafeInteger(number) ? value : number
}
