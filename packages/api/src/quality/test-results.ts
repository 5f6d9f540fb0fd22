/** Keeps results of tests: the newest shows on the test, failures open incidents, suites count along. */
import { randomUUID } from 'node:crypto'
import type { EntityJson } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import type { TestCaseDimensionResult, TestCaseResult } from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'
import { openIncident } from './incidents.ts'
import { refreshSuites } from './suite-summary.ts'

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
  await engine.extensions.append('testCase', fullyQualifiedName, 'results', result, undefined, principal)
  for (const each of dimensionResults ?? []) {
    const kept: TestCaseDimensionResult = { ...each, testCaseResultId: String(result.id) }
    await engine.extensions.append('testCase', fullyQualifiedName, 'dimensionResults', kept)
  }
  if ((latestResult(testCase)?.timestamp ?? 0) <= result.timestamp) {
    await refreshLatest(deps, testCase, principal.name, incidentId)
  }
  return result
}

/** Others may be recording at the same time; each sees the others' within as many rounds. */
const mostRounds = 5

/**
 * Puts the newest result of the series on the test, and counts its suites anew. Looks again until there is nothing to
 * change, so that of writers at the same moment the newest result stays.
 * @param incidentId - the incident that a new result belongs to
 */
export async function refreshLatest(
  deps: Deps,
  testCase: EntityJson,
  actorName: string,
  incidentId?: string,
): Promise<void> {
  const { engine } = deps
  const { id, fullyQualifiedName } = testCase
  const options = { asSystem: true, quiet: true }
  for (let round = 0; round < mostRounds; round += 1) {
    const shown = await engine.get('testCase', { id }, { include: 'all' })
    if (shown.deleted) return
    const [newest] = await engine.extensions.series('testCase', fullyQualifiedName, 'results', { limit: 1 })
    const set = (name: string, value: unknown) =>
      value === undefined
        ? shown[name] === undefined
          ? []
          : [{ op: 'remove' as const, path: `/${name}` }]
        : [{ op: 'add' as const, path: `/${name}`, value }]
    const patch = [
      ...set('testCaseResult', newest),
      ...set('testCaseStatus', newest?.testCaseStatus),
      ...(incidentId === undefined || round > 0 ? [] : set('incidentId', incidentId)),
    ]
    const { outcome } = await engine.patch('testCase', { id }, patch, { name: actorName }, options)
    if (outcome === 'unchanged') break
  }
  await refreshSuites(deps, id, actorName)
}
