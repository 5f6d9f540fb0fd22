/** An object store to containers: buckets, folders, and in them what holds rows, with its columns. */
import type { ReadContext, SourceRecord } from '@waymark/ingest'
import { buildFqn, type Column, childFqn } from '@waymark/spec'
import type { Level, ObjectStore, StoredObject } from '../object-store.ts'
import {
  baseName,
  columnsOfFile,
  deltaTableAt,
  type FileKind,
  firstDataFile,
  formatsOf,
  isOneDataset,
  kindOfFile,
  type Place,
  partitionKey,
} from './datasets.ts'
import { type ManifestEntry, manifestName, parseManifest } from './manifest.ts'

const maximumDepth = 12
const maximumContainers = 20_000

interface Walk extends Place {
  readonly context: ReadContext
  /** Containers that were yielded in this bucket. */
  count: number
}

interface Container {
  readonly name: string
  readonly path: string
  readonly parent: string | undefined
  readonly description?: string | undefined
  readonly columns?: readonly Column[]
  readonly isPartitioned?: boolean
  readonly formats?: readonly string[]
  readonly sizeBytes?: number
  readonly objects?: number
}

/** @param chosen - buckets that the connection names; all that may be listed otherwise */
export async function* readStore(
  store: ObjectStore,
  context: ReadContext,
  chosen: readonly string[],
): AsyncGenerator<SourceRecord> {
  const { signal } = context
  const service = buildFqn(context.serviceName)
  const buckets = chosen.length > 0 ? chosen : await store.buckets(signal)
  const filter = context.filters.filter('container')
  for (const bucket of buckets) {
    signal.throwIfAborted()
    const fullyQualifiedName = childFqn(service, bucket)
    const rejected = filter.rejects(context.filters.useFqn ? fullyQualifiedName : bucket)
    if (rejected !== undefined) {
      yield { kind: 'skipped', type: 'container', fullyQualifiedName, reason: 'filtered', message: rejected }
      continue
    }
    const walk: Walk = { store, bucket, signal, context, count: 0 }
    try {
      yield* readBucket(walk, service, fullyQualifiedName)
    } catch (error) {
      signal.throwIfAborted()
      // Nothing below it is said to be complete: what the catalog has there stays.
      yield unreadable(fullyQualifiedName, error)
    }
  }
  if (chosen.length === 0) yield { kind: 'completed', type: 'container', parent: service }
}

async function* readBucket(walk: Walk, service: string, bucketFqn: string): AsyncGenerator<SourceRecord> {
  const { store, bucket, signal } = walk
  const level = await store.level(bucket, '', signal)
  yield entity(walk, service, { name: bucket, path: '', parent: undefined, objects: level.objects.length })
  const manifest = level.objects.find(({ key }) => key === manifestName)
  if (manifest) yield* readManifest(walk, service, bucketFqn, manifest)
  else yield* readLevel(walk, service, bucketFqn, level, 1)
}

async function* readManifest(
  walk: Walk,
  service: string,
  bucketFqn: string,
  { sizeBytes }: StoredObject,
): AsyncGenerator<SourceRecord> {
  const { store, bucket, signal } = walk
  let entries: ManifestEntry[]
  try {
    const bytes = await store.read(bucket, manifestName, { start: 0, end: sizeBytes }, signal)
    entries = parseManifest(new TextDecoder().decode(bytes))
  } catch (error) {
    yield unreadable(childFqn(bucketFqn, manifestName), error)
    return
  }
  for (const { dataPath, partitionColumns } of entries) {
    signal.throwIfAborted()
    const folder = `${dataPath}/`
    const level = await store.level(bucket, folder, signal)
    const name = dataPath
    if (level.folders.some((each) => baseName(each) === '_delta_log'))
      yield* deltaTable(walk, service, bucketFqn, folder, name)
    else yield* dataset(walk, service, bucketFqn, folder, level, name, partitionColumns)
  }
  yield { kind: 'completed', type: 'container', parent: bucketFqn }
}

/** Everything one level below a container that was yielded. */
async function* readLevel(
  walk: Walk,
  service: string,
  parent: string,
  level: Level,
  depth: number,
): AsyncGenerator<SourceRecord> {
  const { store, bucket, signal } = walk
  for (const folder of level.folders) {
    signal.throwIfAborted()
    const name = baseName(folder)
    if (/^[._]/.test(name) || name === '') continue
    const fullyQualifiedName = childFqn(parent, name)
    if (walk.count >= maximumContainers || depth > maximumDepth) {
      const limit = depth > maximumDepth ? `${maximumDepth} folders deep` : `${maximumContainers} containers`
      const message = `Only the first ${limit} of a bucket are read.`
      const hint = `Put ${manifestName} into the bucket, with the paths that matter.`
      yield {
        kind: 'skipped',
        type: 'container',
        fullyQualifiedName,
        reason: 'not-understood',
        message,
        hint,
      }
      return
    }
    try {
      const inside = await store.level(bucket, folder, signal)
      if (inside.folders.some((each) => baseName(each) === '_delta_log'))
        yield* deltaTable(walk, service, parent, folder, name)
      else if (isOneDataset(inside) || isPartitioned(inside))
        yield* dataset(walk, service, parent, folder, inside, name)
      else {
        yield entity(walk, service, { name, path: folder, parent, objects: inside.objects.length })
        yield* readLevel(walk, service, fullyQualifiedName, inside, depth + 1)
      }
    } catch (error) {
      signal.throwIfAborted()
      yield unreadable(fullyQualifiedName, error)
    }
  }
  for (const object of level.objects) {
    signal.throwIfAborted()
    const kind = kindOfFile(object.key)
    if (kind !== undefined) yield* oneFile(walk, service, parent, object, kind)
  }
  if (level.cutOff)
    walk.context.log(
      'warn',
      `${bucket} has more entries in one folder than are listed; the rest is not read.`,
    )
  else yield { kind: 'completed', type: 'container', parent }
}

