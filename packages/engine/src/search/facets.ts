/** Counts of the facets beside a search, each as if it were not chosen itself. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition, plainWords } from './condition.ts'
import { memberOf } from './fields.ts'
import { Parameters } from './parameters.ts'
import type { FacetName, SearchAnswer, SearchQuery } from './search-contract.ts'
import { type Part, partTerm } from './terms.ts'

const facetLimit = 50

const members: Readonly<Record<FacetName, string>> = {
  entityType: 'entityType',
  service: 'service.name',
  serviceType: 'serviceType',
  database: 'database.name',
  databaseSchema: 'databaseSchema.name',
  tableType: 'tableType',
  tier: 'tier.tagFQN',
  tag: 'tags.tagFQN',
  owner: 'owners.name',
}
const names = Object.keys(members) as FacetName[]

export interface ChosenFacet {
  readonly name: FacetName
  readonly values: readonly string[]
  readonly condition: Condition
}

export function chosenFacets(facets: SearchQuery['facets']): ChosenFacet[] {
  return names.flatMap((name) => {
    const values = facets?.[name]
    return values && values.length > 0
      ? [{ name, values, condition: { kind: 'equals', field: members[name], values } as const }]
      : []
  })
}

/** Documents that are looked at: every one of them, or those of a random part where that holds enough to go by. */
interface Level {
  readonly part: Part | undefined
  /** With fewer, the next level is counted. */
  readonly enough: number
}

const whole: Level = { part: undefined, enough: 0 }

/** Up to here every match is counted; of more, a part that is drawn at random. */
const countedOne = 2000
/** A part with more than that is parted further. */
const mostLooked = 8000

/** What to look at, first to last, for so many matches; undefined where nobody knows how many there are. */
function levelsFor(matches: number | undefined): readonly [Level, ...Level[]] {
  if (matches === undefined) return [{ part: 8, enough: countedOne / 8 }, whole]
  if (matches <= countedOne) return [whole]
  const eighth: Level = { part: 8, enough: 0 }
  return matches <= 5 * countedOne ? [eighth] : [{ part: 64, enough: 600 }, eighth]
}

/** True for documents with one of the values, read off the facet's own column. */
function hasValue(name: FacetName, values: readonly string[], parameters: Parameters): string {
  const column = memberOf(members[name]).column
  const wanted = parameters.add(values.map((value) => value.toLowerCase()))
  return column?.kind === 'array'
    ? `exists (select from unnest(${column.sql}) as item where lower(item) = any(${wanted}::text[]))`
    : `coalesce(lower(${column?.sql}) = any(${wanted}::text[]), false)`
}

interface Row {
  readonly facet: FacetName | null
  readonly value: string
  readonly count: string
}

/** One column per facet, and a flag per chosen one. */
const columns =
  'entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners'

