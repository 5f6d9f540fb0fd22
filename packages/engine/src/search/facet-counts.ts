/** The facets of documents: where each is kept, and how a set of documents is counted by all of them. */
import type { Condition } from './condition.ts'
import { memberOf } from './fields.ts'
import type { FacetName, SearchAnswer, SearchQuery } from './search-contract.ts'

const facetLimit = 50

export const facetMembers: Readonly<Record<FacetName, string>> = {
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
export const facetNames = Object.keys(facetMembers) as FacetName[]

export interface ChosenFacet {
  readonly name: FacetName
  readonly values: readonly string[]
  readonly condition: Condition
}

export function chosenFacets(facets: SearchQuery['facets']): ChosenFacet[] {
  return facetNames.flatMap((name) => {
    const values = facets?.[name]
    return values && values.length > 0
      ? [{ name, values, condition: { kind: 'equals', field: facetMembers[name], values } as const }]
      : []
  })
}

/** Columns of `search_document` that hold the facets. */
export const facetColumns =
  'entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners'

/** The column that says whether a document has one of a chosen facet's values. */
export function flagOf({ name }: Pick<ChosenFacet, 'name'>): string {
  return `has_${name.toLowerCase()}`
}

export interface FacetRow {
  readonly facet: FacetName
  readonly value: string
  readonly count: string | number
}

/**
 * SQL whose rows are {@link FacetRow}s.
 * @param from - a relation with {@link facetColumns} and the flags of the chosen facets
 * @param chosen - each is counted without its own flag
 */
export function facetCounts(from: string, chosen: readonly ChosenFacet[]): string {
  const counts = facetNames.map((name) => {
    const column = memberOf(facetMembers[name]).column
    const others = chosen.filter((facet) => facet.name !== name).map(flagOf)
    const value = column?.kind === 'array' ? `unnest(${column.sql})` : column?.sql
    return `(select '${name}' as facet, value, count(*) as count
               from (select ${value} as value from ${from} where ${['true', ...others].join(' and ')}) as v
              where value is not null group by value order by count(*) desc, value limit ${facetLimit})`
  })
  return counts.join(' union all ')
}

/** @param factor - of how many documents each that was counted is one */
export function groupedFacets(rows: readonly FacetRow[], factor = 1): NonNullable<SearchAnswer['facets']> {
  const lists: Partial<Record<FacetName, { value: string; count: number }[]>> = {}
  for (const { facet, value, count } of rows) {
    const list = lists[facet] ?? []
    list.push({ value, count: Number(count) * factor })
    lists[facet] = list
  }
  return lists
}
