/** What a search asks for, parsed and checked before any backend answers it. */
import { problem, type Registry } from '@waymark/spec'
import { allOf, type Condition, everything } from './condition.ts'
import { inParameter } from './dsl-members.ts'
import { type ChosenFacet, chosenFacets } from './facet-counts.ts'
import { memberPath } from './field-names.ts'
import { createIndexNames, type IndexNames } from './index-names.ts'
import { parseQueryFilter } from './query-filter.ts'
import { parseQuery } from './query-syntax.ts'
import type { SearchAnswer, SearchQuery, SortKey } from './search-contract.ts'
import { visibleCondition } from './visibility.ts'

const deepestWindow = 10_000
const mostHits = 1000
/** Counting is what a search for a common word spends most on; whoever needs more says so. */
const countedByDefault = 1000
const mostCounted = 10_000_000

export interface SearchWindow {
  readonly from: number
  readonly size: number
  /** Empty: the best first. */
  readonly sort: readonly SortKey[]
  readonly after: readonly string[] | undefined
  /** Matches are counted up to here. */
  readonly countTo: number
}

/** Text and filters apart: names are ranked by the text alone, and facets are counted without their own filter. */
export interface SearchRequest {
  readonly window: SearchWindow
  readonly text: Condition
  readonly filter: Condition
  readonly facets: readonly ChosenFacet[]
  /** Hits have to meet it; aggregations don't see it. */
  readonly post: Condition
  /** Names that are asked for letter by letter: they stand before others that differ in case only. */
  readonly exactNames: readonly string[]
}

export interface SearchRequests {
  readonly names: IndexNames
  /** What may be seen, whatever is asked. */
  visible(query: Pick<SearchQuery, 'visible' | 'index'>): Condition
  /** @throws problem `parameter-invalid` on a query, filter or window that is not understood */
  parse(query: SearchQuery): SearchRequest
}

export function createSearchRequests(registry: Registry): SearchRequests {
  const names = createIndexNames(registry)
  const searched = registry.all.filter((one) => one.search !== undefined).map((one) => one.type)
  const visible: SearchRequests['visible'] = (query) =>
    visibleCondition(query.visible, names.typesOf(query.index), searched)
  return {
    names,
    visible,
    parse(query) {
      const { deleted = false, field } = query
      const window = windowOf(query)
      const filters: Condition[] = [visible(query)]
      if (deleted !== 'any') filters.push({ kind: 'equals', field: 'deleted', values: [String(deleted)] })
      if (query.queryFilter !== undefined) filters.push(parseQueryFilter(query.queryFilter))
      if (field) {
        const { name, value } = field
        filters.push(
          value.includes('*')
            ? { kind: 'wildcard', field: name, pattern: value }
            : { kind: 'equals', field: name, values: [value] },
        )
      }
      return {
        window,
        text: query.q === undefined ? everything : parseQuery(query.q),
        filter: allOf(filters),
        facets: chosenFacets(query.facets),
        post:
          query.postFilter === undefined
            ? everything
            : inParameter('post_filter', () => parseQueryFilter(query.postFilter)),
        exactNames: exactNamesOf(query),
      }
    },
  }
}

/** @param matches - up to one more than are counted */
export function totalOf(
  matches: number,
  { countTo }: SearchWindow,
): Pick<SearchAnswer, 'total' | 'totalRelation'> {
  return matches > countTo
    ? { total: countTo, totalRelation: 'gte' }
    : { total: matches, totalRelation: 'eq' }
}

/** Letter by letter where the whole name is asked for: of `Orders` and `orders` the right one stands first. */
function exactNamesOf({ field, queryFilter }: SearchQuery): readonly string[] {
  const found: string[] = []
  if (field && memberPath(field.name) === 'fullyQualifiedName') found.push(field.value)
  const collect = (condition: Condition): void => {
    if (condition.kind === 'equals' && memberPath(condition.field) === 'fullyQualifiedName')
      found.push(...condition.values)
    if (condition.kind === 'all') condition.of.forEach(collect)
  }
  if (queryFilter !== undefined) collect(parseQueryFilter(queryFilter))
  return found
}

function refuse(parameter: string, expected: string): never {
  throw problem('parameter-invalid', { parameter, expected })
}

/** @throws problem `parameter-invalid` for a window that is too wide or too deep */
function windowOf(query: SearchQuery): SearchWindow {
  const { size = 10, from = 0, sort = [], searchAfter, trackTotalHits } = query
  if (!Number.isInteger(size) || size < 0 || size > mostHits)
    refuse('size', `a whole number from 0 to ${mostHits}.`)
  if (!Number.isInteger(from) || from < 0 || from + size > deepestWindow) {
    refuse('from', `a whole number; from + size at most ${deepestWindow}. Go further with search_after.`)
  }
  const after = searchAfter && searchAfter.length > 0 ? searchAfter : undefined
  if (after && from > 0) refuse('from', '0 together with search_after.')
  if (typeof trackTotalHits === 'number' && !(Number.isInteger(trackTotalHits) && trackTotalHits >= 0))
    refuse('track_total_hits', 'true, false, or the whole number to count to.')
  const counted = trackTotalHits === undefined ? countedByDefault : trackTotalHits
  return {
    from,
    size,
    sort: Array.isArray(sort) ? sort : [sort as Exclude<typeof sort, readonly unknown[]>], // an array or one key
    after,
    countTo:
      counted === true ? mostCounted : counted === false ? from + size : Math.min(counted, mostCounted),
  }
}
