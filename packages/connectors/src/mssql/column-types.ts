/** The types of SQL Server in the catalog's words. https://learn.microsoft.com/sql/t-sql/data-types/data-types-transact-sql */
import type { Column } from '@waymark/spec'
import type { ColumnRow } from './queries.ts'

const dataTypes: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  binary: 'BINARY',
  bit: 'BIT',
  char: 'CHAR',
  date: 'DATE',
  datetime: 'DATETIME',
  datetime2: 'DATETIME',
  datetimeoffset: 'TIMESTAMPZ',
  decimal: 'DECIMAL',
  float: 'FLOAT',
  geography: 'GEOGRAPHY',
  geometry: 'GEOMETRY',
  hierarchyid: 'HIERARCHYID',
  image: 'IMAGE',
  int: 'INT',
  json: 'JSON',
  money: 'MONEY',
  nchar: 'CHAR',
  ntext: 'NTEXT',
  numeric: 'NUMERIC',
  nvarchar: 'VARCHAR',
  real: 'FLOAT',
  rowversion: 'TIMESTAMP',
  smalldatetime: 'DATETIME',
  smallint: 'SMALLINT',
  smallmoney: 'MONEY',
  sql_variant: 'VARIANT',
  sysname: 'VARCHAR',
  text: 'TEXT',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  tinyint: 'TINYINT',
  uniqueidentifier: 'UUID',
  varbinary: 'VARBINARY',
  varchar: 'VARCHAR',
  vector: 'ARRAY',
  xml: 'XML',
}

/** Lengths come in bytes; a national character has two. */
function lengthOf({ type, length }: ColumnRow): number {
  return /^(nchar|nvarchar|sysname)$/.test(type) && length > 0 ? length / 2 : length
}

function displayOf(row: ColumnRow): string {
  if (row.alias !== null) return row.alias
  if (/^n?(var)?char$|^(var)?binary$/.test(row.type))
    return `${row.type}(${row.length === -1 ? 'max' : lengthOf(row)})`
  if (/^(decimal|numeric)$/.test(row.type)) return `${row.type}(${row.precision},${row.scale})`
  return /^(datetime2|datetimeoffset|time)$/.test(row.type) ? `${row.type}(${row.scale})` : row.type
}

function sizes(row: ColumnRow, dataType: string): Partial<Column> {
  if (/^(CHAR|VARCHAR|BINARY|VARBINARY)$/.test(dataType) && row.length > 0)
    return { dataLength: lengthOf(row) }
  return /^(DECIMAL|NUMERIC)$/.test(dataType) ? { precision: row.precision, scale: row.scale } : {}
}

function defaultOf(row: ColumnRow): string | undefined {
  if (row.computed !== null) return `computed as ${row.computed}`
  if (row.identity) return 'identity'
  return row.defaultValue ?? undefined
}

/** The column without its keys. */
export function toColumn(row: ColumnRow, comment: string | undefined): Column {
  const dataType = (Object.hasOwn(dataTypes, row.type) ? dataTypes[row.type] : undefined) ?? 'UNKNOWN'
  const defaultValue = defaultOf(row)
  return {
    name: row.name,
    ordinalPosition: row.id,
    dataType,
    dataTypeDisplay: displayOf(row),
    ...(dataType === 'ARRAY' ? { arrayDataType: 'FLOAT' } : {}),
    ...sizes(row, dataType),
    ...(comment ? { description: comment } : {}),
    ...(defaultValue === undefined ? {} : { extension: { defaultValue } }),
    ...(row.nullable ? {} : { constraint: 'NOT_NULL' }),
  }
}
