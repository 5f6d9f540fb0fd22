/** The search backend on PostgreSQL: full text for words, trigrams for typing errors, columns for facets. */
import type { Registry } from '@waymark/spec'
import type { Database } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition, everything, plainWords } from './condition.ts'
import { type ChosenFacet, countGroups, type FacetGroup } from './facet-counts.ts'
import { countFacets, type Looked, lookAt } from './facets.ts'
import { createHighlighter } from './highlight.ts'
import { type HitRow, hitOf, sourceOf } from './hit.ts'
import { type Found, namesLike, sortedHits, type Wanted } from './hit-query.ts'
import { Parameters } from './parameters.ts'
import { aggregate } from './postgres-aggregations.ts'
import { preparing } from './prepared.ts'
import { createRanking } from './ranked-hits.ts'
import type { SearchAnswer, SearchBackend, SearchQuery } from './search-contract.ts'
import { createSearchRequests, totalOf } from './search-request.ts'
import { pickSource } from './source-filter.ts'
import { words } from './words.ts'

/** What the composition does for search: it knows the entities, search does not. */
export interface SearchParts {
  readonly rebuild: (type?: string) => Promise<number>
}

export function createPostgresSearch(
  database: Database,
  registry: Registry,
  parts: SearchParts,
): SearchBackend {
  const requests = createSearchRequests(registry)
  const { names } = requests
  const prepared = preparing(database)
  const ranked = createRanking(prepared)

  const find = async (wanted: Wanted): Promise<Found> => {
    const byScore = wanted.sort.every(({ field }) => field === '_score')
    const isText = plainWords(wanted.text).length > 0
    return byScore && isText ? await ranked(wanted) : await sortedHits(database, wanted)
  }

  /** Words with typing errors become the names that are like them. */
  const settleFuzzy = async (condition: Condition): Promise<Condition> => {
    switch (condition.kind) {
      case 'fuzzy': {
        const similar = await database.transaction((tx) => namesLike(tx, condition.word))
        return { kind: 'equals', field: 'id', values: similar }
      }
      case 'not':
        return { ...condition, of: await settleFuzzy(condition.of) }
      case 'all':
      case 'any':
        return { ...condition, of: await Promise.all(condition.of.map(settleFuzzy)) }
      default:
        return condition
    }
  }

  const hitsOf = (rows: readonly HitRow[], typed: readonly string[]) => {
    const highlight = createHighlighter(typed)
    return rows.map((row) =>
      hitOf(registry.byType(row.entity_type), names.indexOf(row.entity_type), row, highlight),
    )
  }

  const topHits = async (where: Condition, size: number, source: readonly string[]) => {
    const { window } = requests.parse({ size })
    const { rows, matches } = await find({
      ...window,
      text: everything,
      filter: where,
      exactNames: [],
      withFacets: false,
    })
    const hits = rows.map((row) => ({
      _index: names.indexOf(row.entity_type),
      _id: row.entity_id,
      _score: row.score,
      _source: pickSource(sourceOf(registry.byType(row.entity_type), row), source, []),
    }))
    return { total: { value: matches, relation: 'eq' }, hits }
  }

  const answer = async (query: SearchQuery): Promise<SearchAnswer> => {
    const asked = requests.parse(query)
    const { facets, window, exactNames } = asked
    const [text, filter, post] = [
      await settleFuzzy(asked.text),
      await settleFuzzy(asked.filter),
      await settleFuzzy(asked.post),
    ]
    const after = allOf([...facets.map((facet) => facet.condition), post])
    const withFacets = query.withFacets === true
    let found = await find({ ...window, text, filter: allOf([filter, after]), exactNames, withFacets })
    let base = allOf([filter, found.text])
    const typed = plainWords(asked.text).map(({ word }) => word)
    let looked: Looked | undefined
    /** Matches beside the chosen facets. */
    const look = async () => {
      looked ??= await lookAt(prepared, allOf([base, post]))
      return looked
    }
    // What is found without the chosen facets was typed right.
    const isKnown = async () => facets.length > 0 && (await look()).groups.length > 0
    if (found.matches === 0 && text.kind === 'words' && typed.length > 0 && !(await isKnown())) {
      const similar = await database.transaction((tx) => namesLike(tx, typed.join(' ')))
      if (similar.length > 0) {
        const meant: Condition = { kind: 'equals', field: 'id', values: similar }
        base = allOf([filter, meant])
        looked = undefined
        found = await find({
          ...window,
          text: everything,
          filter: allOf([base, after]),
          exactNames,
          withFacets,
        })
      }
    }
    return {
      ...totalOf(found.matches, window),
      hits: hitsOf(found.rows, typed),
      ...(withFacets ? await facetsOf(look, facets, found.facets) : {}),
      ...(query.aggregations
        ? {
            aggregations: await aggregate(
              database,
              allOf([base, ...facets.map((facet) => facet.condition)]),
              query.aggregations,
              topHits,
            ),
          }
        : {}),
    }
  }

  /** Facets are counted without their own filter, so where one is chosen the matches are not all there is to count. */
  const facetsOf = async (
    look: () => Promise<Looked>,
    chosen: readonly ChosenFacet[],
    found: readonly FacetGroup[] | undefined,
  ) => {
    if (found !== undefined && chosen.length === 0) return { facets: countGroups(found, []) }
    const counted = countFacets(await look(), chosen, found)
    return { facets: counted.facets, ...(counted.estimated ? { facetsEstimated: true } : {}) }
  }

  const search = (query: SearchQuery) => database.inTurn(() => answer(query))

  return {
    search,
    async suggest(prefix, query) {
      const typed = words(prefix)
      if (typed.length === 0) return []
      const { hits } = await search({ ...query, q: typed.join(' '), trackTotalHits: false })
      return hits
    },
    async seen(ids, visible) {
      const parameters = new Parameters()
      const where = compile(requests.visible({ visible }), parameters)
      const { rows } = await database.query<{ entity_id: string }>(
        `select entity_id from search_document where entity_id = any(${parameters.add(ids)}::uuid[]) and ${where}`,
        parameters.values,
      )
      return new Set(rows.map((row) => row.entity_id))
    },
    rebuild: parts.rebuild,
  }
}
