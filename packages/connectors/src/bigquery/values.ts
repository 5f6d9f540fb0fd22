/** Values as BigQuery's REST API writes them: everything is text, and rows are cells in the order of the schema. https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query */
import { isRecord, type Json, record, records } from '../json-values.ts'

/** @param fields - `schema.fields` of the answer */
export function rowOf(fields: readonly Json[], row: unknown): Record<string, unknown> {
  const cells = records(record(row).f)
  return Object.fromEntries(fields.map((field, at) => [String(field.name), valueAt(field, cells[at]?.v)]))
}

function valueAt(field: Json, value: unknown): unknown {
  if (field.mode === 'REPEATED')
    return records(value).map(({ v }) => valueAt({ ...field, mode: 'NULLABLE' }, v))
  if (isRecord(value)) return rowOf(records(field.fields), value)
  if (typeof value !== 'string') return value ?? null
  switch (field.type) {
    case 'BOOLEAN':
    case 'BOOL':
      return value === 'true'
    case 'INTEGER':
    case 'INT64':
      // What a number cannot hold exactly stays as it was written.
      return Number.isSafeInteger(Number(value)) ? Number(value) : value
    case 'FLOAT':
    case 'FLOAT64':
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return Number(value)
    case 'TIMESTAMP':
      // Microseconds since 1970, as formatOptions.useInt64Timestamp asks for.
      return new Date(Number(value) / 1000).toISOString()
    default:
      return value
  }
}

/** A positional parameter. https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/QueryParameter */
export function parameterOf(value: unknown): Json {
  const typed = (type: string, said: string | null) => ({
    parameterType: { type },
    parameterValue: { value: said },
  })
  if (typeof value === 'boolean') return typed('BOOL', String(value))
  if (typeof value === 'bigint' || Number.isInteger(value)) return typed('INT64', String(value))
  if (typeof value === 'number') return typed('FLOAT64', String(value))
  if (value instanceof Date) return typed('TIMESTAMP', value.toISOString())
  return typed('STRING', value === null || value === undefined ? null : String(value))
}
