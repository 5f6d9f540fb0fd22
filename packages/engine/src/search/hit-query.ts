/** The statements that find a page of hits and count what there is. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition } from './condition.ts'
import { type FacetRow, facetColumns, facetCounts } from './facet-counts.ts'
import type { HitRow } from './hit.ts'
import { Parameters } from './parameters.ts'
import { comparableName, inNames, nameScore, typedName, wordScore } from './ranking.ts'
import type { SortKey } from './search-contract.ts'
import { orderingOf } from './sorting.ts'

export interface Wanted {
  readonly text: Condition
  /** Everything else that a hit has to meet. */
  readonly filter: Condition
  readonly from: number
  readonly size: number
  /** Empty: the best first. */
  readonly sort: readonly SortKey[]
  readonly after: readonly string[] | undefined
  /** Names that are asked for letter by letter: they stand before others that differ in case only. */
  readonly exactNames: readonly string[]
  /** Matches are counted up to here. */
  readonly countTo: number
  /** The facets of the matches are wanted as well. */
  readonly withFacets: boolean
}

export interface Found {
  readonly rows: readonly HitRow[]
  /** Up to `countTo + 1`. */
  readonly matches: number
  /** Of all matches; undefined where there are more than were counted, or nobody asked. */
  readonly facets: readonly FacetRow[] | undefined
}

/** Documents that are ranked one by one, of each kind: found by name, found by any word. */
const candidates = 400
/** Documents found by name that are counted instead of all matches. */
const namesCounted = 1001

/** @param most - placeholder of how many matches have their facets counted; undefined where nobody asked */
function shown(most: string | undefined): string {
  const counted = most
    ? `case when matches.count < ${most} and page.place is not distinct from (select min(place) from page)
            then (select coalesce(jsonb_agg(jsonb_build_array(facet, value, count)), '[]') from (${facetCounts('matched', [])}) as f) end`
    : 'null::jsonb'
  return `
select page.entity_id, page.score, page.sort_values, d.entity_type, d.facts, entity.doc, matches.count, ${counted} as facets
  from matches left join page on true
  left join search_document d on d.entity_id = page.entity_id
  left join entity on entity.id = page.entity_id
 order by page.place`
}

type FacetTuple = readonly [facet: FacetRow['facet'], value: string, count: number]
type Row = { [K in keyof HitRow]: HitRow[K] | null } & {
  readonly count: string
  readonly facets: readonly FacetTuple[] | null
}

async function run(tx: Tx, text: string, parameters: Parameters, countTo: number): Promise<Found> {
  const { rows } = await tx.query<Row>(text, parameters.values)
  const matches = Number(rows[0]?.count ?? 0)
  const facets = matches > countTo ? undefined : rows.find((row) => row.facets !== null)?.facets
  const found = rows.flatMap(({ entity_id, entity_type, facts, doc, score, sort_values }) =>
    // A document whose entity was deleted by a transaction that has just ended.
    entity_id === null || entity_type === null || facts === null || doc === null
      ? []
      : [{ entity_id, entity_type, facts, doc, score: score ?? 0, sort_values }],
  )
  return {
    rows: found,
    matches,
    facets: facets?.map(([facet, value, count]) => ({ facet, value, count })),
  }
}

function columnsOf(wanted: Wanted): string {
  return wanted.withFacets ? facetColumns : ''
}

/** Hits in the order of members, or of names where nothing was typed. */
export async function sortedHits(tx: Tx, wanted: Wanted): Promise<Found> {
  const parameters = new Parameters()
  const where = compile(allOf([wanted.filter, wanted.text]), parameters)
  const isScored = wanted.sort.length > 0 && wanted.sort.every(({ field }) => field === '_score')
  const ordering = orderingOf(isScored ? [] : wanted.sort, parameters)
  const after = isScored ? wanted.after?.slice(1) : wanted.after
  const onward = after === undefined || after.length === 0 ? 'true' : ordering.after(after)
  const exact =
    wanted.exactNames.length === 0 ? '' : `(fqn = any(${parameters.add(wanted.exactNames)}::text[])) desc, `
  const values = isScored ? ['1', ...ordering.values] : ordering.values
  const sortValues =
    wanted.sort.length === 0
      ? 'null::text[]'
      : `array[${values.map((value) => `(${value})::text`).join(', ')}]`
  const limit = parameters.add(wanted.countTo + 1)
  return await run(
    tx,
    `with page as (
       select entity_id, 1::real as score, ${sortValues} as sort_values,
              row_number() over (order by ${exact}${ordering.orderBy}) as place
         from search_document where ${where} and ${onward}
        order by ${exact}${ordering.orderBy} limit ${parameters.add(wanted.size)} offset ${parameters.add(wanted.from)}),
     matched as materialized (select ${columnsOf(wanted)} from search_document where ${where} limit ${limit}),
     matches as (select count(*) from matched) ${shown(wanted.withFacets ? limit : undefined)}`,
    parameters,
    wanted.countTo,
  )
}

