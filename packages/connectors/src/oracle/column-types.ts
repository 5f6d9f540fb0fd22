/** Oracle's types in the catalog's words. https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Data-Types.html */
import type { Column } from '@waymark/spec'
import type { ColumnRow } from './queries.ts'

const dataTypes: Readonly<Record<string, string>> = {
  BFILE: 'BINARY',
  BINARY_DOUBLE: 'DOUBLE',
  BINARY_FLOAT: 'FLOAT',
  BLOB: 'BLOB',
  BOOLEAN: 'BOOLEAN',
  CHAR: 'CHAR',
  CLOB: 'CLOB',
  DATE: 'DATETIME',
  FLOAT: 'FLOAT',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
  LONG: 'LONG',
  'LONG RAW': 'BINARY',
  NCHAR: 'CHAR',
  NCLOB: 'CLOB',
  NUMBER: 'NUMBER',
  NVARCHAR2: 'VARCHAR',
  RAW: 'BINARY',
  ROWID: 'ROWID',
  SDO_GEOMETRY: 'GEOMETRY',
  TIMESTAMP: 'TIMESTAMP',
  UROWID: 'ROWID',
  VARCHAR2: 'VARCHAR',
  XMLTYPE: 'XML',
}

/** `TIMESTAMP(6) WITH LOCAL TIME ZONE`, `INTERVAL DAY(2) TO SECOND(6)`: the type is the word before. */
function dataTypeOf(type: string): string {
  if (/^TIMESTAMP.*TIME ZONE$/.test(type)) return 'TIMESTAMPZ'
  const word = Object.hasOwn(dataTypes, type) ? type : (/^(TIMESTAMP|INTERVAL)\b/.exec(type)?.[0] ?? '')
  return dataTypes[word] ?? 'UNKNOWN'
}

function displayOf({ type, length, characters, precision, scale }: ColumnRow): string {
  if (/^N?(VAR)?CHAR2?$/.test(type)) return `${type}(${characters})`
  if (type === 'RAW') return `${type}(${length})`
  return type === 'NUMBER' && precision !== null ? `${type}(${precision},${scale ?? 0})` : type
}

/** The column without its keys. `shown` is its name in the catalog. */
export function toColumn(row: ColumnRow, shown: string): Column {
  const dataType = dataTypeOf(row.type)
  const isText = /^(CHAR|VARCHAR)$/.test(dataType)
  const defaultValue = row.identity === 'YES' ? 'identity' : row.defaultValue?.trim()
  return {
    name: shown,
    ordinalPosition: row.position,
    dataType,
    dataTypeDisplay: displayOf(row),
    ...(isText ? { dataLength: row.characters } : row.type === 'RAW' ? { dataLength: row.length } : {}),
    ...(dataType === 'NUMBER' && row.precision !== null
      ? { precision: row.precision, scale: row.scale ?? 0 }
      : {}),
    ...(row.comment ? { description: row.comment } : {}),
    ...(defaultValue ? { extension: { defaultValue } } : {}),
    ...(row.nullable === 'N' ? { constraint: 'NOT_NULL' } : {}),
  }
}
