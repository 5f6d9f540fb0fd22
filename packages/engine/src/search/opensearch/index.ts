/** Search on OpenSearch, for catalogs beyond what one PostgreSQL searches quickly. Loaded only where it is configured. */

import type { SearchBackendParts } from '../search-backend-parts.ts'
import type { SearchBackend } from '../search-contract.ts'
import { createOpenSearch } from './open-search.ts'
import { createOpenSearchClient, type OpenSearchSettings } from './open-search-client.ts'
import { createSearchFeed } from './search-feed.ts'

export { stopSearchFeed } from '../search-outbox.ts'
export type { OpenSearchSettings } from './open-search-client.ts'

/**
 * For {@link EngineOptions.search}. Whoever opens the engine runs its `feed`.
 * @param warn - told why OpenSearch could not answer or hear; never of what was asked or written
 */
export function openSearchBackend(
  settings: OpenSearchSettings,
  warn: (error: unknown) => void,
): (parts: SearchBackendParts) => SearchBackend {
  const { url, alias } = settings
  const client = createOpenSearchClient(settings)
  return (parts) => {
    const feed = createSearchFeed({ ...parts, client, url, alias, warn })
    return createOpenSearch({ ...parts, client, alias, feed, warn })
  }
}
