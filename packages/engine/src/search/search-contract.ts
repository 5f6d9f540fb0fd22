/** What may be asked of search, whatever backend answers. */
import type { ResourcePredicate } from '@waymark/spec'
import type { Aggregations } from './aggregation.ts'

export interface SortKey {
  /** A member of a hit, or `_score`. */
  readonly field: string
  readonly order: 'asc' | 'desc'
}

/** What somebody may see, by entity type. A type that is missing is not seen. */
export type Visibility = ReadonlyMap<string, ResourcePredicate>

export interface SearchQuery {
  /** What a person typed, or a Lucene-like query of the clients: `a b`, `name:x`, `fullyQualifiedName:svc.*.t`, `"a b"`, `-x`. */
  readonly q?: string
  /** Index names of definitions, entity types, `all` or `dataAsset`, several with commas. Default `all`. */
  readonly index?: string
  readonly from?: number
  readonly size?: number
  /** `any`: deleted or not. Default false. */
  readonly deleted?: boolean | 'any'
  /** Exact filters; several values of one facet are alternatives. */
  readonly facets?: Readonly<Partial<Record<FacetName, readonly string[]>>>
  /** An Elasticsearch query. A clause that is not supported is refused by name. */
  readonly queryFilter?: unknown
  /** The same, but aggregations don't see it. */
  readonly postFilter?: unknown
  /** Exact match of one indexed member, `*` as wildcard (the clients' `fieldQuery`). */
  readonly field?: { readonly name: string; readonly value: string }
  /** Default: the best first. */
  readonly sort?: SortKey | readonly SortKey[]
  /** `sort` of the last hit of the page before. */
  readonly searchAfter?: readonly string[]
  /** Counts the facets, each without its own filter. */
  readonly withFacets?: boolean
  readonly aggregations?: Aggregations
  /** Counts all matches; false or a number stops there. Default 1,000. */
  readonly trackTotalHits?: boolean | number
  /** Default: everything. */
  readonly visible?: Visibility
}

export type FacetName =
  | 'entityType'
  | 'service'
  | 'serviceType'
  | 'database'
  | 'databaseSchema'
  | 'tag'
  | 'owner'
  | 'tier'
  | 'tableType'

export interface SearchHit {
  readonly id: string
  readonly index: string
  readonly score: number
  /** The entity as everybody who may see it reads it, with its links, tags and `entityType`. */
  readonly source: Readonly<Record<string, unknown>>
  /** Matched words in `<em>`, by member; the text around is HTML-escaped. */
  readonly highlight?: Readonly<Record<string, readonly string[]>>
  readonly sort?: readonly string[]
}

export interface SearchAnswer {
  readonly total: number
  /** `gte`: there are more than were counted. */
  readonly totalRelation: 'eq' | 'gte'
  readonly hits: readonly SearchHit[]
  readonly facets?: Readonly<
    Partial<Record<FacetName, readonly { readonly value: string; readonly count: number }[]>>
  >
  /** The counts of the facets are scaled from a random part of many matches. */
  readonly facetsEstimated?: boolean
  /** In Elasticsearch's shape, by the names that were asked for. */
  readonly aggregations?: Readonly<Record<string, unknown>>
}

export interface SearchBackend {
  /** @throws problem `parameter-invalid` on a query, filter, sort field or window that is not understood */
  search(query: SearchQuery): Promise<SearchAnswer>
  /** Names and titles that begin with what was typed; best first. */
  suggest(
    prefix: string,
    query: Pick<SearchQuery, 'index' | 'size' | 'visible'>,
  ): Promise<readonly SearchHit[]>
  /** Those of the given entities that may be seen. */
  seen(ids: readonly string[], visible: Visibility): Promise<ReadonlySet<string>>
  /** Makes documents anew, of one type or of every type whose documents would look different now. Answers how many. */
  rebuild(type?: string): Promise<number>
  /** Of a backend that hears of changes after they are committed; undefined where documents are written with their entities. */
  readonly feed?: SearchFeed
}

/** How a backend outside of the database keeps up with it. */
export interface SearchFeed {
  /** Prepares the index, and has every change noted from here on. */
  start(): Promise<void>
  /** Tells the backend of changes until the signal; of several processes one does. Failures are retried for ever. */
  run(signal: AbortSignal): Promise<void>
  /** Returns when everything that was committed before is found. */
  drain(): Promise<void>
  /** Whether the index has held the whole catalog once. Until then searches are answered by PostgreSQL. */
  isFilled(): Promise<boolean>
  /** Changes that the backend has not heard of, and since when the oldest of them waits. */
  lag(): Promise<{ readonly waiting: number; readonly oldestMs: number }>
}
