/** Reads the audit log. */
import { infiniteQueryOptions } from '@tanstack/react-query'
import type { EntityReference } from '@waymark/spec'
import { call, query } from '../../api/http.ts'

export const categories = ['sign-in', 'credential', 'grant', 'secret', 'setting'] as const

export interface AuditEntry {
  readonly sequence: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly category: (typeof categories)[number]
  readonly action: string
  readonly actor: string
  readonly impersonatedBy?: string
  readonly target?: string
  /** What it was done to, where that is in the catalog. */
  readonly targetEntity?: EntityReference
  readonly outcome: 'ok' | 'refused'
  readonly remoteAddress?: string
  readonly requestId?: string
  readonly details: Readonly<Record<string, unknown>>
}

/** What is looked for, as it stands in the address of the page. */
export interface AuditFilter {
  readonly actor?: string
  readonly category?: string
  readonly outcome?: string
  readonly q?: string
}

interface AuditPage {
  readonly data: readonly AuditEntry[]
  readonly paging: { readonly after?: number }
}

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: async ({ signal, pageParam }) =>
      (await call<AuditPage>(`audit/logs${query({ ...filter, limit: 100, after: pageParam })}`, { signal }))
        .data,
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.paging.after,
    retry: false,
  })
}

/** Address of the same entries as a file. */
export function auditExport(filter: AuditFilter): string {
  return `/api/v1/audit/logs/export${query({ ...filter, format: 'csv' })}`
}
