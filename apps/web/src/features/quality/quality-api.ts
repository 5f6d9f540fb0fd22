/** Reads tests of data, their results, incidents and profiles, and moves incidents on. */
import { queryOptions } from '@tanstack/react-query'
import {
  type EntityReference,
  formatEntityLink,
  type Paging,
  type TestCaseResolutionStatus,
  type TestCaseResult,
  type TestSummary,
} from '@waymark/spec'
import { call, query } from '../../api/http.ts'
import { qualityKey } from '../../api/live-changes.ts'
import type { Asset } from '../asset/asset.ts'
import type { FailureReason } from './failure-reasons.ts'

export type TestState = NonNullable<TestCaseResult['testCaseStatus']>

export interface TestCase extends Asset {
  readonly entityLink: string
  readonly entityFQN?: string
  readonly testDefinition: EntityReference
  readonly testCaseStatus?: TestState
  readonly testCaseResult?: TestCaseResult
  readonly incidentId?: string
}

interface TestPage {
  readonly data: readonly TestCase[]
  readonly paging: Paging
}

/** What tests are looked for, as it stands in the address of the page. */
export interface TestFilter {
  readonly status?: string
  readonly q?: string
}

const segment = encodeURIComponent
export const testsPerPage = 50

/** Tests of the whole catalog, those that ran last first. */
export function testsQuery({ status, q }: TestFilter, offset: number) {
  return queryOptions({
    queryKey: [...qualityKey, 'tests', status ?? '', q ?? '', offset],
    queryFn: async ({ signal }) => {
      const path = `dataQuality/testCases/search/list${query({
        testCaseStatus: status,
        q,
        offset,
        limit: testsPerPage,
        fields: 'testCaseResult,testDefinition,owners',
        sortField: 'testCaseResult.timestamp',
      })}`
      return (await call<TestPage>(path, { signal })).data
    },
  })
}

/** The tests of a table and of its columns. */
export function testsOfQuery(type: string, fqn: string) {
  return queryOptions({
    queryKey: [...qualityKey, 'tests-of', type, fqn],
    queryFn: async ({ signal }) => {
      const path = `dataQuality/testCases${query({
        entityLink: formatEntityLink({ type, fqn }),
        includeAllTests: true,
        limit: 200,
        fields: 'testCaseResult,testDefinition',
      })}`
      return (await call<TestPage>(path, { signal })).data
    },
  })
}

export const summaryQuery = queryOptions({
  queryKey: [...qualityKey, 'summary'],
  queryFn: async ({ signal }) =>
    (await call<TestSummary>('dataQuality/testSuites/executionSummary', { signal })).data,
})

const dayMs = 86_400_000

/** The results of the last thirty days, newest first. */
export function resultsQuery(fqn: string) {
  return queryOptions({
    queryKey: [...qualityKey, 'results', fqn],
    queryFn: async ({ signal }) => {
      const now = Date.now()
      const path = `dataQuality/testCases/testCaseResults/${segment(fqn)}${query({
        startTs: now - 30 * dayMs,
        endTs: now + dayMs,
      })}`
      return (await call<{ data: readonly TestCaseResult[] }>(path, { signal })).data.data
    },
  })
}

const incidents = 'dataQuality/testCases/testCaseIncidentStatus'

interface IncidentPage {
  readonly data: readonly TestCaseResolutionStatus[]
}

/** The last state of each incident of the last thirty days: of one test, or of all. */
export function incidentsQuery(testCaseFQN?: string) {
  return queryOptions({
    queryKey: [...qualityKey, 'incidents', testCaseFQN ?? ''],
    queryFn: async ({ signal }) => {
      const now = Date.now()
      const window = { startTs: now - 30 * dayMs, endTs: now + dayMs }
      const path = `${incidents}${query({ ...window, latest: true, testCaseFQN, limit: 100 })}`
      return (await call<IncidentPage>(path, { signal })).data.data
    },
  })
}

export type IncidentStep =
  | { readonly to: 'Ack' }
  | { readonly to: 'Assigned'; readonly assignee: EntityReference }
  | { readonly to: 'Resolved'; readonly reason: FailureReason; readonly comment: string }

/** Moves the incident of a test on. */
export async function advanceIncident(testCaseReference: string, step: IncidentStep): Promise<void> {
  const body = { testCaseReference, testCaseResolutionStatusType: step.to, ...detailsOf(step) }
  await call(incidents, { method: 'POST', body })
}

function detailsOf(step: IncidentStep): object {
  if (step.to === 'Assigned') return { testCaseResolutionStatusDetails: { assignee: step.assignee } }
  if (step.to === 'Ack') return {}
  const { reason, comment } = step
  return {
    testCaseResolutionStatusDetails: { testCaseFailureReason: reason, testCaseFailureComment: comment },
  }
}

export interface ProfiledTable {
  readonly profile?: {
    readonly timestamp: number
    readonly rowCount?: number
    readonly columnCount?: number
    readonly sizeInByte?: number
    readonly profileSample?: number
    readonly profileSampleType?: string
  }
  readonly columns: readonly ProfiledColumn[]
}

export interface ProfiledColumn {
  readonly name: string
  readonly dataTypeDisplay?: string
  readonly dataType: string
  readonly profile?: {
    readonly nullProportion?: number
    readonly distinctProportion?: number
    readonly uniqueProportion?: number
    readonly min?: number | string
    readonly max?: number | string
    readonly mean?: number
    readonly histogram?: {
      readonly boundaries?: readonly unknown[]
      readonly frequencies?: readonly unknown[]
    }
  }
}

/** A table with its newest profile and those of its columns. */
export function profileQuery(fqn: string) {
  return queryOptions({
    queryKey: [...qualityKey, 'profile', fqn],
    queryFn: async ({ signal }) =>
      (await call<ProfiledTable>(`tables/${segment(fqn)}/tableProfile/latest`, { signal })).data,
  })
}
