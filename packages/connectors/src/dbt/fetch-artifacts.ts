/** Gets dbt's artifacts from where `dbtConfigSource` says they are: local files, http(s), S3 or Azure storage. */
import { readFile } from 'node:fs/promises'
import { SourceError } from '@waymark/ingest'
import { codeOf, networkRemedy } from '../network-errors.ts'
import { wholeAnswer } from '../whole-answer.ts'
import type { RawArtifacts } from './artifacts.ts'
import { openStore, type StoredSource, storedArtifacts } from './stored-artifacts.ts'

/** What is read of `sourceConfig.config.dbtConfigSource`; the runner validated it. */
interface ConfigSource {
  readonly dbtConfigType?: string
  readonly [member: string]: unknown
}

const artifacts = [
  { member: 'manifest', key: 'dbtManifest', file: 'manifest.json' },
  { member: 'catalog', key: 'dbtCatalog', file: 'catalog.json' },
  { member: 'runResults', key: 'dbtRunResults', file: 'run_results.json' },
  { member: 'sources', key: 'dbtSources', file: 'sources.json' },
] as const

const timeoutMs = 60_000

/** @throws SourceError when an artifact that is named cannot be had; those that are not named are left out */
export async function fetchArtifacts(source: ConfigSource, signal: AbortSignal): Promise<RawArtifacts> {
  // Files that name no type give it away by their keys.
  const type = source.dbtConfigType ?? ('dbtManifestHttpPath' in source ? 'http' : 'local')
  if (type === 's3' || type === 'azure') return await fetchStored(type, source, signal)
  if (type !== 'local' && type !== 'http') {
    throw new SourceError('fatal', `dbt artifacts from '${type}' are not read by this release.`, {
      hint: 'Download them in a step before this one and name them with dbtConfigType: local, or serve them over http.',
    })
  }
  const suffix = type === 'local' ? 'FilePath' : 'HttpPath'
  const found: Record<string, unknown> = {}
  for (const { member, key, file } of artifacts) {
    const address = source[`${key}${suffix}`]
    if (typeof address !== 'string' || address === '') continue
    const text = type === 'local' ? await readLocal(address) : await readHttp(address, signal)
    found[member] = parsed(text, address, file)
  }
  return { manifest: undefined, ...found }
}

async function fetchStored(
  type: 's3' | 'azure',
  source: ConfigSource,
  signal: AbortSignal,
): Promise<RawArtifacts> {
  const where = source as unknown as StoredSource // validated by the runner
  const store = await openStore(type, where)
  try {
    const texts = await storedArtifacts(
      store,
      where,
      artifacts.map(({ file }) => file),
      signal,
    )
    const found = artifacts.flatMap(({ member, file }) => {
      const text = texts.get(file)
      return text === undefined ? [] : [[member, parsed(text, file, file)]]
    })
    return { manifest: undefined, ...Object.fromEntries(found) }
  } finally {
    store.close()
  }
}

async function readLocal(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new SourceError('fatal', `${path} cannot be read.`, {
      hint: `Run dbt first, and give the path as it is seen from ${process.cwd()}.`,
      cause: error,
    })
  }
}

async function readHttp(address: string, signal: AbortSignal): Promise<string> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const answer = await wholeAnswer(address, { signal: limited }).catch((cause: unknown) => {
    signal.throwIfAborted()
    const said = networkRemedy(codeOf(cause))?.message ?? 'no answer.'
    throw new SourceError('retriable', `${withoutQuery(address)}: ${said}`, {
      hint: 'Check the address in dbtConfigSource.',
      cause,
    })
  })
  if (answer.ok) return answer.body
  throw new SourceError(
    answer.status >= 500 ? 'retriable' : 'fatal',
    `${withoutQuery(address)} answers ${answer.status}.`,
    {
      hint: 'Check the address in dbtConfigSource; an address that is signed may have expired.',
    },
  )
}

/** Signed addresses carry their secret in the query. */
function withoutQuery(address: string): string {
  return address.replace(/\?.*$/, '')
}

function parsed(text: string, address: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SourceError('fatal', `${withoutQuery(address)} is not JSON.`, {
      hint: `It should be dbt's ${file}.`,
      cause: error,
    })
  }
}
