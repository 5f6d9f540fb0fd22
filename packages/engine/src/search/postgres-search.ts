/** The search backend on PostgreSQL: full text for words, trigrams for typing errors, columns for facets. */
import { problem, type Registry } from '@waymark/spec'
import type { Database } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition, everything, plainWords } from './condition.ts'
import { type ChosenFacet, chosenFacets, countGroups, type FacetGroup } from './facet-counts.ts'
import { countFacets } from './facets.ts'
import { memberPath } from './field-names.ts'
import { createHighlighter } from './highlight.ts'
import { type HitRow, hitOf, sourceOf } from './hit.ts'
import { type Found, findsAny, namesLike, sortedHits, type Wanted } from './hit-query.ts'
import { createIndexNames } from './index-names.ts'
import { Parameters } from './parameters.ts'
import { aggregate } from './postgres-aggregations.ts'
import { preparing } from './prepared.ts'
import { parseQueryFilter } from './query-filter.ts'
import { parseQuery } from './query-syntax.ts'
import { rankedHits } from './ranked-hits.ts'
import type { SearchAnswer, SearchBackend, SearchQuery } from './search-contract.ts'
import { pickSource } from './source-filter.ts'
import { visibleCondition } from './visibility.ts'
import { words } from './words.ts'

const deepestWindow = 10_000
const mostHits = 1000
/** Counting is what a search for a common word spends most on; whoever needs more says so. */
const countedByDefault = 1000
const mostCounted = 10_000_000

/** What the composition does for search: it knows the entities, search does not. */
export interface SearchParts {
  readonly rebuild: (type?: string) => Promise<number>
}

export function createPostgresSearch(
  database: Database,
  registry: Registry,
  parts: SearchParts,
): SearchBackend {
  const names = createIndexNames(registry)
  const prepared = preparing(database)
  const searched = registry.all.filter((one) => one.search !== undefined).map((one) => one.type)

  /** Text and filters apart: names are ranked by the text alone, and facets are counted without their own filter. */
  const conditionsOf = (query: SearchQuery) => {
    const { deleted = false, field } = query
    const filters: Condition[] = [visibleCondition(query.visible, names.typesOf(query.index), searched)]
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
      text: query.q === undefined ? everything : parseQuery(query.q),
      filter: allOf(filters),
      facets: chosenFacets(query.facets),
      post: query.postFilter === undefined ? everything : parseQueryFilter(query.postFilter),
    }
  }

  const find = async (wanted: Wanted): Promise<Found> => {
    const byScore = wanted.sort.every(({ field }) => field === '_score')
    const isText = plainWords(wanted.text).length > 0
    return byScore && isText ? await rankedHits(prepared, wanted) : await sortedHits(database, wanted)
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
    const { rows, matches } = await find({
      ...windowOf({ size }),
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

  const search = async (query: SearchQuery): Promise<SearchAnswer> => {
    const window = windowOf(query)
    const asked = conditionsOf(query)
    const { facets } = asked
    const [text, filter, post] = [
      await settleFuzzy(asked.text),
      await settleFuzzy(asked.filter),
      await settleFuzzy(asked.post),
    ]
    const after = allOf([...facets.map((facet) => facet.condition), post])
    const exactNames = exactNamesOf(query)
    const withFacets = query.withFacets === true
    let found = await find({ ...window, text, filter: allOf([filter, after]), exactNames, withFacets })
    let base = allOf([filter, found.text])
    const typed = plainWords(asked.text).map(({ word }) => word)
    // What is found without the chosen facets was typed right.
    const isKnown = async () => facets.length > 0 && (await findsAny(prepared, base))
    if (found.matches === 0 && text.kind === 'words' && typed.length > 0 && !(await isKnown())) {
      const similar = await database.transaction((tx) => namesLike(tx, typed.join(' ')))
      if (similar.length > 0) {
        const meant: Condition = { kind: 'equals', field: 'id', values: similar }
        base = allOf([filter, meant])
        found = await find({
          ...window,
          text: everything,
          filter: allOf([base, after]),
          exactNames,
          withFacets,
        })
      }
    }
    const exceeds = found.matches > window.countTo
    return {
      total: exceeds ? window.countTo : found.matches,
      totalRelation: exceeds ? 'gte' : 'eq',
      hits: hitsOf(found.rows, typed),
      ...(withFacets ? await facetsOf(allOf([base, post]), facets, found.facets) : {}),
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
    base: Condition,
    chosen: readonly ChosenFacet[],
    found: readonly FacetGroup[] | undefined,
  ) => {
    if (found !== undefined && chosen.length === 0) return { facets: countGroups(found, []) }
    const counted = await countFacets(prepared, base, chosen, found)
    return { facets: counted.facets, ...(counted.estimated ? { facetsEstimated: true } : {}) }
  }

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
      const where = compile(visibleCondition(visible, undefined, searched), parameters)
      const { rows } = await database.query<{ entity_id: string }>(
        `select entity_id from search_document where entity_id = any(${parameters.add(ids)}::uuid[]) and ${where}`,
        parameters.values,
      )
      return new Set(rows.map((row) => row.entity_id))
    },
    rebuild: parts.rebuild,
  }
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
function windowOf(query: SearchQuery): Pick<Wanted, 'from' | 'size' | 'sort' | 'after' | 'countTo'> {
  const { size = 10, from = 0, sort = [], searchAfter, trackTotalHits } = query
  if (!Number.isInteger(size) || size < 0 || size > mostHits)
    refuse('size', `a whole number from 0 to ${mostHits}.`)
  if (!Number.isInteger(from) || from < 0 || from + size > deepestWindow) {
    refuse('from', `a whole number; from + size at most ${deepestWindow}. Go further with search_after.`)
  }
  const after = searchAfter && searchAfter.length > 0 ? searchAfter : undefined
  if (after && from > 0) refuse('from', '0 together with search_after.')
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
