/** Who is signed in, as the server sees it. */
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { User } from '@waymark/spec'
import { call, hasStatus } from '../../api/http.ts'
import { sessionEndedKey, sessionKey } from '../../api/query-client.ts'

/** The signed-in person; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      const path = 'users/loggedInUser?fields=teams,roles,owns,follows'
      return (await call<User>(path, { signal, timeoutMs: 10_000 })).data
    } catch (error) {
      if (hasStatus(error, 401)) return null
      throw error
    }
  },
  staleTime: 60_000,
})

/** Asks the server again after signing in; null means that the browser kept no session. */
export async function refreshSession(client: QueryClient): Promise<User | null> {
  const user = await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
  client.setQueryData(sessionEndedKey, false)
  return user
}

/** True once the server has refused a page that was signed in. */
export function useSessionEnded(): boolean {
  const { data } = useQuery({
    queryKey: sessionEndedKey,
    queryFn: () => false,
    initialData: false,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: false,
  })
  return data
}
