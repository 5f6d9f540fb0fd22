/** The cache of server state, and what happens when the session ends while pages are open. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError, hasStatus } from './http.ts'

/** Cache key that is true once the server has answered 401 to a page that was signed in. */
export const sessionEndedKey = ['session', 'ended'] as const
export const sessionKey = ['session', 'who'] as const

export function createQueryClient(): QueryClient {
  const noticeEnd = (error: unknown): void => {
    const signedIn = client.getQueryData(sessionKey)
    if (signedIn && hasStatus(error, 401)) client.setQueryData(sessionEndedKey, true)
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeEnd }),
    mutationCache: new MutationCache({ onError: noticeEnd }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A refusal stays a refusal; only a silent or overloaded server is asked again.
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
        retryDelay: (attempt) => 400 * 2 ** attempt,
        throwOnError: false,
      },
    },
  })
  return client
}
