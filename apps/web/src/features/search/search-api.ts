/** Asks the search API and reads its Elasticsearch-shaped answer. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { SearchAnswer } from '@waymark/client'
import type { EntityReference, TagLabel } from '@waymark/spec'
import { call, query } from '../../api/http.ts'
import { type FacetName, facetNames, resultsPerPage, type SearchState } from './search-state.ts'

/** The members of a hit's `_source` that the pages show. */
export interface HitSource {
  readonly id: string
  readonly name: string
  readonly displayName?: string
  readonly fullyQualifiedName: string
  readonly description?: string
  readonly entityType: string
  readonly updatedAt?: number
  readonly owners?: readonly EntityReference[]
  readonly tags?: readonly TagLabel[]
  readonly tier?: { readonly tagFQN: string }
  readonly service?: EntityReference
  readonly serviceType?: string
  readonly tableType?: string
}

export interface Hit {
  readonly source: HitSource
  readonly highlight: Readonly<Record<string, readonly string[]>>
}

export interface Bucket {
  readonly value: string
  readonly count: number
}

export interface Results {
  readonly total: number
  /** There are more than were counted. */
  readonly isMore: boolean
  readonly hits: readonly Hit[]
  readonly facets: Readonly<Partial<Record<FacetName, readonly Bucket[]>>>
}

function resultsOf(answer: SearchAnswer): Results {
  const facets: Partial<Record<FacetName, Bucket[]>> = {}
  for (const [key, { buckets }] of Object.entries(answer.aggregations ?? {})) {
    // Elasticsearch's clients write the kind of an aggregation before its name: `sterms#service`.
    const name = facetNames.find((facet) => facet === key.slice(key.indexOf('#') + 1))
    if (name) facets[name] = buckets.map((bucket) => ({ value: bucket.key, count: bucket.doc_count }))
  }
  return {
    total: answer.hits.total.value,
    isMore: answer.hits.total.relation === 'gte',
    hits: answer.hits.hits.map((hit) => ({
      // The search document's common members; the server writes them for every type.
      source: hit._source as unknown as HitSource,
      highlight: hit.highlight ?? {},
    })),
    facets,
  }
}

/** Indexes of what people describe and own; persons, teams and tags are left out. */
const assetIndexes =
  'table_search_index,database_schema_search_index,database_search_index,database_service_search_index'

/** Only assets that lack something, as the bool query that the API takes; a missing description is an empty one there. */
function gapFilter({ missing }: SearchState): string | undefined {
  if (missing === undefined) return undefined
  const bool =
    missing === 'description'
      ? { must: [{ term: { description: '' } }] }
      : { must_not: [{ exists: { field: missing } }] }
  return JSON.stringify({ query: { bool } })
}

/** Facets go as parameters of their own name: each is counted as if it were not chosen itself. */
export function searchPath(state: SearchState, size: number): string {
  return `search/query${query({
    q: state.q,
    index: state.missing ? assetIndexes : 'all',
    from: (state.page - 1) * size,
    size,
    facets: true,
    ...state.chosen,
    query_filter: gapFilter(state),
    sort_field: state.sort === 'updated' ? 'updatedAt' : undefined,
    sort_order: state.sort === 'updated' ? 'desc' : undefined,
  })}`
}

export async function runSearch(state: SearchState, size: number, signal?: AbortSignal): Promise<Results> {
  return resultsOf((await call<SearchAnswer>(searchPath(state, size), signal ? { signal } : {})).data)
}

export function searchQuery(state: SearchState, size = resultsPerPage) {
  return queryOptions({
    queryKey: ['search', state, size],
    queryFn: ({ signal }) => runSearch(state, size, signal),
    placeholderData: keepPreviousData,
  })
}
