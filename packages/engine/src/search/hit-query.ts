/** What a page of hits and their count are asked and answered with, and the statement of pages in the order of members. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition } from './condition.ts'
import { type FacetGroup, facetColumn, facetGroups } from './facet-counts.ts'
import type { HitRow } from './hit.ts'
import { Parameters } from './parameters.ts'
import { comparableName } from './ranking.ts'
import type { SearchRequest, SearchWindow } from './search-request.ts'
import { orderingOf } from './sorting.ts'

export interface Wanted extends SearchWindow {
  readonly text: Condition
  /** Everything else that a hit has to meet. */
  readonly filter: Condition
  readonly exactNames: SearchRequest['exactNames']
  /** The facets of the matches are wanted as well. */
  readonly withFacets: boolean
}

export interface Found {
  /** What the words of the query were taken for. */
  readonly text: Condition
  readonly rows: readonly HitRow[]
  /** Up to `countTo + 1`. */
  readonly matches: number
  /** Of all matches; undefined where there are more than were counted, or nobody asked. */
  readonly facets: readonly FacetGroup[] | undefined
}

/** @param most - placeholder of how many matches have their facets counted; undefined where nobody asked */
export function shown(most: string | undefined): string {
  const counted = most
    ? `case when matches.count < ${most} and page.place is not distinct from (select min(place) from page)
            then ${facetGroups('matched')} end`
    : 'null::json'
  return `
select page.entity_id, page.score, page.sort_values, d.entity_type, d.facts, entity.doc, matches.count, ${counted} as facets
  from matches left join page on true
  left join search_document d on d.entity_id = page.entity_id
  left join entity on entity.id = page.entity_id
 order by page.place`
}

type Row = { [K in keyof HitRow]: HitRow[K] | null } & {
  readonly count: string
  readonly facets: readonly FacetGroup[] | null
}

export async function run(tx: Tx, text: string, parameters: Parameters, wanted: Wanted): Promise<Found> {
  const { rows } = await tx.query<Row>(text, parameters.values)
  const matches = Number(rows[0]?.count ?? 0)
  const facets =
    matches > wanted.countTo ? undefined : (rows.find((row) => row.facets !== null)?.facets ?? undefined)
  const found = rows.flatMap(({ entity_id, entity_type, facts, doc, score, sort_values }) =>
    // A document whose entity was deleted by a transaction that has just ended.
    entity_id === null || entity_type === null || facts === null || doc === null
      ? []
      : [{ entity_id, entity_type, facts, doc, score: score ?? 0, sort_values }],
  )
  return {
    text: wanted.text,
    rows: found,
    matches,
    facets,
  }
}

export function columnsOf(wanted: Wanted): string {
  return wanted.withFacets ? facetColumn : ''
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
    wanted,
  )
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
