/** The search backend on OpenSearch: it finds and counts; what a hit shows is read from PostgreSQL. */
import type { Registry } from '@waymark/spec'
import type { Database } from '../../database.ts'
import { type Condition, plainWords } from '../condition.ts'
import { createHighlighter } from '../highlight.ts'
import { type HitRow, hitOf, sourceOf } from '../hit.ts'
import type { SearchAnswer, SearchBackend, SearchFeed, SearchHit, SearchQuery } from '../search-contract.ts'
import { createSearchRequests, totalOf } from '../search-request.ts'
import { pickSource } from '../source-filter.ts'
import { words } from '../words.ts'
import { askFor, readFacets } from './ask.ts'
import { type ReadTopHits, readAggregations, topHitIds } from './compile-aggregations.ts'
import { likeName } from './compile-query.ts'
import { type Json, type OpenSearchClient, OpenSearchError } from './open-search-client.ts'

interface Found {
  readonly hits: {
    readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' }
    readonly hits: readonly {
      readonly _id: string
      readonly _score: number | null
      readonly sort: readonly (string | number | null)[]
    }[]
  }
  readonly aggregations?: Json
}

type Shown = Pick<HitRow, 'entity_id' | 'entity_type' | 'facts' | 'doc'>

const selectShown = `
select d.entity_id, d.entity_type, d.facts, entity.doc
  from search_document d join entity on entity.id = d.entity_id
 where d.entity_id = any($1::uuid[])`

/** After a failure PostgreSQL answers for so long before OpenSearch is asked again. */
const restMs = 5000

export interface OpenSearchParts {
  readonly database: Database
  readonly registry: Registry
  readonly client: OpenSearchClient
  readonly alias: string
  readonly feed: SearchFeed
  /** Answers while the index is not filled or OpenSearch is away, and whatever needs no text. */
  readonly postgres: SearchBackend
  readonly now: () => number
  /** Told when OpenSearch can't answer, once each time it goes away. */
  readonly warn: (error: OpenSearchError) => void
}

export function createOpenSearch(parts: OpenSearchParts): SearchBackend {
  const { database, registry, client, alias, feed, postgres, now, warn } = parts
  const requests = createSearchRequests(registry)
  let restUntilMs = 0

  const shown = async (ids: readonly string[]): Promise<ReadonlyMap<string, Shown>> => {
    if (ids.length === 0) return new Map()
    const { rows } = await database.query<Shown>({ name: 'search-shown', text: selectShown, values: [ids] })
    return new Map(rows.map((row) => [row.entity_id, row]))
  }

  const ask = async (body: Json): Promise<Found> =>
    (await client.request('POST', `${alias}/_search?rest_total_hits_as_int=false`, body)) as unknown as Found // its documented answer

  const find = async (query: SearchQuery): Promise<SearchAnswer> => {
    const request = requests.parse(query)
    const { window, filter } = request
    const { aggregations, withFacets = false } = query
    const typed = plainWords(request.text).map(({ word }) => word)
    const body = askFor(request, { text: request.text, filter, aggregations, withFacets }, now())
    let found = await ask(body)
    if (found.hits.total.value === 0 && request.text.kind === 'words' && typed.length > 0) {
      if (request.facets.length === 0 || !(await isKnown(request.text, filter))) {
        // Nothing is called like that: names that are nearly called like it.
        const { function_score: _typed, ...rest } = askFor(
          request,
          { text: { kind: 'everything' }, filter, aggregations, withFacets },
          now(),
        ) as { readonly function_score?: unknown; readonly query: Json }
        const similar = { bool: { must: [likeName(typed.join(' ')), rest.query] } }
        found = await ask({ ...rest, query: similar, sort: [{ _score: 'desc' }, { fqn: 'asc' }] })
      }
    }
    const { hits } = found.hits
    const documents = await shown([...hits.map(({ _id }) => _id), ...topHitIds(found.aggregations?.asked)])
    const highlight = createHighlighter(typed)
    return {
      ...totalOf(found.hits.total.value + (found.hits.total.relation === 'gte' ? 1 : 0), window),
      hits: hits.flatMap(({ _id, _score, sort }): SearchHit[] => {
        const row = documents.get(_id)
        // Deleted since OpenSearch heard of it.
        if (row === undefined) return []
        const sort_values = window.sort.length === 0 ? null : sort.map(String)
        const hit = { ...row, score: _score ?? 1, sort_values }
        return [
          hitOf(registry.byType(row.entity_type), requests.names.indexOf(row.entity_type), hit, highlight),
        ]
      }),
      ...(withFacets && found.aggregations ? { facets: readFacets(found.aggregations) } : {}),
      ...(aggregations
        ? { aggregations: readAggregations(aggregations, askedOf(found), topHitsOf(documents)) }
        : {}),
    }
  }

  const askedOf = ({ aggregations }: Found): Json => (aggregations?.asked ?? {}) as Json // asked for by askFor

  const isKnown = async (text: Condition, filter: Condition): Promise<boolean> => {
    const request = requests.parse({ size: 0, trackTotalHits: 1 })
    const asked = { text, filter, aggregations: undefined, withFacets: false }
    return (await ask(askFor(request, asked, now()))).hits.total.value > 0
  }

  const topHitsOf =
    (documents: ReadonlyMap<string, Shown>): ReadTopHits =>
    (total, hits, source) => ({
      total: { value: total, relation: 'eq' },
      hits: hits.flatMap(({ id, score }) => {
        const row = documents.get(id)
        if (row === undefined) return []
        const _source = pickSource(sourceOf(registry.byType(row.entity_type), row), source, [])
        return [{ _index: requests.names.indexOf(row.entity_type), _id: id, _score: score, _source }]
      }),
    })

  const search = async (query: SearchQuery): Promise<SearchAnswer> => {
    if (now() < restUntilMs || !(await feed.isFilled())) return await postgres.search(query)
    try {
      return await find(query)
    } catch (error) {
      if (!(error instanceof OpenSearchError)) throw error
      restUntilMs = now() + restMs
      warn(error)
      return await postgres.search(query)
    }
  }

  return {
    search,
    async suggest(prefix, query) {
      const typed = words(prefix)
      if (typed.length === 0) return []
      const { hits } = await search({ ...query, q: typed.join(' '), trackTotalHits: false })
      return hits
    },
    seen: postgres.seen,
    rebuild: postgres.rebuild,
    feed,
  }
}
