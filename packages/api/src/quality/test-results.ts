/** Keeps results of tests: the newest shows on the test, failures open incidents, suites count along. */
import { randomUUID } from 'node:crypto'
import type { EntityJson } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import {
  type EntityReference,
  isProblem,
  type TestCaseDimensionResult,
  type TestCaseResult,
  type TestSummary,
} from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'
import { openIncident } from './incidents.ts'

type Deps = Pick<ApiDependencies, 'engine' | 'now'>

export function latestResult(testCase: EntityJson): TestCaseResult | undefined {
  return testCase.testCaseResult as TestCaseResult | undefined // the member's schema
}

/**
 * Keeps a result and answers it as it is kept. A failure opens an incident unless one is open. An older result than
 * the newest one changes nothing but the series.
 */
export async function recordResult(
  deps: Deps,
  principal: Principal,
  testCase: EntityJson,
  posted: TestCaseResult & { readonly fqn?: string },
): Promise<TestCaseResult> {
  const { engine } = deps
  const { fullyQualifiedName } = testCase
  const { dimensionResults, fqn: _named, testCase: _case, testDefinition: _definition, ...reported } = posted
  const incidentId =
    reported.testCaseStatus === 'Failed' ? await openIncident(deps, principal, testCase) : undefined
  const result: TestCaseResult = {
    ...reported,
    id: reported.id ?? randomUUID(),
    testCaseFQN: fullyQualifiedName,
    ...(incidentId === undefined ? {} : { incidentId }),
  }
  await engine.extensions.append('testCase', fullyQualifiedName, 'results', result)
  for (const each of dimensionResults ?? []) {
    const kept: TestCaseDimensionResult = { ...each, testCaseResultId: String(result.id) }
    await engine.extensions.append('testCase', fullyQualifiedName, 'dimensionResults', kept)
  }
  if ((latestResult(testCase)?.timestamp ?? 0) <= result.timestamp) {
    await showLatest(deps, testCase, result, principal.name)
  }
  return result
}

/** Puts the newest result of the series on the test, after one was changed or removed. */
export async function refreshLatest(deps: Deps, testCase: EntityJson, actorName: string): Promise<void> {
  const { fullyQualifiedName } = testCase
  const [newest] = await deps.engine.extensions.series('testCase', fullyQualifiedName, 'results', {
    limit: 1,
  })
  await showLatest(deps, testCase, newest as TestCaseResult | undefined, actorName) // checked when it was kept
}

async function showLatest(
  deps: Deps,
  testCase: EntityJson,
  result: TestCaseResult | undefined,
  actorName: string,
): Promise<void> {
  const { engine } = deps
  const set = (name: string, value: unknown) =>
    value === undefined
      ? testCase[name] === undefined
        ? []
        : [{ op: 'remove' as const, path: `/${name}` }]
      : [{ op: 'add' as const, path: `/${name}`, value }]
  const patch = [
    ...set('testCaseResult', result),
    ...set('testCaseStatus', result?.testCaseStatus),
    ...(result?.incidentId === undefined ? [] : set('incidentId', result.incidentId)),
  ]
  if (patch.length > 0) {
    const options = { asSystem: true, quiet: true }
    await engine.patch('testCase', { id: testCase.id }, patch, { name: actorName }, options)
  }
  await refreshSuites(deps, testCase.id, actorName)
}

/** Counts anew what the suites of a test show. */
async function refreshSuites(deps: Deps, testCaseId: string, actorName: string): Promise<void> {
  const { engine } = deps
  const { testSuites } = await engine.get('testCase', { id: testCaseId }, { fields: ['testSuites'] })
  for (const { id } of (testSuites ?? []) as readonly EntityReference[]) {
    try {
      const patch = [
        { op: 'add' as const, path: '/summary', value: await summaryOf(deps, { testSuiteId: id }) },
      ]
      await engine.patch('testSuite', { id }, patch, { name: actorName }, { asSystem: true, quiet: true })
    } catch (error) {
      // Deleted or being changed: whoever reads it next counts again.
      if (!isProblem(error, 'entity-deleted') && !isProblem(error, 'entity-not-found')) throw error
    }
  }
}

/** How many tests are in which state; all tests of the catalog without filters. */
export async function summaryOf(deps: Deps, filters: Readonly<Record<string, string>>): Promise<TestSummary> {
  const count = async (more: Readonly<Record<string, string>>) =>
    (await deps.engine.list('testCase', { limit: 0, filters: { ...filters, ...more } })).paging.total
  const [success, failed, aborted, queued, total] = await Promise.all([
    count({ testCaseStatus: 'Success' }),
    count({ testCaseStatus: 'Failed' }),
    count({ testCaseStatus: 'Aborted' }),
    count({ testCaseStatus: 'Queued' }),
    count({}),
  ])
  return { success, failed, aborted, queued, total }
}
