/**
 * Delta tables by their transaction log: the newest checkpoint (Parquet, one file or several) and the commits (JSON) after it, as the
 * protocol says: https://github.com/delta-io/delta/blob/master/PROTOCOL.md
 */
import type { Column } from '@waymark/spec'
import { isRecord } from '../json-values.ts'
import type { RangedFile } from './parquet-files.ts'
import { parquetRows } from './parquet-files.ts'

export interface DeltaTable {
  readonly version: number
  readonly name?: string
  readonly description?: string
  readonly columns: readonly Column[]
  readonly partitionColumns: readonly string[]
  readonly files: number
  readonly sizeBytes: number
}

/** The files of `_delta_log`, by their bare names. */
export interface DeltaLog {
  names(): Promise<readonly string[]>
  text(name: string): Promise<string>
  file(name: string): Promise<RangedFile>
}

interface Metadata {
  readonly name?: string
  readonly description?: string
  readonly schemaString: string
  readonly partitionColumns?: readonly string[]
}

/** @throws Error that says what in the log cannot be read */
export async function readDeltaTable(log: DeltaLog): Promise<DeltaTable> {
  const names = await log.names()
  const checkpoint = newestCheckpoint(names)
  let metadata: Metadata | undefined
  const sizes = new Map<string, number>()
  let version = checkpoint?.version ?? -1

  const apply = (action: Record<string, unknown>): void => {
    const { metaData, add, remove } = action
    if (isRecord(metaData) && typeof metaData.schemaString === 'string')
      metadata = metaData as unknown as Metadata // its one required member was looked at
    if (isRecord(add) && typeof add.path === 'string') sizes.set(add.path, Number(add.size ?? 0))
    if (isRecord(remove) && typeof remove.path === 'string') sizes.delete(remove.path)
  }

  for (const part of checkpoint?.parts ?? [])
    for (const row of await parquetRows(await log.file(part), ['metaData', 'add'])) apply(row)
  const commits = names
    .filter((name) => /^\d{20}\.json$/.test(name) && Number(name.slice(0, 20)) > version)
    .toSorted()
  for (const commit of commits) {
    for (const line of (await log.text(commit)).split('\n')) if (line.trim() !== '') apply(JSON.parse(line))
    version = Number(commit.slice(0, 20))
  }
  if (metadata === undefined)
    throw new Error('the log of the Delta table has no metadata: its first commits are missing')
  const { name, description, partitionColumns = [] } = metadata
  const schema: unknown = JSON.parse(metadata.schemaString)
  return {
    version,
    ...(name ? { name } : {}),
    ...(description ? { description } : {}),
    columns: fieldsOf(schema),
    partitionColumns: [...partitionColumns],
    files: sizes.size,
    sizeBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
  }
}

/** The newest checkpoint that is complete: one file, or as many parts as their names say. */
function newestCheckpoint(
  names: readonly string[],
): { version: number; parts: readonly string[] } | undefined {
  const found = new Map<string, { version: number; total: number; parts: string[] }>()
  for (const name of names) {
    const match = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/.exec(name)
    if (!match) continue
    const [, version = '', , total] = match
    const key = `${version} ${total ?? ''}`
    const group = found.get(key) ?? { version: Number(version), total: Number(total ?? 1), parts: [] }
    group.parts.push(name)
    found.set(key, group)
  }
  const complete = [...found.values()].filter(({ parts, total }) => parts.length === total)
  return complete.toSorted((one, other) => other.version - one.version)[0]
}

function fieldsOf(struct: unknown): Column[] {
  if (!isRecord(struct) || !Array.isArray(struct.fields)) return []
  return struct.fields.filter(isRecord).map((field) => {
    const column = columnOf(String(field.name), field.type)
    const comment = isRecord(field.metadata) ? field.metadata.comment : undefined
    return {
      ...column,
      ...(typeof comment === 'string' && comment !== '' ? { description: comment } : {}),
      ...(field.nullable === false ? { constraint: 'NOT_NULL' } : {}),
    }
  })
}

const scalars: Readonly<Record<string, string>> = {
  string: 'STRING',
  long: 'BIGINT',
  integer: 'INT',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BINARY',
  date: 'DATE',
  timestamp: 'TIMESTAMPZ',
  timestamp_ntz: 'TIMESTAMP',
  variant: 'VARIANT',
}

function columnOf(name: string, type: unknown): Column {
  if (typeof type === 'string') {
    const decimal = /^decimal\((\d+),\s*(-?\d+)\)$/.exec(type)
    if (decimal)
      return {
        name,
        dataType: 'DECIMAL',
        dataTypeDisplay: type,
        precision: Number(decimal[1]),
        scale: Number(decimal[2]),
      }
    return { name, dataType: scalars[type] ?? 'UNKNOWN', dataTypeDisplay: type }
  }
  if (!isRecord(type)) return { name, dataType: 'UNKNOWN' }
  if (type.type === 'struct')
    return { name, dataType: 'STRUCT', dataTypeDisplay: 'struct', children: fieldsOf(type) }
  if (type.type === 'array') {
    const inner = columnOf('element', type.elementType)
    const nested = inner.children ? { children: inner.children } : {}
    return {
      name,
      dataType: 'ARRAY',
      arrayDataType: inner.dataType,
      dataTypeDisplay: `array<${inner.dataTypeDisplay ?? 'unknown'}>`,
      ...nested,
    }
  }
  if (type.type === 'map') {
    const [key, value] = [type.keyType, type.valueType].map(
      (each) => columnOf('', each).dataTypeDisplay ?? 'unknown',
    )
    return { name, dataType: 'MAP', dataTypeDisplay: `map<${key},${value}>` }
  }
  return { name, dataType: 'UNKNOWN' }
}
