/** Counts what is in the catalog, by type. */
import { searchQuery } from '../search/search-api.ts'
import type { SearchState } from '../search/search-state.ts'

const everything: SearchState = { q: '', chosen: {}, page: 1, sort: 'updated' }

export const everythingQuery = () => searchQuery(everything, 1)
