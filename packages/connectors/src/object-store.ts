/** What an object store offers, whoever runs it: buckets (Azure: containers) with objects under paths. */

export interface StoredObject {
  readonly key: string
  readonly sizeBytes: number
}

/** One level below a prefix. */
export interface Level {
  /** Prefixes one level further down, each with its closing slash. */
  readonly folders: readonly string[]
  readonly objects: readonly StoredObject[]
  /** Whether there was more than is listed here. */
  readonly cutOff: boolean
}

export interface ObjectStore {
  /** Names of the buckets that the credentials may list. @throws SourceError */
  buckets(signal: AbortSignal): Promise<readonly string[]>
  /** @param prefix - empty, or with a closing slash */
  level(bucket: string, prefix: string, signal: AbortSignal): Promise<Level>
  /** Bytes from `start` up to and without `end`; fewer where the object ends before. Undefined when there is no such object. */
  read(
    bucket: string,
    key: string,
    range: { start: number; end: number },
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined>
  /** Where people find it: `abfss://…`, `s3://…`. */
  address(bucket: string, path: string): string
  close(): void
}

/** Entries of one level that are looked at. */
export const maximumEntries = 20_000
