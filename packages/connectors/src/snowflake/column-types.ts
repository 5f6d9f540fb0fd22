/** Snowflake's types in the catalog's words. https://docs.snowflake.com/en/sql-reference/intro-summary-data-types */
import type { Column } from '@waymark/spec'
import type { ColumnRow } from './queries.ts'

const dataTypes: Readonly<Record<string, string>> = {
  ARRAY: 'ARRAY',
  BINARY: 'BINARY',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  FLOAT: 'DOUBLE',
  GEOGRAPHY: 'GEOGRAPHY',
  GEOMETRY: 'GEOMETRY',
  MAP: 'MAP',
  NUMBER: 'NUMBER',
  OBJECT: 'STRUCT',
  TEXT: 'VARCHAR',
  TIME: 'TIME',
  TIMESTAMP_LTZ: 'TIMESTAMPZ',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  TIMESTAMP_TZ: 'TIMESTAMPZ',
  VARIANT: 'VARIANT',
  VECTOR: 'ARRAY',
}

function sizes({ type, length, precision, scale }: ColumnRow): { display: string; members: Partial<Column> } {
  if (type === 'NUMBER' && precision !== null) {
    const members = { precision: Number(precision), scale: Number(scale ?? 0) }
    return { display: `NUMBER(${members.precision},${members.scale})`, members }
  }
  if (/^(TEXT|BINARY)$/.test(type) && length !== null) {
    const word = type === 'TEXT' ? 'VARCHAR' : type
    return { display: `${word}(${length})`, members: { dataLength: Number(length) } }
  }
  return { display: type, members: {} }
}

/** The column without its keys. */
export function toColumn(row: ColumnRow): Column {
  const { display, members } = sizes(row)
  const dataType = (Object.hasOwn(dataTypes, row.type) ? dataTypes[row.type] : undefined) ?? 'UNKNOWN'
  const defaultValue = row.identity === 'YES' ? 'identity' : (row.defaultValue ?? undefined)
  return {
    name: row.name,
    ordinalPosition: Number(row.position),
    dataType,
    dataTypeDisplay: display,
    // What is inside of an array or vector, the information schema does not tell.
    ...(dataType === 'ARRAY' ? { arrayDataType: row.type === 'VECTOR' ? 'FLOAT' : 'VARIANT' } : {}),
    ...members,
    ...(row.comment ? { description: row.comment } : {}),
    ...(defaultValue === undefined ? {} : { extension: { defaultValue } }),
    ...(row.nullable === 'NO' ? { constraint: 'NOT_NULL' } : {}),
  }
}
