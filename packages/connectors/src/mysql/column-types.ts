/** The types of MySQL and MariaDB in the catalog's words. */
import type { Column } from '@waymark/spec'
import type { ColumnRow } from './queries.ts'

const dataTypes: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  binary: 'BINARY',
  bit: 'BIT',
  blob: 'BLOB',
  char: 'CHAR',
  date: 'DATE',
  datetime: 'DATETIME',
  decimal: 'DECIMAL',
  double: 'DOUBLE',
  enum: 'ENUM',
  float: 'FLOAT',
  geomcollection: 'GEOMETRY',
  geometry: 'GEOMETRY',
  geometrycollection: 'GEOMETRY',
  inet4: 'IPV4',
  inet6: 'IPV6',
  int: 'INT',
  json: 'JSON',
  linestring: 'GEOMETRY',
  longblob: 'LONGBLOB',
  longtext: 'TEXT',
  mediumblob: 'MEDIUMBLOB',
  mediumint: 'INT',
  mediumtext: 'MEDIUMTEXT',
  multilinestring: 'GEOMETRY',
  multipoint: 'GEOMETRY',
  multipolygon: 'GEOMETRY',
  point: 'POINT',
  polygon: 'POLYGON',
  set: 'SET',
  smallint: 'SMALLINT',
  text: 'TEXT',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  tinyblob: 'BLOB',
  tinyint: 'TINYINT',
  tinytext: 'TEXT',
  uuid: 'UUID',
  varbinary: 'VARBINARY',
  varchar: 'VARCHAR',
  year: 'YEAR',
}

function sizes(row: ColumnRow, dataType: string): Partial<Column> {
  if (/^(CHAR|VARCHAR|BINARY|VARBINARY)$/.test(dataType) && row.length !== null)
    return { dataLength: Number(row.length) }
  if (dataType !== 'DECIMAL' || row.precision === null) return {}
  return { precision: Number(row.precision), scale: Number(row.scale ?? 0) }
}

/** MariaDB spells "no default" as the text NULL; a generated column shows its expression. */
function defaultOf(row: ColumnRow): string | undefined {
  if (row.generation) return `generated always as (${row.generation})`
  if (/auto_increment/i.test(row.extra)) return 'auto_increment'
  return row.defaultValue === null || row.defaultValue === 'NULL' ? undefined : row.defaultValue
}

/** The column without its keys. */
export function toColumn(row: ColumnRow): Column {
  const type = row.dataType.toLowerCase()
  const dataType = (Object.hasOwn(dataTypes, type) ? dataTypes[type] : undefined) ?? 'UNKNOWN'
  const defaultValue = defaultOf(row)
  return {
    name: row.name,
    ordinalPosition: Number(row.position),
    dataType,
    dataTypeDisplay: row.display,
    ...sizes(row, dataType),
    ...(row.comment ? { description: row.comment } : {}),
    ...(defaultValue === undefined ? {} : { extension: { defaultValue } }),
    ...(row.nullable === 'NO' ? { constraint: 'NOT_NULL' } : {}),
  }
}
