/** Counts of the facets beside a search, each as if it were not chosen itself. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { type Condition, plainWords } from './condition.ts'
import {
  type ChosenFacet,
  type FacetRow,
  facetColumns,
  facetCounts,
  facetMembers,
  facetNames,
  flagOf,
  groupedFacets,
} from './facet-counts.ts'
import { memberOf } from './fields.ts'
import { Parameters } from './parameters.ts'
import type { SearchAnswer } from './search-contract.ts'
import { type Part, partTerm } from './terms.ts'

type Facets = NonNullable<SearchAnswer['facets']>

interface Counted {
  readonly facets: Facets
  readonly estimated: boolean
}

/** Documents that are looked at: every one of them, or those of a random part where that holds enough to go by. */
interface Level {
  readonly part: Part | undefined
  /** With fewer, the next level is counted. */
  readonly enough: number
}

/** Documents that say enough about all: a value that a tenth of them has is told within a fifth of its count. */
const enough = 250
/** No more than these are looked at, however many there are. */
const mostLooked = 2000

/** Each part is eight times the one before; of fewer matches than fill a part, all are looked at. */
const ofWords: readonly Level[] = [
  { part: 64, enough },
  { part: 8, enough },
  { part: undefined, enough: 0 },
]
/** Without words nearly everything matches, and the terms tell the parts. */
const ofEverything: readonly Level[] = [
  { part: 512, enough },
  { part: 64, enough },
  { part: 8, enough },
  { part: undefined, enough: 0 },
]

/** True for documents with one of the values, read off the facet's own column. */
function hasValue({ name, values }: ChosenFacet, parameters: Parameters): string {
  const column = memberOf(facetMembers[name]).column
  const wanted = parameters.add(values.map((value) => value.toLowerCase()))
  return column?.kind === 'array'
    ? `exists (select from unnest(${column.sql}) as item where lower(item) = any(${wanted}::text[]))`
    : `coalesce(lower(${column?.sql}) = any(${wanted}::text[]), false)`
}

/**
 * Documents of a part. Words have an index of each part that is a fraction of theirs (migration 0027), whose condition stands here
 * letter by letter; everything else asks the terms.
 */
function inPart(part: Part | undefined, hasWords: boolean, parameters: Parameters): string {
  if (part === undefined) return 'true'
  if (hasWords && part !== 512) return `(get_byte(uuid_send(entity_id), 15) & ${part - 1}) = 0`
  return `terms @> ${parameters.add([partTerm(part)])}::text[]`
}

type Row = FacetRow | { readonly facet: null; readonly value: string; readonly count: string }

/** Rows of every facet, and one without a facet: of which part (the value) how many documents were looked at. */
async function countParts(tx: Tx, base: Condition, chosen: readonly ChosenFacet[]): Promise<Row[]> {
  const hasWords = plainWords(base).length > 0
  const levels = hasWords ? ofWords : ofEverything
  const parameters = new Parameters([], hasWords)
  // Whether a document meets a chosen facet is found out once, not once per facet.
  const flags = chosen.map((one) => `${hasValue(one, parameters)} as ${flagOf(one)}`)
  const where = compile(base, parameters)
  const size = (at: number) => `(select count(*) from level_${at})`
  const isUsed = (at: number) => {
    const before = levels.slice(0, at).map((level, earlier) => `${size(earlier)} < ${level.enough}`)
    return before.length === 0 ? 'true' : before.join(' and ')
  }
  const looked = levels.map(
    ({ part }, at) => `level_${at} as materialized (
      select ${[facetColumns, ...flags].join(', ')} from search_document
       where ${isUsed(at)} and ${where} and ${inPart(part, hasWords, parameters)} limit ${mostLooked})`,
  )
  // A document that misses two of the chosen facets counts for none.
  const missed =
    chosen.length < 2 ? '' : ` and ${chosen.map((one) => `(not ${flagOf(one)})::int`).join(' + ')} < 2`
  const taken = levels.map(
    (level, at) => `select * from level_${at} where ${size(at)} >= ${level.enough}${missed}`,
  )
  const sizes = levels.map(
    (level, at) =>
      `select null, '${level.part ?? 1}', ${size(at)} where ${isUsed(at)} and ${size(at)} >= ${level.enough}`,
  )
  const { rows } = await tx.query<Row>(
    `with ${looked.join(', ')}, base as materialized (${taken.join(' union all ')})
     ${[facetCounts('base', chosen), ...sizes].join(' union all ')}`,
    parameters.values,
  )
  return rows
}

/**
 * Facets of a search whose matches are too many to count each of them, or narrowed by chosen facets.
 * @param base - what hits have to meet beside the chosen facets
 * @param exact - the facets of all that meets the chosen ones as well, where they were counted one by one
 */
export async function countFacets(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
  exact: readonly FacetRow[] | undefined,
): Promise<Counted> {
  const rows = await countParts(tx, base, chosen)
  const factor = Number(rows.find(({ facet }) => facet === null)?.value ?? 1)
  const beside = groupedFacets(
    rows.flatMap((row) => (row.facet === null ? [] : [row])),
    factor,
  )
  const estimated = factor > 1
  return { facets: exact && estimated ? withExact(beside, groupedFacets(exact), chosen) : beside, estimated }
}

/** A part may hold none of a few hits: what they have is counted one by one, and only what they lack is estimated. */
function withExact(beside: Facets, exact: Facets, chosen: readonly ChosenFacet[]): Facets {
  const facets: Record<string, Facets[keyof Facets]> = { ...beside }
  for (const name of facetNames) {
    const values = exact[name] ?? []
    // Of a chosen facet the hits know their own values only; the others stay as the part has them.
    const others = chosen.some((one) => one.name === name)
      ? (beside[name] ?? []).filter(({ value }) => values.every((known) => known.value !== value))
      : []
    facets[name] = [...values, ...others].sort((a, b) => b.count - a.count)
  }
  return facets
}
