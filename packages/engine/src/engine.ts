/** The engine's contract: what may be done with any entity type, and what a caller can rely on. */
import type {
  BulkOperationResult,
  ChangeEvent,
  JsonPatch,
  Paging,
  Problem,
  Registry,
  ResourcePredicate,
} from '@waymark/spec'
import type { Conversations, Suggestions } from './conversation/contract.ts'
import type { Lineage } from './lineage/lineage-contract.ts'
import type { SearchBackend } from './search/search-contract.ts'

export type * from './conversation/contract.ts'
export type * from './lineage/lineage-contract.ts'
export type * from './search/search-contract.ts'
export type * from './write-options.ts'

import type { AssetPage, AssetQuery } from './assets.ts'
import type { CustomProperties } from './custom-properties/custom-properties.ts'
import type {
  CensusRow,
  EntityEntry,
  EntryPage,
  EntryQuery,
  Records,
  RunLogs,
  Usage,
} from './measurements.ts'
import type { Reseal } from './reseal-secrets.ts'
import type { Settings } from './settings/settings.ts'
import type {
  Actor,
  EntityJson,
  EntityKey,
  Include,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from './write-options.ts'

export interface ListQuery extends ReadOptions {
  /** 0 to 1,000,000; 0 answers just the total. Default 10. */
  readonly limit?: number
  readonly after?: string
  readonly before?: string
  /**
   * Filters by member: a parent's fully qualified name (`service`, `database`, `databaseSchema`: matched as a prefix
   * of whole name parts), a stored boolean or string member (`isBot`, `pipelineType`), or a link (`team`, `owner`).
   */
  readonly filters?: Readonly<Record<string, string>>
  /** What may be seen, of a type that is searched. Default: everything. */
  readonly visible?: ResourcePredicate
}

export interface Page {
  readonly data: readonly EntityJson[]
  readonly paging: Paging
}

/** A page of stored JSON texts, each as {@link Engine.getText} gives it. */
export interface TextPage {
  readonly entities: readonly { readonly id: string; readonly text: string }[]
  readonly paging: Paging
}

export interface DeleteOptions extends WriteOptions {
  readonly hard?: boolean
  readonly recursive?: boolean
  /** An entity tag of {@link entityTag}: of what the caller has seen. */
  readonly ifMatch?: string
}

/**
 * What hangs at an entity beside its document: snapshots, of which the last counts, and time series. None of it makes a
 * version. Names that the type does not declare throw RangeError. Writes throw `body-invalid` for what the declared
 * schema refuses, and `entity-not-found` (deleted ones are there) unless the series may precede its entity; reading a
 * series of what is not there finds nothing.
 */
export interface Extensions {
  /** Replaces a snapshot (`sampleData`). */
  putSnapshot(type: string, key: EntityKey, name: string, value: unknown): Promise<void>
  /**
   * Replaces a snapshot by what `change` makes of the one there is, while nobody else changes the same, so that of two who add to a list
   * both are in it. Nothing is written where `change` throws.
   */
  changeSnapshot(
    type: string,
    key: EntityKey,
    name: string,
    change: (before: unknown | undefined) => unknown | Promise<unknown>,
  ): Promise<void>
  /** Undefined where none was put. @throws `entity-not-found` */
  snapshot(type: string, key: EntityKey, name: string): Promise<unknown | undefined>
  deleteSnapshot(type: string, key: EntityKey, name: string): Promise<void>
  /**
   * Appends to a time series, or replaces the entry with the same key. `part` keeps series of an entity's parts apart
   * (columns). Where the declaration says so, a new entry becomes a change event of whoever wrote it.
   */
  append(
    type: string,
    fqn: string,
    name: string,
    entry: Readonly<Record<string, unknown>>,
    part?: string,
    by?: Actor,
  ): Promise<void>
  /**
   * Appends what follows from the newest entry, while nobody else does the same; `undefined` appends nothing.
   * Answers the appended entry.
   */
  appendAfter(
    type: string,
    fqn: string,
    name: string,
    next: (
      newest: Readonly<Record<string, unknown>> | undefined,
    ) => Readonly<Record<string, unknown>> | undefined,
    by?: Actor,
  ): Promise<Readonly<Record<string, unknown>> | undefined>
  /** Appends to several series of one entity: all or none. */
  appendAll(
    type: string,
    fqn: string,
    entries: readonly {
      readonly name: string
      readonly entry: Readonly<Record<string, unknown>>
      readonly part?: string
    }[],
    by?: Actor,
  ): Promise<void>
  /** The newest entry of each part of a series, by part. */
  newestParts(
    type: string,
    fqn: string,
    name: string,
  ): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>
  /** Entries of several series and their parts over all entities of a type, newest first. */
  acrossEntities(
    type: string,
    names: readonly string[],
    query: Pick<EntryQuery, 'startMs' | 'endMs' | 'limit' | 'offset'>,
  ): Promise<{ readonly entries: readonly EntityEntry[]; readonly total: number }>
  /** Newest first, over all entities of a type. */
  across(type: string, name: string, query: EntryQuery): Promise<EntryPage>
  /** Removes entries between two times, both included, or by key. Answers how many. */
  remove(
    type: string,
    fqn: string,
    name: string,
    which: {
      readonly startMs?: number
      readonly endMs?: number
      readonly key?: string
      readonly part?: string
    },
  ): Promise<number>
  /** One entry by its key. */
  entry(
    type: string,
    fqn: string,
    name: string,
    key: string,
  ): Promise<Readonly<Record<string, unknown>> | undefined>
  /** Newest first. Times in milliseconds, both ends included. */
  series(
    type: string,
    fqn: string,
    name: string,
    window: {
      readonly startMs?: number
      readonly endMs?: number
      readonly limit?: number
      readonly part?: string
    },
  ): Promise<readonly Readonly<Record<string, unknown>>[]>
}

export interface ChangeEvents {
  /** Events after a sequence number, oldest first. */
  after(sequence: number, limit: number): Promise<readonly (ChangeEvent & { readonly sequence: number })[]>
  /**
   * The sequence of the last event, 0 when there is none.
   * @param beforeMs - leaves out events of this moment (milliseconds since 1970) and later ones
   */
  latestSequence(beforeMs?: number): Promise<number>
  /** Calls back soon after events were committed, on this or another replica. The table is the truth: read it with `after`. */
  subscribe(onEvents: () => void): Promise<{ unsubscribe(): Promise<void> }>
}

/**
 * Stores, versions, links and searches any registered definition.
 *
 * Every write is one transaction: entity row, version history, relationships, tag usage, search document and change
 * event, or none of them. When a promise resolves the write is durable. Writes to one entity are serialized.
 * Unknown types throw RangeError; everything a caller can do wrong throws a Problem.
 */
export interface Engine {
  readonly registry: Registry
  readonly search: SearchBackend
  readonly lineage: Lineage
  readonly extensions: Extensions
  readonly events: ChangeEvents
  readonly conversations: Conversations
  readonly suggestions: Suggestions
  readonly customProperties: CustomProperties
  readonly settings: Settings
  readonly usage: Usage
  readonly records: Records
  readonly runLogs: RunLogs

  /** @throws `entity-exists`, `reference-not-found`, `body-invalid`, `name-*`, `value-taken` */
  create(type: string, body: unknown, actor: Actor, options?: WriteOptions): Promise<WriteResult>
  /**
   * Creates, or updates the entity with the same fully qualified name: members the body has are set, members it lacks
   * stay as they are. Nothing different: `unchanged`, no new version. A deleted entity comes back.
   * Descriptions, display names, owners and tags that a person wrote are not overwritten by a bot (`actorIsBot`).
   */
  createOrUpdate(
    type: string,
    body: unknown,
    actor: Actor & { readonly isBot?: boolean },
    options?: WriteOptions,
  ): Promise<WriteResult>
  /** Many `createOrUpdate`s in few transactions; one bad row fails alone. Order of `results` is the order of `bodies`. */
  bulk(
    type: string,
    bodies: readonly unknown[],
    actor: Actor & { readonly isBot?: boolean },
    options?: WriteOptions,
  ): Promise<BulkOperationResult>
  /**
   * Many `createOrUpdate`s in one transaction; a row with a problem is left out and answered with it, in the order of
   * the bodies. With `dryRun` nothing is stored, and the answers say what would be.
   */
  importRows(
    type: string,
    bodies: readonly unknown[],
    actor: Actor & { readonly isBot?: boolean },
    options: WriteOptions & { readonly dryRun: boolean },
  ): Promise<readonly (WriteResult | Problem)[]>
  /** @throws `entity-not-found` */
  get(type: string, key: EntityKey, options?: ReadOptions): Promise<EntityJson>
  /**
   * The stored JSON text of one entity as `get` without `fields` gives it, without parsing; starts with `{`.
   * @throws `entity-not-found`
   */
  getText(type: string, key: EntityKey, include?: Include): Promise<string>
  /**
   * A page in the order of fully qualified names, or with a filter of `newestFirst` the newest of that series first.
   * `paging.total` is counted with the first page; the cursors carry it to the others. @throws `parameter-invalid`
   */
  list(type: string, query?: ListQuery): Promise<Page>
  /** The same page as stored texts, without parsing; undefined where `list` has more to do: fields, filters, rights. */
  listTexts(type: string, query?: ListQuery): Promise<TextPage | undefined>
  /**
   * Applies an RFC 6902 patch to the full entity with all its links. `ifMatch` is an entity tag of {@link entityTag}.
   * @throws `version-mismatch`, `patch-invalid`, `patch-test-failed`, `body-invalid`
   */
  patch(
    type: string,
    key: EntityKey,
    patch: JsonPatch,
    actor: Actor,
    options?: WriteOptions & { readonly ifMatch?: string },
  ): Promise<WriteResult>
  /**
   * Soft by default; with `recursive` the children go along.
   * @throws `entity-not-empty` for children without `recursive`, `entity-protected` for what belongs to the system,
   *   `version-mismatch`, `entity-needed` for good while others that stay must have it (the account of a bot)
   */
  delete(type: string, key: EntityKey, actor: Actor, options?: DeleteOptions): Promise<WriteResult>
  /** Brings back a soft-deleted entity and the children that were deleted with it. */
  restore(type: string, id: string, actor: Actor, options?: WriteOptions): Promise<WriteResult>
  /** JSON texts with all links, newest first, the current one included. @throws `entity-not-found` */
  versions(type: string, id: string): Promise<readonly string[]>
  /** @throws `entity-not-found`, also where there never was such a version */
  version(type: string, id: string, version: number): Promise<EntityJson>
  /** Adds or removes one end of a link without a new version (`followers`, votes excepted). */
  link(
    type: string,
    id: string,
    relation: string,
    target: { type: string; id: string },
    present: boolean,
    actor: Actor,
  ): Promise<EntityJson>
  /** What stands at the other end of a link, or wears the entity as a label; ordered by type and name. @throws `entity-not-found` */
  assets(type: string, key: EntityKey, query: AssetQuery): Promise<AssetPage>
  /** One vote a person, the last one counts; makes no version. @throws `entity-not-found`, `reference-not-found` */
  vote(type: string, id: string, userId: string, vote: 'votedUp' | 'votedDown' | 'unVoted'): Promise<void>
  /** The type of the entity with this id, deleted or not; undefined when there is none. */
  typeOf(id: string): Promise<string | undefined>
  /** Counts entities of these types by service, tier and owning team. */
  census(types: readonly string[]): Promise<readonly CensusRow[]>
  /** How many entities of the type there are, deleted ones not counted. */
  count(type: string): Promise<number>
  /**
   * Gives every sealed secret of entities and settings to `reseal`, while others read and write.
   * @returns how many were replaced: one that somebody writes at that moment stays as it was written
   */
  resealSecrets(reseal: Reseal): Promise<number>
}
