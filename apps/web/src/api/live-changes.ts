/** Follows the server's stream of change events while the page is looked at, and refreshes what they are about. */
import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import type { ChangeEvent } from '@waymark/spec'
import { useEffect } from 'react'

/** Everything that people say: lists of threads and what follows from them. */
export const activityKey = ['activity'] as const
/** Tests of data, their results and incidents. */
export const qualityKey = ['quality'] as const

/** What an event makes stale. */
function staleAfter({
  entityType,
  entityFullyQualifiedName: fqn,
  entityId,
}: ChangeEvent): readonly QueryKey[] {
  if (entityType === 'THREAD' || fqn === undefined) return [activityKey]
  return [
    activityKey,
    ['asset', entityType, fqn],
    ['lineage', entityType, fqn],
    ['children', entityType],
    ['versions', entityId],
    ...(entityType === 'testCase' || entityType === 'testSuite' ? [qualityKey] : []),
  ]
}

/** What asks other systems, or takes its time: only who looks at it asks again. */
const askedOnly = new Set<unknown>(['session', 'auth-config', 'doctor', 'connectors', 'form'])

/** An ingestion tells of many changes in a second, and what is shown is asked for once for all of them. */
const gatherMs = 200

/** Takes events, and refreshes what they make stale shortly after. */
function createRefresher(client: QueryClient): { take(event: ChangeEvent): void; stop(): void } {
  const stale = new Map<string, QueryKey>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const refresh = (): void => {
    timer = undefined
    for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey })
    // Results do not move under who reads them; the next look at them asks again.
    void client.invalidateQueries({ queryKey: ['search'], refetchType: 'none' })
    stale.clear()
  }
  return {
    take(event) {
      for (const key of staleAfter(event)) stale.set(JSON.stringify(key), key)
      timer ??= setTimeout(refresh, gatherMs)
    },
    stop: () => clearTimeout(timer),
  }
}

/** After a gap nobody knows what was missed: everything that is shown is asked for again. */
function catchUp(client: QueryClient): void {
  void client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => !askedOnly.has(kind) })
}

/** The furthest that the server goes back. */
const mostBackMs = 60_000
/** Events bear the time before their transaction ends. */
const unsettledMs = 1000

/** Back to before the page asked for anything: what happened since may be in none of its answers. */
function sinceFirstRequest(): number {
  return Math.min(Math.ceil(performance.now()) + unsettledMs, mostBackMs)
}

/** How long a stream that the server refused is left alone. */
const reopenMs = 15_000

function follow(client: QueryClient): () => void {
  let stream: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wasOpen = false
  const refresher = createRefresher(client)
  const open = (): void => {
    if (stream || document.hidden) return
    const goBackMs = wasOpen ? 0 : sinceFirstRequest()
    stream = new EventSource(`/api/v1/events/stream?goBackMs=${goBackMs}`)
    stream.addEventListener('open', () => {
      if (wasOpen || goBackMs === mostBackMs) catchUp(client)
      wasOpen = true
    })
    stream.addEventListener('message', ({ data }) => refresher.take(JSON.parse(String(data)) as ChangeEvent)) // as the server wrote it
    stream.addEventListener('error', () => {
      // While connecting, the browser tries again by itself and says where it stopped.
      if (stream?.readyState !== EventSource.CLOSED) return
      close()
      timer = setTimeout(open, reopenMs)
    })
  }
  const close = (): void => {
    clearTimeout(timer)
    stream?.close()
    stream = undefined
  }
  // Browsers allow six connections to a host over HTTP/1.1: pages in the background give theirs back.
  const onVisibility = (): void => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', onVisibility)
  open()
  return () => {
    document.removeEventListener('visibilitychange', onVisibility)
    close()
    refresher.stop()
  }
}

/** Keeps what is shown up to date for as long as the caller is on the page. */
export function useLiveChanges(): void {
  const client = useQueryClient()
  useEffect(() => follow(client), [client])
}
