/** One search as a request to OpenSearch: names before parts before prose, facets each without its own filter. */
import type { Aggregations } from '../aggregation.ts'
import { allOf, type Condition, plainWords } from '../condition.ts'
import type { ChosenFacet } from '../facet-counts.ts'
import { facetFields, facetLimit } from '../facet-counts.ts'
import { inNames, typedName } from '../ranking.ts'
import type { FacetName, SortKey } from '../search-contract.ts'
import type { SearchRequest } from '../search-request.ts'
import { checkAfter, checkedNumber, decidingKeys, isNumeric } from '../sorting.ts'
import { compileAggregations } from './compile-aggregations.ts'
import { compileQuery, valueField } from './compile-query.ts'
import type { Json } from './open-search-client.ts'

/** What stands for the value of a document that has none, so that it comes last. */
const noText = { asc: '\uFFFD', desc: '' } as const
const noNumber = { asc: 1e18, desc: -1e18 } as const

const byScore: readonly Json[] = [{ _score: 'desc' }, { fqn: 'asc' }]

/**
 * Hits found by their name stand above all others, whole names above beginnings, short ones above long ones; what is used and
 * important a little higher. The others are ranked by their words.
 */
function scored(text: Condition, filter: Json, exactNames: readonly string[], nowMs: number): Json {
  const typed = typedName(text)
  const names = inNames(text)
  const functions: Json[] = []
  if (exactNames.length > 0) functions.push({ filter: { terms: { fqn: exactNames } }, weight: 10_000 })
  if (typed !== '') {
    const used = { field_value_factor: { field: 'boost', factor: 2, missing: 0 } }
    functions.push({ filter: { match_all: {} }, ...used })
    const named = names && compileQuery(names, nowMs)
    if (named)
      functions.push(
        { filter: named, weight: 1000 },
        { filter: { term: { plain_name: typed } }, weight: 400 },
        { filter: { prefix: { plain_name: { value: typed } } }, weight: 400 },
        { filter: named, field_value_factor: { field: 'shortness', factor: 200, missing: 0 } },
        { filter: named, field_value_factor: { field: 'boost', factor: 200, missing: 0 } },
      )
  }
  return {
    function_score: {
      query: { bool: { must: [compileQuery(text, nowMs)], filter: [filter] } },
      functions,
      score_mode: 'sum',
      boost_mode: 'sum',
    },
  }
}

function sortOf({ field, order }: SortKey): Json {
  if (field === '_score') return { _score: order }
  const numeric = isNumeric(field)
  const { numbers, lower } = valueField(field)
  return {
    [numeric ? numbers : lower]: {
      order,
      mode: 'min',
      missing: numeric ? noNumber[order] : noText[order],
      unmapped_type: numeric ? 'double' : 'keyword',
    },
  }
}

/** The order of hits, and whether each says where in it it stands. */
function ordering(
  request: SearchRequest,
  isRanked: boolean,
): { readonly sort: readonly Json[]; readonly after?: readonly unknown[] } {
  const { sort: asked, after } = request.window
  const { keys, tie } = decidingKeys(asked)
  const sort = asked.length === 0 && isRanked ? byScore : [...keys.map(sortOf), { fqn: tie }]
  if (after === undefined) return { sort }
  checkAfter(after, keys.length)
  const values = after.map((value, at) => {
    const key = keys[at]
    return key !== undefined && (key.field === '_score' || isNumeric(key.field))
      ? Number(checkedNumber(value))
      : value
  })
  // Without the name behind them, everything with the same values counts as read.
  const last = tie === 'asc' ? '\uFFFF' : ''
  return { sort, after: values.length === keys.length ? [...values, last] : values }
}

export interface Asked {
  readonly text: Condition
  readonly filter: Condition
  readonly aggregations: Aggregations | undefined
  readonly withFacets: boolean
}

/** Each facet among what meets the other chosen ones. */
function facetsWanted(chosen: readonly ChosenFacet[], post: Condition, nowMs: number): Json {
  return Object.fromEntries(
    facetFields.map(([name, field]) => {
      const others = chosen.filter((facet) => facet.name !== name).map((facet) => facet.condition)
      const counted = { terms: { field: valueField(field).values, size: facetLimit } }
      return [
        `facet:${name}`,
        { filter: compileQuery(allOf([...others, post]), nowMs), aggs: { values: counted } },
      ]
    }),
  )
}

/** The body of a `_search`. */
export function askFor(request: SearchRequest, asked: Asked, nowMs: number): Json {
  const { window, facets, post, exactNames } = request
  const { text, filter, aggregations, withFacets } = asked
  const isRanked = plainWords(text).length > 0 || exactNames.length > 0
  const chosen = facets.map((facet) => facet.condition)
  const { sort, after } = ordering(request, isRanked)
  const aggs: Json = {
    ...(withFacets ? facetsWanted(facets, post, nowMs) : {}),
    ...(aggregations
      ? {
          asked: {
            filter: compileQuery(allOf(chosen), nowMs),
            aggs: compileAggregations(aggregations, nowMs),
          },
        }
      : {}),
  }
  return {
    query: scored(text, compileQuery(filter, nowMs), exactNames, nowMs),
    post_filter: compileQuery(allOf([...chosen, post]), nowMs),
    from: window.from,
    size: window.size,
    sort,
    ...(after ? { search_after: after } : {}),
    track_total_hits: Math.max(1, window.countTo),
    track_scores: true,
    _source: false,
    ...(Object.keys(aggs).length > 0 ? { aggs } : {}),
  }
}

interface FacetAnswer {
  readonly values: { readonly buckets: readonly { readonly key: string; readonly doc_count: number }[] }
}

/** Counts of the facets in the answer; those without any value are left out. */
export function readFacets(
  aggregations: Json,
): Partial<Record<FacetName, readonly { readonly value: string; readonly count: number }[]>> {
  return Object.fromEntries(
    facetFields.flatMap(([name]) => {
      const { values } = aggregations[`facet:${name}`] as FacetAnswer // asked for by askFor
      const counts = values.buckets.map(({ key, doc_count }) => ({ value: key, count: doc_count }))
      return counts.length === 0 ? [] : [[name, counts] as const]
    }),
  )
}
