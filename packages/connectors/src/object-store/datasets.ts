/** What in an object store holds rows: Delta tables, folders of part files, partitioned folders, single files; and their columns. */
import type { Column } from '@waymark/spec'
import type { Level, ObjectStore, StoredObject } from '../object-store.ts'
import { type DeltaTable, readDeltaTable } from './delta-table.ts'
import { parquetColumns } from './parquet-files.ts'
import { csvColumns, jsonColumns, sampleBytes, sampleText } from './text-files.ts'

export type FileKind = 'csv' | 'tsv' | 'json' | 'parquet'

/** A bucket of a store, for one run. */
export interface Place {
  readonly store: ObjectStore
  readonly bucket: string
  readonly signal: AbortSignal
}

/** The format that a name promises; undefined for what holds no rows, and for hidden and marker files. */
export function kindOfFile(key: string): FileKind | undefined {
  const name = baseName(key).toLowerCase()
  if (/^[._]/.test(name)) return undefined
  const match = /\.(csv|tsv|json|jsonl|ndjson|parquet)(?:\.(?:gz|zstd?|snappy))?$/.exec(name)
  const kind = match?.[1]
  if (kind === 'jsonl' || kind === 'ndjson') return 'json'
  return kind === 'csv' || kind === 'tsv' || kind === 'json' || kind === 'parquet' ? kind : undefined
}

export function baseName(key: string): string {
  return key.replace(/\/$/, '').split('/').at(-1) ?? ''
}

/** `fileFormats` of a container: the format and how it is packed. */
export function formatsOf(key: string, kind: FileKind): string[] {
  const packed = /\.(gz|zstd?)$/i.exec(key)?.[1]?.toLowerCase()
  return packed === undefined ? [kind] : [kind, packed === 'gz' ? 'gz' : 'zstd']
}

/** `key=value`, as Hive names the folders of partitions. */
export function partitionKey(folder: string): string | undefined {
  return /^([^=/]+)=[^/]*$/.exec(baseName(folder))?.[1]
}

/** Files that are parts of one whole: Spark's and Hadoop's names, or a marker that says so. */
export function isOneDataset({ objects }: Level): boolean {
  const data = objects.filter(({ key }) => kindOfFile(key) !== undefined)
  const kinds = new Set(data.map(({ key }) => kindOfFile(key)))
  if (data.length === 0 || kinds.size > 1) return false
  const marked = objects.some(({ key }) => /^_(?:SUCCESS|committed_|started_)/.test(baseName(key)))
  return marked || data.every(({ key }) => /^(?:part|\d+)-|^\d{6}_\d+/.test(baseName(key)))
}

/** Columns of one file; an empty file has none. @throws Error that says why it cannot be read */
export async function columnsOfFile(
  { store, bucket, signal }: Place,
  file: StoredObject,
  kind: FileKind,
): Promise<Column[]> {
  if (file.sizeBytes === 0) return []
  if (kind === 'parquet') return parquetColumns(ranged({ store, bucket, signal }, file))
  const whole = file.sizeBytes <= sampleBytes
  const bytes = await store.read(
    bucket,
    file.key,
    { start: 0, end: Math.min(file.sizeBytes, sampleBytes) },
    signal,
  )
  if (bytes === undefined) throw new Error('it is gone')
  const text = sampleText(bytes, file.key, whole)
  return kind === 'json' ? jsonColumns(text, whole) : csvColumns(text, kind === 'tsv')
}

function ranged({ store, bucket, signal }: Place, { key, sizeBytes }: StoredObject) {
  return {
    sizeBytes,
    async slice(start: number, end: number): Promise<Uint8Array> {
      const bytes = await store.read(bucket, key, { start, end }, signal)
      if (bytes === undefined) throw new Error(`${key} is gone`)
      return bytes
    },
  }
}

/** Reads the Delta table whose folder this is. */
export async function deltaTableAt(place: Place, folder: string): Promise<DeltaTable> {
  const { store, bucket, signal } = place
  const directory = `${folder}_delta_log/`
  const { objects, cutOff } = await store.level(bucket, directory, signal)
  if (cutOff)
    throw new Error(
      `its log holds more than ${objects.length} files: write a checkpoint and let old entries expire`,
    )
  const byName = new Map(objects.map((object) => [baseName(object.key), object]))
  const find = (name: string): StoredObject => {
    const object = byName.get(name)
    if (object === undefined) throw new Error(`its log has no ${name}`)
    return object
  }
  return readDeltaTable({
    names: async () => [...byName.keys()],
    async text(name) {
      const object = find(name)
      return new TextDecoder().decode(await ranged(place, object).slice(0, object.sizeBytes))
    },
    file: async (name) => ranged(place, find(name)),
  })
}

/** The first data file below a folder, with the partition keys on the way to it; a few levels and folders are looked at. */
export async function firstDataFile(
  place: Place,
  folder: string,
  keys: readonly string[] = [],
): Promise<
  { readonly file: StoredObject; readonly kind: FileKind; readonly keys: readonly string[] } | undefined
> {
  if (keys.length > 8) return undefined
  const level = await place.store.level(place.bucket, folder, place.signal)
  for (const file of level.objects) {
    const kind = kindOfFile(file.key)
    if (kind !== undefined && file.sizeBytes > 0) return { file, kind, keys }
  }
  for (const next of level.folders.slice(0, 5)) {
    const key = partitionKey(next)
    if (key === undefined) continue
    const found = await firstDataFile(place, next, [...keys, key])
    if (found) return found
  }
  return undefined
}