/**
 * The best hits first. A common word is in a third of all documents, and to rank each of them is what makes a search slow:
 * names answer first, and only a bounded number of other documents is ranked when they don't fill the page.
 */
export async function rankedHits(tx: Tx, wanted: Wanted): Promise<Found> {
  const parameters = new Parameters([], true)
  const filter = compile(wanted.filter, parameters)
  const where = `${compile(wanted.text, parameters)} and ${filter}`
  const names = inNames(wanted.text)
  const typed = `${parameters.add(typedName(wanted.text))}::text`
  const need = wanted.from + wanted.size + (wanted.after ? candidates : 0)
  const most = Math.max(candidates, need)
  const beyond = wanted.countTo + 1
  // So many names are found that they count for all matches; of a count that goes far they are a small part.
  const mostNames = Math.max(most, Math.min(beyond, namesCounted))
  const columns = 'entity_id, fqn, plain_name, boost'
  const named = names
    ? `(select ${columns} from search_document where lower(name) = replace(${typed}, ' ', '_') and ${filter} limit 50)
       union (select ${columns} from search_document where ${compile(names, parameters)} and ${filter} limit ${mostNames})`
    : `select ${columns} from search_document where false`
  const onward = afterScore(wanted.after, parameters)
  const sortValues = wanted.sort.length === 0 ? 'null::text[]' : 'array[score::text, fqn]'
  const shortest = parameters.add(need)
  const limit = parameters.add(beyond)
  const facets = wanted.withFacets ? `, ${facetColumns}` : ''
  // Names that fill the page leave only the count to the words, and a short list of words is its own count.
  return await run(
    tx,
    `with named as materialized (select entity_id, fqn, ${nameScore(typed)} as score from (${named}) as found),
     names as materialized (select count(*) as found, count(*) >= ${shortest} as fill_page from named),
     worded as materialized (
       select entity_id, fqn, ${wordScore(wanted.text, parameters)} as score${facets} from search_document
        where not (select fill_page from names) and ${where} limit ${most}),
     words as materialized (select count(*) as found from worded),
     ranked as (
       select entity_id, min(fqn) as fqn, max(score) as score
         from (select * from named union all select entity_id, fqn, score from worded) as both_kinds group by entity_id),
     page as (
       select entity_id, score, ${sortValues} as sort_values, row_number() over (order by score desc, fqn collate "C") as place
         from ranked where ${onward}
        order by score desc, fqn collate "C" limit ${parameters.add(wanted.size)} offset ${parameters.add(wanted.from)}),
     others as materialized (
       select ${columnsOf(wanted)} from search_document
        where (select names.found < ${limit} and (fill_page or words.found >= ${most}) from names, words) and ${where} limit ${limit}),
     matches as (
       select case when names.found >= ${limit} then names.found
                   when fill_page or words.found >= ${most} then (select count(*) from others)
                   else words.found end as count from names, words)${
                     wanted.withFacets
                       ? `,
     matched as (select ${facetColumns} from others union all
                 select ${facetColumns} from worded where (select not fill_page and words.found < ${most} from names, words))`
                       : ''
                   }
     ${shown(wanted.withFacets ? limit : undefined)}`,
    parameters,
    wanted.countTo,
  )
}

function afterScore(after: readonly string[] | undefined, parameters: Parameters): string {
  const [score, name] = after ?? []
  if (score === undefined || !/^-?[\d.]+(e[+-]?\d+)?$/i.test(score)) return 'true'
  const value = `${parameters.add(score)}::real`
  if (name === undefined) return `score < ${value}`
  return `(score < ${value} or (score = ${value} and fqn collate "C" > ${parameters.add(name)}::text))`
}

/** Similarity from which a name counts as a misspelling of the query. */
const typoSimilarity = '0.4'

/** Entities whose names are like what was typed; the nearest first. */
export async function namesLike(tx: Tx, typed: string): Promise<string[]> {
  await tx.query("select set_config('pg_trgm.word_similarity_threshold', $1, true)", [typoSimilarity])
  const { rows } = await tx.query<{ entity_id: string }>(
    `select entity_id from search_document where $1 <% lower(name)
      order by word_similarity($1, lower(name)) desc, ${comparableName} limit 100`,
    [typed],
  )
  return rows.map((row) => row.entity_id)
}
