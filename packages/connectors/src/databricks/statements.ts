/** SQL through a warehouse of Databricks: the Statement Execution API. https://docs.databricks.com/api/workspace/statementexecution */
import { setTimeout as sleep } from 'node:timers/promises'
import { SourceError } from '@waymark/ingest'
import type { JsonApi } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'

export interface Warehouse {
  /** `values` are `:p1`, `:p2` … in the text. */
  rows<Row extends object>(text: string, values: readonly unknown[], signal: AbortSignal): Promise<Row[]>
}

const path = '/api/2.0/sql/statements'
/** A warehouse that sleeps takes minutes to start; the request itself may wait for 50 seconds at most. */
const startsWithinMs = 600_000
const askAgainMs = [200, 1_000, 2_000, 5_000] as const

/** @throws SourceError when the path names no warehouse */
export function openWarehouse(api: JsonApi, httpPath: string | undefined): Warehouse {
  const warehouse = /\/warehouses\/(?<id>[^/?]+)/.exec(httpPath ?? '')?.groups?.id
  if (warehouse === undefined)
    throw new SourceError('fatal', 'httpPath names no SQL warehouse.', {
      hint: 'Copy it from the warehouse’s connection details: /sql/1.0/warehouses/<id>. Clusters take no statements over HTTP.',
    })
  return {
    async rows<Row extends object>(statement: string, values: readonly unknown[], signal: AbortSignal) {
      const body = {
        warehouse_id: warehouse,
        statement,
        parameters: values.map(parameterOf),
        wait_timeout: '30s',
        on_wait_timeout: 'CONTINUE',
        disposition: 'INLINE',
        format: 'JSON_ARRAY',
      }
      const answer = await finished(api, record(await api.post(path, { body, signal })), signal)
      return (await rowsOf(api, answer, signal)) as Row[] // each question knows what it asked for
    },
  }
}

function parameterOf(value: unknown, index: number): Json {
  const type =
    typeof value === 'boolean'
      ? 'BOOLEAN'
      : typeof value === 'bigint' || Number.isInteger(value)
        ? 'BIGINT'
        : typeof value === 'number'
          ? 'DOUBLE'
          : 'STRING'
  const given =
    value === null || value === undefined
      ? {}
      : { value: value instanceof Date ? value.toISOString() : String(value) }
  return { name: `p${index + 1}`, type, ...given }
}

/** Asks until the statement has ended. A run that is cancelled cancels its statement. */
async function finished(api: JsonApi, first: Json, signal: AbortSignal): Promise<Json> {
  const id = encodeURIComponent(text(first.statement_id) ?? '')
  const untilMs = Date.now() + startsWithinMs
  let answer = first
  for (let asked = 0; ; asked += 1) {
    const status = record(answer.status)
    if (status.state === 'SUCCEEDED') return answer
    if (status.state !== 'PENDING' && status.state !== 'RUNNING') throw failure(status)
    if (Date.now() > untilMs)
      throw new SourceError('retriable', 'The SQL warehouse did not answer within ten minutes.', {
        hint: 'See in Databricks whether the warehouse starts, and what else it runs.',
      })
    try {
      await sleep(askAgainMs[asked] ?? askAgainMs.at(-1), undefined, { signal })
      answer = record(await api.get(`${path}/${id}`, { signal }))
    } catch (error) {
      if (signal.aborted)
        await api.post(`${path}/${id}/cancel`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
      throw error
    }
  }
}

function failure(status: Json): SourceError {
  const { error_code: code, message } = record(status.error)
  const said = `${text(message) ?? String(status.state)}${text(code) ? ` (${text(code)})` : ''}`
  const isPassing =
    /^(TEMPORARILY_UNAVAILABLE|REQUEST_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED|SERVICE_UNDER_MAINTENANCE)$/.test(
      String(code),
    )
  return new SourceError(
    isPassing ? 'retriable' : 'skippable',
    `The statement failed: ${said.slice(0, 500)}`,
    {
      hint: /PERMISSION|PRIVILEGE/i.test(said)
        ? 'GRANT USE CATALOG, USE SCHEMA and SELECT to who signs in; system tables need USE SCHEMA and SELECT on system.…; see the connector’s README.'
        : 'See the query history of the warehouse in Databricks.',
    },
  )
}

async function rowsOf(api: JsonApi, answer: Json, signal: AbortSignal): Promise<Record<string, unknown>[]> {
  const manifest = record(answer.manifest)
  if (manifest.truncated === true)
    throw new SourceError('skippable', 'The result is larger than the 25 MiB that come inline.', {
      hint: 'Narrow it with a schema filter.',
    })
  const columns = records(record(manifest.schema).columns)
  const rows: Record<string, unknown>[] = []
  for (let result = record(answer.result); ; ) {
    for (const row of Array.isArray(result.data_array) ? result.data_array : [])
      rows.push(
        Object.fromEntries(
          columns.map((column, index) => [String(column.name), valueAt(column, row, index)]),
        ),
      )
    const next = text(result.next_chunk_internal_link)
    if (next === undefined) return rows
    result = record(await api.get(next, { signal }))
  }
}

/** Every value comes as text. */
function valueAt(column: Json, row: unknown, index: number): unknown {
  const value: unknown = Array.isArray(row) ? row[index] : undefined
  if (typeof value !== 'string') return value ?? null
  if (column.type_name === 'BOOLEAN') return value === 'true'
  if (!/^(BYTE|SHORT|INT|LONG|FLOAT|DOUBLE|DECIMAL)$/.test(String(column.type_name))) return value
  const number = Number(value)
  // What a number cannot hold exactly stays as it was written.
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number
}
