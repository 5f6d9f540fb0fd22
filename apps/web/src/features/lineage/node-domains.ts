/** The domains of what a lineage shows, asked for when it is drawn by them. */
import { queryOptions } from '@tanstack/react-query'
import type { SearchAnswer } from '@waymark/client'
import type { EntityReference } from '@waymark/spec'
import { call, query } from '../../api/http.ts'

/** Ids in one request: they stand in its address. */
const mostIds = 100

async function readDomains(ids: readonly string[], signal: AbortSignal): Promise<SearchAnswer> {
  const query_filter = JSON.stringify({ query: { ids: { values: ids } } })
  const wanted = { index: 'all', query_filter, size: ids.length, include_source_fields: 'domains' }
  return (await call<SearchAnswer>(`search/query${query(wanted)}`, { signal })).data
}

/** The first domain by node; nodes without one are left out. */
export function nodeDomainsQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ['lineage-domains', ids],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, EntityReference>> => {
      const parts = Array.from({ length: Math.ceil(ids.length / mostIds) }, (_, part) =>
        ids.slice(part * mostIds, (part + 1) * mostIds),
      )
      const answers = await Promise.all(parts.map((part) => readDomains(part, signal)))
      return new Map(
        answers.flatMap(({ hits }) =>
          hits.hits.flatMap(({ _id, _source }): (readonly [string, EntityReference])[] => {
            const [domain] = (_source as { domains?: readonly EntityReference[] }).domains ?? [] // as it was asked for
            return domain ? [[_id, domain]] : []
          }),
        ),
      )
    },
  })
}
