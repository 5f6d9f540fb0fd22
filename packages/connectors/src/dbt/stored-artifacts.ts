/** Finds dbt's artifacts in an object store: in the folder that is named, or in the one below it that has a manifest. */
import { SourceError } from '@waymark/ingest'
import { openS3, type S3Config } from '../amazon-s3.ts'
import { type AdlsConfig, openAzureBlobs } from '../azure-blob.ts'
import type { ObjectStore } from '../object-store.ts'

/** The members of `dbtConfigSource` that say where in a store; the runner validated them. */
export interface StoredSource {
  readonly dbtSecurityConfig: S3Config['awsConfig'] & AdlsConfig['credentials']
  readonly dbtPrefixConfig?: { readonly dbtBucketName?: string; readonly dbtObjectPrefix?: string }
}

interface Folder {
  readonly bucket: string
  /** Empty, or with a closing slash. */
  readonly prefix: string
}

/** Folders that are looked into for a manifest. */
const mostFolders = 500
const megabyte = 1024 * 1024
/** A manifest of thousands of models has some hundred megabytes. */
const largestBytes = 512 * megabyte

export async function openStore(
  type: 's3' | 'azure',
  { dbtSecurityConfig }: StoredSource,
): Promise<ObjectStore> {
  return type === 's3'
    ? await openS3({ awsConfig: dbtSecurityConfig })
    : await openAzureBlobs({ credentials: dbtSecurityConfig })
}

/**
 * The texts of those of the files that are there, by file name; all of them lie in one folder.
 * @throws SourceError when no folder has a manifest, or several on the same level have one
 */
export async function storedArtifacts(
  store: ObjectStore,
  { dbtPrefixConfig: { dbtBucketName, dbtObjectPrefix = '' } = {} }: StoredSource,
  files: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const buckets = dbtBucketName ? [dbtBucketName] : await store.buckets(signal)
  const path = dbtObjectPrefix.replace(/^\/+|\/+$/g, '')
  const roots = buckets.map((bucket) => ({ bucket, prefix: path === '' ? '' : `${path}/` }))
  const folder = await folderWithManifest(store, roots, signal)
  const { objects } = await store.level(folder.bucket, folder.prefix, signal)
  const texts = new Map<string, string>()
  for (const file of files) {
    const object = objects.find(({ key }) => key === `${folder.prefix}${file}`)
    if (!object) continue
    const address = store.address(folder.bucket, object.key)
    if (object.sizeBytes > largestBytes) {
      throw new SourceError('fatal', `${address} has more than ${largestBytes / megabyte} MB.`, {
        hint: 'Is it what dbt wrote? Name the folder of its artifacts in dbtPrefixConfig.dbtObjectPrefix.',
      })
    }
    const bytes = await store.read(folder.bucket, object.key, { start: 0, end: object.sizeBytes }, signal)
    if (bytes) texts.set(file, new TextDecoder().decode(bytes))
  }
  return texts
}

/** Level by level, so that what lies next to other projects' folders is found before what is inside of them. */
async function folderWithManifest(
  store: ObjectStore,
  roots: readonly Folder[],
  signal: AbortSignal,
): Promise<Folder> {
  let level = roots
  let looked = 0
  while (level.length > 0 && looked < mostFolders) {
    const found: Folder[] = []
    const next: Folder[] = []
    for (const { bucket, prefix } of level.slice(0, mostFolders - looked)) {
      signal.throwIfAborted()
      looked += 1
      const { folders, objects } = await store.level(bucket, prefix, signal)
      if (objects.some(({ key }) => key === `${prefix}manifest.json`)) found.push({ bucket, prefix })
      next.push(...folders.map((folder) => ({ bucket, prefix: folder })))
    }
    const [only, second] = found
    if (only && !second) return only
    if (only && second) {
      const addresses = found.slice(0, 5).map(({ bucket, prefix }) => store.address(bucket, prefix))
      throw new SourceError('fatal', `There are several projects of dbt: ${addresses.join(', ')}.`, {
        hint: 'Name the folder of one in dbtPrefixConfig.dbtObjectPrefix, and have an ingestion for each.',
      })
    }
    level = next
  }
  const where = roots.map(({ bucket, prefix }) => store.address(bucket, prefix)).slice(0, 5)
  throw new SourceError('fatal', `No manifest.json lies in or below ${where.join(', ') || 'the store'}.`, {
    hint: 'Upload the artifacts after dbt has run, and name their folder in dbtPrefixConfig (dbtBucketName, dbtObjectPrefix).',
  })
}
