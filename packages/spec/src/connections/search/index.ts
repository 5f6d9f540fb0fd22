/** Every connector of search services. */
import { customSearch } from './custom-search.ts'
import { elasticsearch } from './elasticsearch.ts'
import { opensearch } from './opensearch.ts'

export const searchConnectors = [customSearch, elasticsearch, opensearch]
