/** Parquet files: columns from the footer, and rows where Delta's checkpoints need them. */
import type { Column } from '@waymark/spec'
import type { SchemaElement, SchemaTree } from 'hyparquet'
import { optionalDriver } from '../optional-driver.ts'

/** Reads bytes of one file; the end is exclusive. */
export interface RangedFile {
  readonly sizeBytes: number
  slice(start: number, end: number): Promise<Uint8Array>
}

const driver = () => optionalDriver('hyparquet', () => import('hyparquet'))
const packings = () => optionalDriver('hyparquet-compressors', () => import('hyparquet-compressors'))

function asyncBuffer(file: RangedFile) {
  return {
    byteLength: file.sizeBytes,
    async slice(start: number, end = file.sizeBytes): Promise<ArrayBuffer> {
      const from = start < 0 ? file.sizeBytes + start : start
      const bytes = await file.slice(from, end)
      return new Uint8Array(bytes).buffer
    },
  }
}

/** Reads the footer only. @throws Error when the file is not Parquet */
export async function parquetColumns(file: RangedFile): Promise<Column[]> {
  const { parquetMetadataAsync, parquetSchema } = await driver()
  const metadata = await parquetMetadataAsync(asyncBuffer(file))
  return parquetSchema(metadata).children.map(columnOf)
}

/** Rows as objects, for the listed columns. */
export async function parquetRows(
  file: RangedFile,
  columns: readonly string[],
): Promise<Record<string, unknown>[]> {
  const { parquetReadObjects } = await driver()
  const { compressors } = await packings()
  return parquetReadObjects({ file: asyncBuffer(file), columns: [...columns], compressors })
}

function columnOf({ element, children }: SchemaTree): Column {
  const { name } = element
  const [only] = children
  const kind = element.logical_type?.type ?? element.converted_type
  if (kind === 'LIST' && only) {
    // The standard's three levels: list, repeated group, element.
    const [item] = only.children
    const inner = columnOf(item ?? only)
    const nested = inner.children ? { children: inner.children } : {}
    return {
      name,
      dataType: 'ARRAY',
      arrayDataType: inner.dataType,
      dataTypeDisplay: `array<${inner.dataTypeDisplay}>`,
      ...nested,
    }
  }
  if (kind === 'MAP' && only) {
    const display = only.children.map((child) => columnOf(child).dataTypeDisplay).join(', ')
    return { name, dataType: 'MAP', dataTypeDisplay: `map<${display}>` }
  }
  if (children.length > 0) {
    const nested = children.map(columnOf)
    return { name, dataType: 'STRUCT', dataTypeDisplay: 'struct', children: nested }
  }
  const constraint = element.repetition_type === 'REQUIRED' ? { constraint: 'NOT_NULL' } : {}
  return { name, ...leafType(element), ...constraint }
}

function leafType({
  type,
  logical_type: logical,
  converted_type: converted,
  precision,
  scale,
  type_length,
}: SchemaElement): Omit<Column, 'name'> & { dataType: string } {
  const named = (dataType: string, display = dataType.toLowerCase()) => ({
    dataType,
    dataTypeDisplay: display,
  })
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') {
    const digits = logical?.type === 'DECIMAL' ? logical : { precision: precision ?? 0, scale: scale ?? 0 }
    const { precision: all, scale: after } = digits
    return { ...named('DECIMAL', `decimal(${all},${after})`), precision: all, scale: after }
  }
  switch (logical?.type) {
    case 'STRING':
    case 'ENUM':
      return named('STRING')
    case 'DATE':
      return named('DATE')
    case 'TIME':
      return named('TIME')
    case 'TIMESTAMP':
      return logical.isAdjustedToUTC ? named('TIMESTAMPZ', 'timestamp with time zone') : named('TIMESTAMP')
    case 'JSON':
    case 'BSON':
      return named('JSON')
    case 'UUID':
      return named('UUID')
    case 'VARIANT':
      return named('VARIANT')
    case 'GEOMETRY':
    case 'GEOGRAPHY':
      return named(logical.type)
    case 'INTEGER':
      return logical.bitWidth <= 8
        ? named('TINYINT')
        : logical.bitWidth <= 16
          ? named('SMALLINT')
          : logical.bitWidth <= 32
            ? named('INT')
            : named('BIGINT')
    default:
      break
  }
  if (converted === 'UTF8' || converted === 'ENUM') return named('STRING')
  if (converted === 'JSON') return named('JSON')
  if (converted === 'DATE') return named('DATE')
  if (converted?.startsWith('TIMESTAMP')) return named('TIMESTAMP')
  if (converted?.startsWith('TIME')) return named('TIME')
  switch (type) {
    case 'BOOLEAN':
      return named('BOOLEAN')
    case 'INT32':
      return named('INT')
    case 'INT64':
      return named('BIGINT')
    case 'INT96':
      return named('TIMESTAMP')
    case 'FLOAT':
      return named('FLOAT')
    case 'DOUBLE':
      return named('DOUBLE')
    case 'FIXED_LEN_BYTE_ARRAY':
      return {
        ...named('BINARY', `binary(${type_length ?? 0})`),
        ...(type_length ? { dataLength: type_length } : {}),
      }
    default:
      return named('BINARY')
  }
}
