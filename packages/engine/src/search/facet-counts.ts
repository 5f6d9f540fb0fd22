/** The facets of documents: where each is kept, and how a set of documents is counted by all of them. */
import type { Condition } from './condition.ts'
import type { FacetName, SearchAnswer, SearchQuery } from './search-contract.ts'

export const facetLimit = 50

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
const facetNames = Object.keys(members) as FacetName[]

/** Each facet and the member that it counts. */
export const facetFields = Object.entries(members) as [FacetName, string][] // its own keys

export interface ChosenFacet {
  readonly name: FacetName
  readonly values: readonly string[]
  readonly condition: Condition
}

export function chosenFacets(facets: SearchQuery['facets']): ChosenFacet[] {
  return facetNames.flatMap((name) => {
    const values = facets?.[name]
    return values && values.length > 0
      ? [{ name, values, condition: { kind: 'equals', field: members[name], values } as const }]
      : []
  })
}

/** Column of `search_document` that holds all facets: a list of JSON in the order of `facetNames` (migration 0029). */
export const facetColumn = 'facets'

/** Documents that have all their facets in common: their values by facet, and how many they are. */
export type FacetGroup = readonly [values: readonly (string | null | readonly string[])[], documents: number]

/**
 * SQL of one JSON value: a list of {@link FacetGroup}s. Most documents are alike, so few groups are left to be counted here; to have
 * PostgreSQL count each facet is a statement that takes longer to plan than to run.
 * @param from - a relation with {@link facetColumn}
 */
export function facetGroups(from: string): string {
  return `(select ('[' || coalesce(string_agg('[' || facets || ',' || documents || ']', ','), '') || ']')::json
             from (select facets, count(*) as documents from ${from} group by facets) as alike)`
}

function valuesAt([values]: FacetGroup, at: number): readonly string[] {
  const value = values[at]
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value : []
}

type Facets = NonNullable<SearchAnswer['facets']>

/**
 * Counts of every facet, most frequent first.
 * @param chosen - each is counted without its own choice
 * @param factor - of how many documents each that was counted is one
 */
export function countGroups(
  groups: readonly FacetGroup[],
  chosen: readonly ChosenFacet[],
  factor = 1,
): Facets {
  const wanted = chosen.map(({ name, values }) => ({
    at: facetNames.indexOf(name),
    values: new Set(values.map((value) => value.toLowerCase())),
  }))
  const counts = facetNames.map(() => new Map<string, number>())
  for (const group of groups) {
    const missed = wanted.filter(
      ({ at, values }) => !valuesAt(group, at).some((value) => values.has(value.toLowerCase())),
    )
    // What misses two of the chosen facets would not be a hit without one of them.
    if (missed.length > 1) continue
    const [, documents] = group
    for (const [at, count] of counts.entries()) {
      if (missed[0] !== undefined && missed[0].at !== at) continue
      for (const value of valuesAt(group, at)) count.set(value, (count.get(value) ?? 0) + documents)
    }
  }
  return Object.fromEntries(
    facetNames.flatMap((name, at) => {
      const values = [...(counts[at] ?? [])].map(([value, count]) => ({ value, count: count * factor }))
      values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      return values.length === 0 ? [] : [[name, values.slice(0, facetLimit)] as const]
    }),
  )
}

/** A part may hold none of a few hits: what they have is counted one by one, and only what they lack is estimated. */
export function withExact(beside: Facets, exact: Facets, chosen: readonly ChosenFacet[]): Facets {
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
