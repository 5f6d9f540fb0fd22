/** PostgreSQL's types in the catalog's words. */
import type { Column } from '@waymark/spec'
import type { ColumnRow } from './queries.ts'

const dataTypes: Readonly<Record<string, string>> = {
  int2: 'SMALLINT',
  int4: 'INT',
  int8: 'BIGINT',
  oid: 'BIGINT',
  numeric: 'NUMERIC',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  money: 'MONEY',
  bool: 'BOOLEAN',
  varchar: 'VARCHAR',
  bpchar: 'CHAR',
  char: 'CHAR',
  name: 'VARCHAR',
  text: 'TEXT',
  citext: 'TEXT',
  bytea: 'BYTEA',
  date: 'DATE',
  time: 'TIME',
  timetz: 'TIME',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPZ',
  interval: 'INTERVAL',
  json: 'JSON',
  jsonb: 'JSON',
  uuid: 'UUID',
  xml: 'XML',
  inet: 'INET',
  cidr: 'CIDR',
  macaddr: 'MACADDR',
  macaddr8: 'MACADDR',
  tsvector: 'TSVECTOR',
  tsquery: 'TSQUERY',
  pg_lsn: 'PG_LSN',
  pg_snapshot: 'PG_SNAPSHOT',
  txid_snapshot: 'TXID_SNAPSHOT',
  point: 'POINT',
  polygon: 'POLYGON',
  line: 'GEOMETRY',
  lseg: 'GEOMETRY',
  box: 'GEOMETRY',
  path: 'GEOMETRY',
  circle: 'GEOMETRY',
  geometry: 'GEOMETRY',
  geography: 'GEOGRAPHY',
  bit: 'BIT',
  varbit: 'BIT',
  hstore: 'MAP',
  daterange: 'DATETIMERANGE',
  tsrange: 'DATETIMERANGE',
  tstzrange: 'DATETIMERANGE',
}

/** Modifiers hold the length of character types plus a header of four bytes. */
const lengthHeader = 4

function dataType(typeName: string, typeKind: string): string {
  if (typeKind === 'e') return 'ENUM'
  if (typeKind === 'c') return 'STRUCT'
  return Object.hasOwn(dataTypes, typeName) ? (dataTypes[typeName] ?? 'UNKNOWN') : 'UNKNOWN'
}

/** Length, precision and scale as the type modifier encodes them. */
function sizes(row: ColumnRow): Partial<Column> {
  const modifier = row.typeModifier
  switch (row.baseType) {
    case 'varchar':
    case 'bpchar':
      return modifier > lengthHeader ? { dataLength: modifier - lengthHeader } : {}
    case 'bit':
    case 'varbit':
      return modifier > 0 ? { dataLength: modifier } : {}
    case 'numeric': {
      if (modifier < lengthHeader) return {}
      const packed = modifier - lengthHeader
      // Scale has 11 bits and may be negative since PostgreSQL 15.
      const scale = ((packed & 0x7ff) ^ 0x400) - 0x400
      return { precision: (packed >> 16) & 0xffff, scale }
    }
    default:
      return {}
  }
}

/** The column without its keys; `members` are those of a composite type. */
export function toColumn(row: ColumnRow, members: readonly Column[] | undefined): Column {
  const isArray = row.elementType !== null
  return {
    name: row.name,
    ordinalPosition: row.position,
    dataType: isArray ? 'ARRAY' : dataType(row.baseType, row.typeKind),
    ...(isArray ? { arrayDataType: dataType(row.elementType ?? '', row.elementKind ?? '') } : {}),
    dataTypeDisplay: row.display,
    ...sizes(row),
    ...(row.comment ? { description: row.comment } : {}),
    ...(row.defaultValue === null ? {} : { extension: { defaultValue: row.defaultValue } }),
    ...(row.notNull ? { constraint: 'NOT_NULL' } : {}),
    ...(members && members.length > 0 ? { children: [...members] } : {}),
  }
}
