/** Counts what test suites show of their tests: how many are in which state, by column, and how each went last. */
import type { EntityJson } from '@waymark/engine'
import {
  type EntityReference,
  formatEntityLink,
  isProblem,
  parseEntityLink,
  type TestCaseResult,
  type TestSummary,
} from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'

type Deps = Pick<ApiDependencies, 'engine'>

/** Of larger suites only the counts are shown: every result would rewrite the rest. */
const mostDetailed = 1000
/** Writers that count at the same time see each other within as many rounds. */
const mostRounds = 5

const states = { Success: 'success', Failed: 'failed', Aborted: 'aborted', Queued: 'queued' } as const
type Counts = { success: number; failed: number; aborted: number; queued: number; total: number }

const none = (): Counts => ({ success: 0, failed: 0, aborted: 0, queued: 0, total: 0 })

/** A test without any result counts to the total alone. */
function count(counts: Counts, test: EntityJson): void {
  counts.total += 1
  const status = test.testCaseStatus as keyof typeof states | undefined // the member's schema
  if (status !== undefined) counts[states[status]] += 1
}

function summarize(tests: readonly EntityJson[]): TestSummary {
  const all = none()
  const columns = new Map<string, Counts>()
  for (const test of tests) {
    count(all, test)
    const link = parseEntityLink(String(test.entityLink))
    if (link.part === undefined) continue
    const entityLink = formatEntityLink(link)
    const counts = columns.get(entityLink) ?? none()
    columns.set(entityLink, counts)
    count(counts, test)
  }
  const columnTestSummary = [...columns].map(([entityLink, counts]) => ({ ...counts, entityLink }))
  return { ...all, ...(columnTestSummary.length === 0 ? {} : { columnTestSummary }) }
}

function lastResults(tests: readonly EntityJson[]) {
  return tests.flatMap((test) => {
    const result = test.testCaseResult as TestCaseResult | undefined // the member's schema
    if (!result) return []
    const { testCaseStatus: status, timestamp } = result
    return [{ testCaseName: test.fullyQualifiedName, timestamp, ...(status === undefined ? {} : { status }) }]
  })
}

/** How many tests are in which state; all tests of the catalog without filters. */
export async function summaryOf(
  { engine }: Deps,
  filters: Readonly<Record<string, string>>,
): Promise<TestSummary> {
  const counted = async (more: Readonly<Record<string, string>>) =>
    (await engine.list('testCase', { limit: 0, filters: { ...filters, ...more } })).paging.total
  const [success, failed, aborted, queued, total] = await Promise.all([
    counted({ testCaseStatus: 'Success' }),
    counted({ testCaseStatus: 'Failed' }),
    counted({ testCaseStatus: 'Aborted' }),
    counted({ testCaseStatus: 'Queued' }),
    counted({}),
  ])
  return { success, failed, aborted, queued, total }
}

/** What one suite shows now. */
export async function suiteSummary(deps: Deps, testSuiteId: string) {
  const filters = { testSuiteId }
  const { data, paging } = await deps.engine.list('testCase', { limit: mostDetailed, filters })
  if (paging.total > mostDetailed)
    return { summary: await summaryOf(deps, filters), testCaseResultSummary: [] }
  return { summary: summarize(data), testCaseResultSummary: lastResults(data) }
}

/**
 * Counts anew what a suite shows, until a count finds nothing to change: who counted before another one's result was
 * there, and wrote after, sees it in the next round.
 */
export async function refreshSuite(deps: Deps, id: string, actorName: string): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const { summary, testCaseResultSummary } = await suiteSummary(deps, id)
    const patch = [
      { op: 'add' as const, path: '/summary', value: summary },
      { op: 'add' as const, path: '/testCaseResultSummary', value: testCaseResultSummary },
    ]
    const options = { asSystem: true, quiet: true }
    const { outcome } = await deps.engine.patch('testSuite', { id }, patch, { name: actorName }, options)
    if (outcome === 'unchanged') return
  }
}

/** Counts anew what the suites of a test show. */
export async function refreshSuites(deps: Deps, testCaseId: string, actorName: string): Promise<void> {
  const { testSuites } = await deps.engine.get('testCase', { id: testCaseId }, { fields: ['testSuites'] })
  for (const { id } of (testSuites ?? []) as readonly EntityReference[]) {
    try {
      await refreshSuite(deps, id, actorName)
    } catch (error) {
      // Deleted meanwhile: nobody reads its counts.
      if (!isProblem(error, 'entity-deleted') && !isProblem(error, 'entity-not-found')) throw error
    }
  }
}
