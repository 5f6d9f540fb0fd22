/** SQLite's declared types, which may be any text, in the catalog's words. */
import type { Column } from '@waymark/spec'

const dataTypes: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  blob: 'BLOB',
  bool: 'BOOLEAN',
  boolean: 'BOOLEAN',
  char: 'CHAR',
  character: 'CHAR',
  clob: 'CLOB',
  date: 'DATE',
  datetime: 'DATETIME',
  dec: 'DECIMAL',
  decimal: 'DECIMAL',
  double: 'DOUBLE',
  'double precision': 'DOUBLE',
  float: 'FLOAT',
  int: 'INT',
  int2: 'SMALLINT',
  int8: 'BIGINT',
  integer: 'INT',
  json: 'JSON',
  mediumint: 'INT',
  nchar: 'CHAR',
  numeric: 'NUMERIC',
  nvarchar: 'VARCHAR',
  real: 'DOUBLE',
  smallint: 'SMALLINT',
  text: 'TEXT',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  tinyint: 'TINYINT',
  'unsigned big int': 'BIGINT',
  uuid: 'UUID',
  varbinary: 'VARBINARY',
  varchar: 'VARCHAR',
  'varying character': 'VARCHAR',
}

/** The rules by which SQLite itself reads a declared type: https://www.sqlite.org/datatype3.html, section 3.1. */
function affinity(declared: string): string {
  if (declared === '') return 'BLOB'
  if (declared.includes('int')) return 'INT'
  if (/char|clob|text/.test(declared)) return 'TEXT'
  if (declared.includes('blob')) return 'BLOB'
  return /real|floa|doub/.test(declared) ? 'DOUBLE' : 'NUMERIC'
}

/** Data type, length, precision and scale of a declared type like `DECIMAL(12,2)`; without one, columns hold anything. */
export function columnType(
  declared: string,
): Pick<Column, 'dataType' | 'dataTypeDisplay' | 'dataLength' | 'precision' | 'scale'> {
  const match = /^\s*(?<name>[^()]*?)\s*(?:\(\s*(?<first>\d+)\s*(?:,\s*(?<second>-?\d+)\s*)?\))?\s*$/.exec(
    declared,
  )
  const name = (match?.groups?.name ?? declared).toLowerCase().replace(/\s+/g, ' ')
  const dataType = (Object.hasOwn(dataTypes, name) ? dataTypes[name] : undefined) ?? affinity(name)
  const { first, second } = match?.groups ?? {}
  const size = first === undefined ? undefined : Number(first)
  return {
    dataType,
    ...(declared.trim() === '' ? {} : { dataTypeDisplay: declared.trim().toLowerCase() }),
    ...(size !== undefined && /CHAR|BINARY/.test(dataType) ? { dataLength: size } : {}),
    ...(size !== undefined && /DECIMAL|NUMERIC/.test(dataType)
      ? { precision: size, ...(second === undefined ? {} : { scale: Number(second) }) }
      : {}),
  }
}