function isPartitioned({ folders, objects }: Level): boolean {
  const visible = folders.filter((folder) => !/^[._]/.test(baseName(folder)))
  return (
    visible.length > 0 &&
    visible.every((folder) => partitionKey(folder) !== undefined) &&
    objects.every(({ key }) => kindOfFile(key) === undefined)
  )
}

async function* deltaTable(
  walk: Walk,
  service: string,
  parent: string,
  folder: string,
  name: string,
): AsyncGenerator<SourceRecord> {
  const table = await deltaTableAt(walk, folder)
  yield entity(walk, service, {
    name,
    path: folder,
    parent,
    description: table.description,
    columns: table.columns,
    isPartitioned: table.partitionColumns.length > 0,
    formats: ['parquet'],
    sizeBytes: table.sizeBytes,
    objects: table.files,
  })
}

/** A folder whose files are parts of one whole; the first of them tells the columns, the folders' names the partitions. */
async function* dataset(
  walk: Walk,
  service: string,
  parent: string,
  folder: string,
  level: Level,
  name: string,
  declared: ManifestEntry['partitionColumns'] = [],
): AsyncGenerator<SourceRecord> {
  const found = await firstDataFile(walk, folder)
  const base = { name, path: folder, parent }
  if (found === undefined) {
    yield entity(walk, service, base)
    return
  }
  const partitions =
    declared.length > 0 ? declared : found.keys.map((key) => ({ name: key, dataType: 'STRING' }))
  const files = level.objects.filter(({ key }) => kindOfFile(key) !== undefined)
  const counted =
    level.cutOff || partitions.length > 0 ? {} : { objects: files.length, sizeBytes: sum(files) }
  const columns = await columnsOrReason(walk, found.file, found.kind)
  if ('problem' in columns) {
    yield entity(walk, service, { ...base, ...counted, formats: formatsOf(found.file.key, found.kind) })
    yield unreadable(childFqn(parent, name), columns.problem)
    return
  }
  const known = new Set(columns.found.map((column) => column.name))
  const all = [...columns.found, ...partitions.filter((partition) => !known.has(partition.name))]
  const formats = formatsOf(found.file.key, found.kind)
  yield entity(walk, service, {
    ...base,
    ...counted,
    columns: all,
    isPartitioned: partitions.length > 0,
    formats,
  })
}

function sum(files: readonly StoredObject[]): number {
  return files.reduce((total, { sizeBytes }) => total + sizeBytes, 0)
}

async function* oneFile(
  walk: Walk,
  service: string,
  parent: string,
  file: StoredObject,
  kind: FileKind,
): AsyncGenerator<SourceRecord> {
  const name = baseName(file.key)
  const columns = await columnsOrReason(walk, file, kind)
  const base = {
    name,
    path: file.key,
    parent,
    formats: formatsOf(file.key, kind),
    sizeBytes: file.sizeBytes,
    objects: 1,
  }
  if ('found' in columns) yield entity(walk, service, { ...base, columns: columns.found })
  else {
    yield entity(walk, service, base)
    yield unreadable(childFqn(parent, name), columns.problem)
  }
}

async function columnsOrReason(walk: Walk, file: StoredObject, kind: FileKind) {
  try {
    return { found: await columnsOfFile(walk, file, kind) }
  } catch (problem) {
    walk.signal.throwIfAborted()
    return { problem }
  }
}

function entity(walk: Walk, service: string, container: Container): SourceRecord {
  walk.count += 1
  const { name, path, parent, columns, description } = container
  const fullyQualifiedName = childFqn(parent ?? service, name)
  return {
    kind: 'entity',
    type: 'container',
    fullyQualifiedName,
    body: {
      name,
      service,
      ...(parent === undefined ? {} : { parent }),
      ...(description ? { description } : {}),
      prefix: `/${path}`,
      fullPath: walk.store.address(walk.bucket, path),
      ...(container.objects === undefined ? {} : { numberOfObjects: container.objects }),
      ...(container.sizeBytes === undefined ? {} : { size: container.sizeBytes }),
      ...(container.formats === undefined ? {} : { fileFormats: container.formats }),
      ...(columns && columns.length > 0
        ? { dataModel: { isPartitioned: container.isPartitioned ?? false, columns } }
        : {}),
    },
  }
}

function unreadable(fullyQualifiedName: string, error: unknown): SourceRecord {
  const reason = error instanceof Error ? error.message : String(error)
  const hint =
    error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? { hint: error.hint } : {}
  const message = `It cannot be read: ${reason.slice(0, 500)}`
  return { kind: 'skipped', type: 'container', fullyQualifiedName, reason: 'error', message, ...hint }
}
