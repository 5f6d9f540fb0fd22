/** Redshift's types in the catalog's words, and those of its external tables. https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html */
import type { Column } from '@waymark/spec'
import type { ColumnRow } from './queries.ts'

const dataTypes: Readonly<Record<string, string>> = {
  array: 'ARRAY',
  bigint: 'BIGINT',
  'binary varying': 'VARBINARY',
  boolean: 'BOOLEAN',
  character: 'CHAR',
  'character varying': 'VARCHAR',
  date: 'DATE',
  decimal: 'DECIMAL',
  double: 'DOUBLE',
  'double precision': 'DOUBLE',
  geography: 'GEOGRAPHY',
  geometry: 'GEOMETRY',
  hllsketch: 'HLLSKETCH',
  int: 'INT',
  integer: 'INT',
  'interval day to second': 'INTERVAL',
  'interval year to month': 'INTERVAL',
  map: 'MAP',
  numeric: 'NUMERIC',
  real: 'FLOAT',
  smallint: 'SMALLINT',
  string: 'STRING',
  struct: 'STRUCT',
  super: 'SUPER',
  text: 'TEXT',
  time: 'TIME',
  'time with time zone': 'TIME',
  'time without time zone': 'TIME',
  timestamp: 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMPZ',
  'timestamp without time zone': 'TIMESTAMP',
  varbyte: 'VARBINARY',
  varchar: 'VARCHAR',
}

/** The column without its keys. Types may carry their sizes: `character varying(254)`, `decimal(12,2)`. */
export function toColumn(row: ColumnRow): Column {
  const written = row.type.trim()
  const word = written
    .replace(/[(<][\s\S]*$/, '')
    .trim()
    .toLowerCase()
  const dataType = (Object.hasOwn(dataTypes, word) ? dataTypes[word] : undefined) ?? 'UNKNOWN'
  const [size, ownScale] = (/\((\d+)(?:\s*,\s*(\d+))?\)/.exec(written) ?? []).slice(1).map(Number)
  const isText = /^(CHAR|VARCHAR|VARBINARY)$/.test(dataType)
  const isExact = /^(NUMERIC|DECIMAL)$/.test(dataType)
  const length = row.length ?? size
  const precision = row.precision ?? size
  const sized =
    isText && length
      ? `(${length})`
      : isExact && precision
        ? `(${precision},${row.scale ?? ownScale ?? 0})`
        : ''
  return {
    name: row.name,
    ordinalPosition: Number(row.position),
    dataType,
    dataTypeDisplay: /[(<]/.test(written) ? written : `${written}${sized}`,
    ...(dataType === 'ARRAY' ? { arrayDataType: 'UNKNOWN' } : {}),
    ...(isText && length ? { dataLength: Number(length) } : {}),
    ...(isExact && precision
      ? { precision: Number(precision), scale: Number(row.scale ?? ownScale ?? 0) }
      : {}),
    ...(row.comment ? { description: row.comment } : {}),
    ...(row.defaultValue ? { extension: { defaultValue: row.defaultValue } } : {}),
    ...(row.nullable?.toUpperCase() === 'NO' ? { constraint: 'NOT_NULL' } : {}),
  }
}
