/** Types of Spark SQL as Databricks writes them (`struct<a:int,b:array<string>>`), in the catalog's words. https://docs.databricks.com/sql/language-manual/sql-ref-datatypes */
import type { Column } from '@waymark/spec'
import { typeMembers } from '../type-members.ts'

const dataTypes: Readonly<Record<string, string>> = {
  array: 'ARRAY',
  bigint: 'BIGINT',
  binary: 'BINARY',
  boolean: 'BOOLEAN',
  byte: 'TINYINT',
  char: 'CHAR',
  date: 'DATE',
  decimal: 'DECIMAL',
  dec: 'DECIMAL',
  double: 'DOUBLE',
  float: 'FLOAT',
  geography: 'GEOGRAPHY',
  geometry: 'GEOMETRY',
  int: 'INT',
  integer: 'INT',
  interval: 'INTERVAL',
  long: 'BIGINT',
  map: 'MAP',
  numeric: 'DECIMAL',
  real: 'FLOAT',
  short: 'SMALLINT',
  smallint: 'SMALLINT',
  string: 'STRING',
  struct: 'STRUCT',
  timestamp: 'TIMESTAMPZ',
  timestamp_ntz: 'TIMESTAMP',
  tinyint: 'TINYINT',
  varchar: 'VARCHAR',
  variant: 'VARIANT',
  void: 'NULL',
}

/** Names in backticks, comments, brackets and commas. */
const tokens = /`(?:[^`]|``)*`|'(?:[^'\\]|\\.)*'|[<>(),]/g

/** What follows from a type: everything of a column but its name and place. */
export type TypedColumn = Omit<Column, 'name'>

/** Never throws: what is not understood is `UNKNOWN` and shows as it is written. */
export function columnType(written: string): TypedColumn {
  const type = written.trim()
  const [, word = '', rest = ''] = /^([a-z_]+)\s*(.*)$/is.exec(type) ?? []
  const known = word.toLowerCase()
  const dataType = (Object.hasOwn(dataTypes, known) ? dataTypes[known] : undefined) ?? 'UNKNOWN'
  return { dataType, dataTypeDisplay: type, ...detailsOf(dataType, rest) }
}

function detailsOf(dataType: string, rest: string): Partial<Column> {
  const inside = /^<(?<members>[\s\S]*)>$/.exec(rest.trim())?.groups?.members
  if (dataType === 'STRUCT' && inside !== undefined)
    return { children: typeMembers(inside, tokens).map((member) => memberOf(member)) }
  if (dataType === 'ARRAY' && inside !== undefined) {
    const { dataType: arrayDataType, children } = columnType(inside)
    return { arrayDataType, ...(children ? { children } : {}) }
  }
  const [length, scale] = (/^\((?<sizes>[\d\s,]*)\)/.exec(rest)?.groups?.sizes ?? '').split(',').map(Number)
  if (dataType === 'DECIMAL') return { precision: length || 10, scale: scale ?? 0 }
  return /^(VAR)?CHAR$/.test(dataType) && length ? { dataLength: length } : {}
}

/** `name:type`, where the name may stand in backticks and `not null` and a comment may follow. */
function memberOf(member: string): Column {
  const [, quoted, bare, type = ''] =
    /^\s*(?:`((?:[^`]|``)*)`|([^:`\s]+))\s*:?\s*([\s\S]*)$/.exec(member) ?? []
  const [, own = type, comment] = /^([\s\S]*?)\s+comment\s+'((?:[^'\\]|\\.)*)'\s*$/i.exec(type) ?? []
  const name = quoted?.replaceAll('``', '`') ?? bare ?? member.trim()
  const isRequired = /\s+not\s+null\s*$/i.test(own)
  return {
    name,
    ...columnType(own.replace(/\s+not\s+null\s*$/i, '')),
    ...(isRequired ? { constraint: 'NOT_NULL' } : {}),
    ...(comment ? { description: comment.replace(/\\(.)/g, '$1') } : {}),
  }
}
