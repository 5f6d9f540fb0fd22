/** Types of GoogleSQL as BigQuery writes them (`ARRAY<STRUCT<a INT64>>`), in the catalog's words. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types */
import type { Column } from '@waymark/spec'
import { typeMembers } from '../type-members.ts'

const dataTypes: Readonly<Record<string, string>> = {
  ARRAY: 'ARRAY',
  BIGNUMERIC: 'NUMERIC',
  BOOL: 'BOOLEAN',
  BYTES: 'BYTES',
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  FLOAT64: 'DOUBLE',
  GEOGRAPHY: 'GEOGRAPHY',
  INT64: 'BIGINT',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
  NUMERIC: 'NUMERIC',
  STRING: 'STRING',
  STRUCT: 'STRUCT',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMPZ',
}

/** Names in backticks, brackets and commas. */
const tokens = /`(?:[^`\\]|\\.)*`|[<>(),]/g

/** What follows from a type: everything of a column but its name and place. */
type TypedColumn = Omit<Column, 'name'>

/**
 * Never throws: what is not understood is `UNKNOWN` and shows as it is written.
 * @param path - the column's, in dots; @param describe - what people wrote about a field by its path
 */
export function columnType(
  written: string,
  path: string,
  describe: (path: string) => string | undefined,
): TypedColumn {
  const type = written.trim()
  const [, word = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(type) ?? []
  const known = word.toUpperCase()
  const dataType = (Object.hasOwn(dataTypes, known) ? dataTypes[known] : undefined) ?? 'UNKNOWN'
  const base = { dataType, dataTypeDisplay: type }
  const inside = /^<([\s\S]*)>$/.exec(rest.trim())?.[1]
  if (dataType === 'STRUCT' && inside !== undefined)
    return {
      ...base,
      children: typeMembers(inside, tokens).map((member) => memberOf(member, path, describe)),
    }
  if (dataType === 'ARRAY') {
    const { dataType: arrayDataType, children } = columnType(inside ?? '', path, describe)
    return { ...base, arrayDataType, ...(children ? { children } : {}) }
  }
  const [size, scale] = (/^\(([\d\s,]+)\)/.exec(rest)?.[1] ?? '').split(',').map(Number)
  if (!size) return base
  return dataType === 'NUMERIC'
    ? { ...base, precision: size, scale: scale ?? 0 }
    : { ...base, dataLength: size }
}

/** `name TYPE`, where the name may stand in backticks. */
function memberOf(member: string, path: string, describe: (path: string) => string | undefined): Column {
  const [, quoted, bare, type = ''] = /^\s*(?:`((?:[^`\\]|\\.)*)`|([^\s<`]+))\s*([\s\S]*)$/.exec(member) ?? []
  const name = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? member.trim()
  const own = `${path}.${name}`
  const description = describe(own)
  return { name, ...columnType(type, own, describe), ...(description ? { description } : {}) }
}
