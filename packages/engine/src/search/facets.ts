/** Counts of the facets beside a search, each as if it were not chosen itself. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { allOf, type Condition } from './condition.ts'
import { memberOf } from './fields.ts'
import { Parameters } from './parameters.ts'
import type { FacetName, SearchAnswer, SearchQuery } from './search-contract.ts'

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
  readonly condition: Condition
}

export function chosenFacets(facets: SearchQuery['facets']): ChosenFacet[] {
  return names.flatMap((name) => {
    const values = facets?.[name]
    return values && values.length > 0
      ? [{ name, condition: { kind: 'equals', field: members[name], values } as const }]
      : []
  })
}

/** Every facet in one statement over documents that are found once. */
export async function countFacets(
  tx: Tx,
  base: Condition,
  chosen: readonly ChosenFacet[],
): Promise<NonNullable<SearchAnswer['facets']>> {
  const parameters = new Parameters()
  const counts = names.map((name) => {
    const column = memberOf(members[name]).column
    const others = compile(
      allOf(chosen.filter((facet) => facet.name !== name).map((facet) => facet.condition)),
      parameters,
    )
    const value = column?.kind === 'array' ? `unnest(${column.sql})` : column?.sql
    return `(select '${name}' as facet, value, count(*) as count
               from (select ${value} as value from base where ${others}) as v
              where value is not null group by value order by count(*) desc, value limit ${facetLimit})`
  })
  const { rows } = await tx.query<{ facet: FacetName; value: string; count: string }>(
    `with base as materialized (
       select entity_id, entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners, terms
         from search_document where ${compile(base, parameters)})
     ${counts.join(' union all ')}`,
    parameters.values,
  )
  const grouped: Partial<Record<FacetName, { value: string; count: number }[]>> = {}
  for (const row of rows) {
    const list = grouped[row.facet] ?? []
    list.push({ value: row.value, count: Number(row.count) })
    grouped[row.facet] = list
  }
  return grouped
}
