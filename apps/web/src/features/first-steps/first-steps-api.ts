/** Remembers on the server how far the set-up of a new catalog went, for whoever goes on with it. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { call, hasStatus } from '../../api/http.ts'
import type { FirstStep } from '../../texts/first-steps.ts'

export interface FirstSteps {
  readonly outcomes: Readonly<Partial<Record<FirstStep, 'done' | 'skipped'>>>
  /** Somebody said that it is done: it is not offered any more. */
  readonly isFinished: boolean
}

export const noFirstSteps: FirstSteps = { outcomes: {}, isFinished: false }

/** A document of the pages' own in the server's store of such. */
const document = { name: 'first-steps', fullyQualifiedName: 'waymark.first-steps', entityType: 'FirstSteps' }

const key = ['first-steps'] as const

/** Null: nobody has begun. */
export const firstStepsQuery = queryOptions({
  queryKey: key,
  queryFn: async ({ signal }): Promise<FirstSteps | null> => {
    try {
      const { data } = await call<{ data: FirstSteps }>(`docStore/name/${document.fullyQualifiedName}`, {
        signal,
      })
      return data.data
    } catch (error) {
      if (hasStatus(error, 404)) return null
      throw error
    }
  },
  staleTime: 60_000,
})

export async function saveFirstSteps(client: QueryClient, steps: FirstSteps): Promise<void> {
  await call('docStore', { method: 'PUT', body: { ...document, data: steps } })
  client.setQueryData(key, steps)
}

/**
 * Remembers that an administrator was led to the first steps, so that nobody is led there again. These pages know it at once, and also where it
 * cannot be saved: whoever leaves the first steps is not sent back.
 */
export async function noteArrival(client: QueryClient): Promise<void> {
  client.setQueryData(key, noFirstSteps)
  // POST: what somebody did in the meantime stays as it is.
  await call('docStore', { method: 'POST', body: { ...document, data: noFirstSteps } }).catch(() => undefined)
}
