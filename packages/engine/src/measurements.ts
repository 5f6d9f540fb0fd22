/** Contracts of what is measured rather than described: usage, records, run logs and counts of the catalog. */
import type { EntityReference } from '@waymark/spec'
import type { EntityKey } from './write-options.ts'

export interface UsageStats {
  readonly count: number
  /** Percent of the other entities of the type that were used less. */
  readonly percentileRank?: number
}

export interface UsageDetails {
  readonly dailyStats: UsageStats
  readonly weeklyStats: UsageStats
  readonly monthlyStats: UsageStats
  /** `2026-01-31` */
  readonly date: string
}

export interface Usage {
  /**
   * Sets an entity's count of a day; reporting again replaces it. The entities above get the difference.
   * @throws `entity-not-found`, `body-invalid`
   */
  report(
    type: string,
    key: EntityKey,
    usage: { readonly date: string; readonly count: number },
  ): Promise<void>
  /** The days up to and including `date`, oldest first; days without usage are left out. */
  between(
    type: string,
    key: EntityKey,
    window: { readonly date: string; readonly days: number },
  ): Promise<readonly UsageDetails[]>
  /** Computes the ranks of all entities of a type on a day. Answers how many were ranked. */
  rank(type: string, date: string): Promise<number>
}

type Value = Readonly<Record<string, unknown>>

/** What a list of entries selects. Times in milliseconds, both ends included. */
export interface EntryQuery {
  readonly startMs?: number
  readonly endMs?: number
  /** Entries that contain this JSON. */
  readonly containing?: Value
  /** Of entries that share this member's value, the newest alone; the other conditions look at that one. */
  readonly newestBy?: string
  /** Of each entity the newest entry alone; the other conditions look at that one. Not together with `newestBy`. */
  readonly newestOfEach?: boolean
  readonly limit?: number
  readonly offset?: number
}

export interface EntryPage {
  readonly entries: readonly Value[]
  /** Without limit and offset. */
  readonly total: number
}

/** An entry with the entity whose series it is in. */
export interface EntityEntry {
  readonly entity: EntityReference
  readonly name: string
  readonly part?: string
  readonly key: string
  readonly value: Value
}

/** Records that belong to no entity (report data, web events), by kind and group. */
export interface Records {
  /** All or none; the same key again replaces the record. */
  put(
    kind: string,
    group: string,
    records: readonly { readonly key: string; readonly atMs: number; readonly value: Value }[],
  ): Promise<void>
  entry(kind: string, group: string, key: string): Promise<Value | undefined>
  /** Newest first. */
  list(kind: string, group: string, query: EntryQuery): Promise<EntryPage>
  /** Between two times, both included, or by key. Answers how many. */
  remove(
    kind: string,
    group: string,
    which: { readonly startMs?: number; readonly endMs?: number; readonly key?: string },
  ): Promise<number>
}

export interface RunLogs {
  append(fqn: string, runId: string, text: string): Promise<void>
  /** Nothing more will come. Closing twice is closing once. */
  close(fqn: string, runId: string): Promise<void>
  latestRun(fqn: string): Promise<string | undefined>
  read(
    fqn: string,
    runId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly lines: readonly string[]; readonly total: number; readonly closed: boolean }>
  /** What was appended after a sequence number, oldest first; `closed` once nothing is left and nothing more comes. */
  after(
    fqn: string,
    runId: string,
    sequence: number,
  ): Promise<{
    readonly chunks: readonly { readonly sequence: number; readonly lines: readonly string[] }[]
    readonly closed: boolean
  }>
  /** Calls back soon after any log grew or was closed, on this or another replica. Read it with `after`. */
  subscribe(onNews: () => void): Promise<{ unsubscribe(): Promise<void> }>
  /** Removes what was written before. Answers how many chunks. */
  forget(beforeMs: number): Promise<number>
}

/** How many entities share a type, service, tier and owning team. */
export interface CensusRow {
  readonly entityType: string
  readonly serviceName?: string
  readonly entityTier?: string
  readonly team?: string
  readonly entityCount: number
  readonly completedDescriptions: number
  readonly hasOwner: number
}
