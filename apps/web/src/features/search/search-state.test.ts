import { expect, test } from 'vitest'
import { parseUrlSearch, stringifyUrlSearch } from '../../routes/url-search.ts'
import { narrowing, type SearchState, searchStateOf, toggleFacet, urlOfSearch } from './search-state.ts'

const throughUrl = (state: SearchState) =>
  searchStateOf(parseUrlSearch(stringifyUrlSearch(urlOfSearch(state))))

const states: SearchState[] = [
  { q: '', chosen: {}, page: 1, sort: 'relevance' },
  { q: 'a b "c d" -e & =?#', chosen: {}, page: 3, sort: 'updated' },
  {
    q: '订单 🧭',
    chosen: { service: ['pg', 'a&b=c'], tag: ['PII.Sensitive'], databaseSchema: ['x/y', 'z,w'] },
    page: 1,
    sort: 'relevance',
    missing: 'owners',
  },
]

test.each(states)('%j survives its URL', (state) => {
  expect(throughUrl(state)).toEqual(state)
})

test.each([
  ['?page=0', 1],
  ['?page=-3', 1],
  ['?page=abc', 1],
  ['?page=1e9', 1],
  ['?page=2.9', 2],
  ['?page=51', 1],
  ['?page=7&page=9', 7],
])('%s shows page %d', (url, page) => {
  expect(searchStateOf(parseUrlSearch(url)).page).toBe(page)
})

test('nonsense in the URL is left out', () => {
  expect(
    searchStateOf(parseUrlSearch('?sort=evil&missing=all&service=&service=pg&service=pg&__proto__=x')),
  ).toEqual({
    q: '',
    chosen: { service: ['pg'] },
    page: 1,
    sort: 'relevance',
  })
})

test('choosing a value starts at the first page, choosing it again drops it', () => {
  const start: SearchState = { q: 'x', chosen: {}, page: 4, sort: 'relevance' }
  const chosen = toggleFacet(start, 'owner', 'ada')
  expect(chosen).toEqual({ q: 'x', chosen: { owner: ['ada'] }, page: 1, sort: 'relevance' })
  expect(toggleFacet(chosen, 'owner', 'ada').chosen).toEqual({})
})

test('every narrowing names itself and the state without it', () => {
  const state: SearchState = {
    q: '',
    chosen: { service: ['pg'], tag: ['a', 'b'] },
    page: 2,
    sort: 'relevance',
    missing: 'description',
  }
  expect(narrowing(state).map(({ label }) => label)).toEqual([
    'Service: pg',
    'Tag: a',
    'Tag: b',
    'Without description',
  ])
  expect(narrowing(state).at(-1)?.without.missing).toBeUndefined()
})
