/** What a search shows, as its URL says it: query, chosen facets, page, order. */

import { several, single } from '../../routes/url-search.ts'
import { searchTexts as texts } from '../../texts/search.ts'

/** Facets in the order they are shown. The names are the URL's and the API's. */
export const facetNames = [
  'entityType',
  'service',
  'database',
  'databaseSchema',
  'tag',
  'owner',
  'tier',
] as const
export type FacetName = (typeof facetNames)[number]

export const facetLabels: Readonly<Record<FacetName, string>> = texts.facets

export const resultsPerPage = 20
/** Deep pages are what nobody reads and every search engine is slow at. */
export const lastPage = 50

export interface SearchState {
  readonly q: string
  readonly chosen: Readonly<Partial<Record<FacetName, readonly string[]>>>
  /** From 1. */
  readonly page: number
  readonly sort: 'relevance' | 'updated'
  /** Only assets that lack this. */
  readonly missing?: 'description' | 'owners'
}

/** Reads any URL into a state that can be shown; what makes no sense is left out. */
export function searchStateOf(search: Readonly<Record<string, unknown>>): SearchState {
  const chosen: Partial<Record<FacetName, readonly string[]>> = {}
  for (const name of facetNames) {
    const values = several(search[name]).slice(0, 50)
    if (values.length > 0) chosen[name] = values
  }
  const page = Math.trunc(Number(single(search.page) ?? '1'))
  const missing = single(search.missing)
  return {
    q: single(search.q)?.slice(0, 1_000) ?? '',
    chosen,
    page: page >= 1 && page <= lastPage ? page : 1,
    sort: single(search.sort) === 'updated' ? 'updated' : 'relevance',
    ...(missing === 'description' || missing === 'owners' ? { missing } : {}),
  }
}

/** The opposite: members with their default are left out, so that equal states have equal URLs. */
export function urlOfSearch(state: SearchState): Record<string, string | readonly string[]> {
  const url: Record<string, string | readonly string[]> = {}
  if (state.q !== '') url.q = state.q
  for (const name of facetNames) {
    const values = state.chosen[name]
    if (values && values.length > 0) url[name] = values
  }
  if (state.missing) url.missing = state.missing
  if (state.sort !== 'relevance') url.sort = state.sort
  if (state.page > 1) url.page = String(state.page)
  return url
}

/** Chooses or drops one value of a facet; the page starts over. */
export function toggleFacet(state: SearchState, name: FacetName, value: string): SearchState {
  const values = state.chosen[name] ?? []
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  const { [name]: _replaced, ...others } = state.chosen
  return { ...state, chosen: next.length === 0 ? others : { ...others, [name]: next }, page: 1 }
}

/** What narrows the search beside its words, each with the state without it. */
export function narrowing(state: SearchState): { readonly label: string; readonly without: SearchState }[] {
  const { missing, ...rest } = state
  return [
    ...facetNames.flatMap((name) =>
      (state.chosen[name] ?? []).map((value) => ({
        label: `${facetLabels[name]}: ${value}`,
        without: toggleFacet(state, name, value),
      })),
    ),
    ...(missing ? [{ label: texts.missing(missing), without: { ...rest, page: 1 } }] : []),
  ]
}
