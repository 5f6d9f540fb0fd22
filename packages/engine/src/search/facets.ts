/** Counts of the facets beside a search, each as if it were not chosen itself. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition } from './condition.ts'
import { memberOf } from './fields.ts'
import { Parameters } from './parameters.ts'
import type { FacetName, SearchAnswer, SearchQuery } from './search-contract.ts'
import { samples } from './terms.ts'

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

/** Up to here every match is counted; of more, a part that is drawn at random. */
const countedOne = 2000

/** About as many documents as are always counted, as parts of all. */
function partsOf(matches: number): number {
  return Math.max(8, Math.ceil((samples * countedOne) / 2 / matches))
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

/** Rows of every facet, and one without a facet: how many documents were looked at. */
async function countIn(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
  most: number,
): Promise<Row[]> {
  const parameters = new Parameters()
  // Whether a document meets a chosen facet is found out once, not once per facet.
  const flags = chosen.map(
    ({ name, values }) => `${hasValue(name, values, parameters)} as has_${name.toLowerCase()}`,
  )
  const counts = names.map((name) => {
    const column = memberOf(members[name]).column
    const others = chosen
      .filter((facet) => facet.name !== name)
      .map((facet) => `has_${facet.name.toLowerCase()}`)
    const value = column?.kind === 'array' ? `unnest(${column.sql})` : column?.sql
    return `(select '${name}' as facet, value, count(*) as count
               from (select ${value} as value from base where ${['true', ...others].join(' and ')}) as v
              where value is not null group by value order by count(*) desc, value limit ${facetLimit})`
  })
  const columns =
    'entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners'
  const { rows } = await tx.query<Row>(
    `with base as materialized (
       select ${[columns, ...flags].join(', ')} from search_document
        where ${compile(base, parameters)} limit ${most})
     ${counts.join(' union all ')} union all select null, '', count(*) from base`,
    parameters.values,
  )
  return rows
}

/**
 * Every facet in one statement over documents that are found once. Of more matches than {@link countedOne} a random part is
 * counted and the counts are scaled.
 * @param matches - how many there are, as far as that is known
 */
export async function countFacets(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
  matches: number | undefined,
): Promise<{ readonly facets: NonNullable<SearchAnswer['facets']>; readonly estimated: boolean }> {
  if (matches === undefined || matches <= countedOne) {
    const rows = await countIn(tx, base, chosen, countedOne + 1)
    const looked = Number(rows.find((row) => row.facet === null)?.count ?? 0)
    if (looked <= countedOne) return { facets: grouped(rows, 1), estimated: false }
  }
  const parts = partsOf(matches ?? 4 * countedOne)
  const values = Array.from({ length: parts }, (_, part) => String(part))
  const sample: Condition = { kind: 'equals', field: 'sample', values }
  const rows = await countIn(tx, allOf([base, sample]), chosen, 1_000_000)
  return { facets: grouped(rows, samples / parts), estimated: true }
}

function grouped(rows: readonly Row[], factor: number): NonNullable<SearchAnswer['facets']> {
  const lists: Partial<Record<FacetName, { value: string; count: number }[]>> = {}
  for (const { facet, value, count } of rows) {
    if (facet === null) continue
    const list = lists[facet] ?? []
    list.push({ value, count: Math.round(Number(count) * factor) })
    lists[facet] = list
  }
  return lists
}