/** Rows of every facet, and one without a facet: how many documents of which part (the value) were looked at. */
async function countIn(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
  levels: readonly Level[],
): Promise<Row[]> {
  const parameters = new Parameters([], plainWords(base).length > 0)
  // Whether a document meets a chosen facet is found out once, not once per facet.
  const flags = chosen.map(
    ({ name, values }) => `${hasValue(name, values, parameters)} as has_${name.toLowerCase()}`,
  )
  const where = compile(base, parameters)
  const size = (at: number) => `(select count(*) from level_${at})`
  const isUsed = (at: number) => {
    const before = levels.slice(0, at).map(({ enough }, earlier) => `${size(earlier)} < ${enough}`)
    return before.length === 0 ? 'true' : before.join(' and ')
  }
  const looked = levels.map(({ part }, at) => {
    const drawn = part === undefined ? '' : ` and terms @> ${parameters.add([partTerm(part)])}::text[]`
    return `level_${at} as materialized (
      select ${[columns, ...flags].join(', ')} from search_document
       where ${isUsed(at)} and ${where}${drawn} limit ${mostLooked + 1})`
  })
  const has = ({ name }: ChosenFacet) => `has_${name.toLowerCase()}`
  // A document that misses two of the chosen facets counts for none.
  const missed =
    chosen.length < 2 ? '' : ` and ${chosen.map((one) => `(not ${has(one)})::int`).join(' + ')} < 2`
  const taken = levels.map(
    ({ enough }, at) => `select * from level_${at} where ${size(at)} >= ${enough}${missed}`,
  )
  const counts = names.map((name) => {
    const column = memberOf(members[name]).column
    const others = chosen.filter((facet) => facet.name !== name).map(has)
    const value = column?.kind === 'array' ? `unnest(${column.sql})` : column?.sql
    return `(select '${name}' as facet, value, count(*) as count
               from (select ${value} as value from base where ${['true', ...others].join(' and ')}) as v
              where value is not null group by value order by count(*) desc, value limit ${facetLimit})`
  })
  const sizes = levels.map(
    ({ part = 1, enough }, at) =>
      `select null, '${part}', ${size(at)} where ${isUsed(at)} and ${size(at)} >= ${enough}`,
  )
  const { rows } = await tx.query<Row>(
    `with ${looked.join(', ')}, base as materialized (${taken.join(' union all ')})
     ${[...counts, ...sizes].join(' union all ')}`,
    parameters.values,
  )
  return rows
}

/**
 * Every facet in one statement over documents that are found once. Of more matches than {@link countedOne} a random part is
 * counted and the counts are scaled. Where the chosen facets leave few hits, a part would hold next to none of them: what the
 * hits themselves have is then counted one by one.
 * @param found - hits that meet all of it
 */
export async function countFacets(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
  found: number,
): Promise<{ readonly facets: NonNullable<SearchAnswer['facets']>; readonly estimated: boolean }> {
  const beside = await countBeside(tx, base, chosen, chosen.length === 0 ? found : undefined)
  if (!beside.estimated || chosen.length === 0 || found > countedOne) return beside
  const hits = allOf([base, ...chosen.map(({ condition }) => condition)])
  const exact = answerOf(await countIn(tx, hits, [], [whole])).facets
  const facets = { ...beside.facets }
  for (const name of names) {
    const values = exact[name] ?? []
    // Of a chosen facet the hits know their own values only; the others stay as the part has them.
    const others = chosen.some((one) => one.name === name)
      ? (beside.facets[name] ?? []).filter(({ value }) => values.every((known) => known.value !== value))
      : []
    facets[name] = [...values, ...others].sort((a, b) => b.count - a.count)
  }
  return { facets, estimated: true }
}

async function countBeside(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
  matches: number | undefined,
): Promise<{ readonly facets: NonNullable<SearchAnswer['facets']>; readonly estimated: boolean }> {
  const rows = await countIn(tx, base, chosen, levelsFor(matches))
  if (lookedAt(rows).documents <= mostLooked) return answerOf(rows)
  // Hundreds of thousands of matches.
  return answerOf(await countIn(tx, base, chosen, [{ part: 512, enough: 0 }]))
}

function lookedAt(rows: readonly Row[]): { readonly factor: number; readonly documents: number } {
  const row = rows.find(({ facet }) => facet === null)
  return { factor: Number(row?.value ?? 1), documents: Number(row?.count ?? 0) }
}

function answerOf(rows: readonly Row[]) {
  const { factor } = lookedAt(rows)
  return { facets: grouped(rows, factor), estimated: factor > 1 }
}

function grouped(rows: readonly Row[], factor: number): NonNullable<SearchAnswer['facets']> {
  const lists: Partial<Record<FacetName, { value: string; count: number }[]>> = {}
  for (const { facet, value, count } of rows) {
    if (facet === null) continue
    const list = lists[facet] ?? []
    list.push({ value, count: Number(count) * factor })
    lists[facet] = list
  }
  return lists
}
