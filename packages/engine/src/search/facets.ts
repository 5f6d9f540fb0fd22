/** Counts of the facets beside a search, each as if it were not chosen itself. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition, everything } from './condition.ts'
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
const countedOne = 3000

/** The share of the matches to count, as parts of all documents: about as many as are always counted. */
function sampled(matches: number): { readonly condition: Condition; readonly factor: number } {
  if (matches <= countedOne) return { condition: everything, factor: 1 }
  const parts = Math.max(8, Math.ceil((samples * countedOne) / 2 / matches))
  const values = Array.from({ length: parts }, (_, part) => String(part))
  return { condition: { kind: 'equals', field: 'sample', values }, factor: samples / parts }
}

/** True for documents with one of the values, read off the facet's own column. */
function hasValue(name: FacetName, values: readonly string[], parameters: Parameters): string {
  const column = memberOf(members[name]).column
  const wanted = parameters.add(values.map((value) => value.toLowerCase()))
  return column?.kind === 'array'
    ? `exists (select from unnest(${column.sql}) as item where lower(item) = any(${wanted}::text[]))`
    : `lower(${column?.sql}) = any(${wanted}::text[])`
}

/**
 * Every facet in one statement over documents that are found once. Of more matches than {@link countedOne} a random part is
 * counted and the counts are scaled.
 * @param matches - how many there are without the chosen facets, as far as they were counted
 */
export async function countFacets(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
  matches: number,
): Promise<{ readonly facets: NonNullable<SearchAnswer['facets']>; readonly estimated: boolean }> {
  const parameters = new Parameters()
  const { condition, factor } = sampled(matches)
  const counts = names.map((name) => {
    const column = memberOf(members[name]).column
    const others = chosen
      .filter((facet) => facet.name !== name)
      .map((facet) => hasValue(facet.name, facet.values, parameters))
    const value = column?.kind === 'array' ? `unnest(${column.sql})` : column?.sql
    return `(select '${name}' as facet, value, count(*) as count
               from (select ${value} as value from base where ${['true', ...others].join(' and ')}) as v
              where value is not null group by value order by count(*) desc, value limit ${facetLimit})`
  })
  const { rows } = await tx.query<{ facet: FacetName; value: string; count: string }>(
    `with base as materialized (
       select entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners
         from search_document where ${compile(allOf([base, condition]), parameters)})
     ${counts.join(' union all ')}`,
    parameters.values,
  )
  const grouped: Partial<Record<FacetName, { value: string; count: number }[]>> = {}
  for (const row of rows) {
    const list = grouped[row.facet] ?? []
    list.push({ value: row.value, count: Math.round(Number(row.count) * factor) })
    grouped[row.facet] = list
  }
  return { facets: grouped, estimated: factor !== 1 }
}
