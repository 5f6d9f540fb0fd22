/** Incidents of failing tests: one open at a time per test, its states as a series, closed when it is resolved. */
import { randomUUID } from 'node:crypto'
import type { EntityJson } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import type { CreateTestCaseResolutionStatus, EntityReference, TestCaseResolutionStatus } from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'

type Deps = Pick<ApiDependencies, 'engine' | 'now'>

function referenceOf(principal: Principal): EntityReference {
  return { id: principal.userId, type: 'user', name: principal.name, fullyQualifiedName: principal.name }
}

function testReference({ id, name, fullyQualifiedName }: EntityJson): EntityReference {
  return { id, type: 'testCase', name, fullyQualifiedName }
}

/** Entries were checked against the schema when they were kept. */
const asStatus = (entry: Readonly<Record<string, unknown>> | undefined) =>
  entry as TestCaseResolutionStatus | undefined

function isOpen(status: TestCaseResolutionStatus | undefined): boolean {
  return status !== undefined && status.testCaseResolutionStatusType !== 'Resolved'
}

/** Opens an incident for a failing test, unless one is open. Answers its state id. */
export async function openIncident(deps: Deps, principal: Principal, testCase: EntityJson): Promise<string> {
  const { engine, now } = deps
  const fqn = testCase.fullyQualifiedName
  let open: string | undefined
  const ifNoneIsOpen = (entry: Readonly<Record<string, unknown>> | undefined) => {
    const newest = asStatus(entry)
    if (isOpen(newest)) {
      open = newest?.stateId
      return undefined
    }
    return {
      id: randomUUID(),
      stateId: randomUUID(),
      // Never before the state it follows.
      timestamp: Math.max(now(), (newest?.timestamp ?? 0) + 1),
      testCaseResolutionStatusType: 'New',
      updatedBy: referenceOf(principal),
      updatedAt: now(),
      testCaseReference: testReference(testCase),
    } satisfies TestCaseResolutionStatus
  }
  const opened = await engine.extensions.appendAfter('testCase', fqn, 'incidents', ifNoneIsOpen, principal)
  return open ?? String(asStatus(opened)?.stateId)
}

/**
 * The next state of a test's incident: of the open one, or of a new one where none is open. Severity stays what it was
 * unless another one is given.
 */
export async function advanceIncident(
  deps: Deps,
  principal: Principal,
  testCase: EntityJson,
  request: CreateTestCaseResolutionStatus,
): Promise<TestCaseResolutionStatus> {
  const { engine, now } = deps
  const by = referenceOf(principal)
  const made = await engine.extensions.appendAfter(
    'testCase',
    testCase.fullyQualifiedName,
    'incidents',
    (entry) => {
      const newest = asStatus(entry)
      const severity = request.severity ?? (isOpen(newest) ? newest?.severity : undefined)
      const details = request.testCaseResolutionStatusDetails
      const resolved = details !== undefined && 'testCaseFailureReason' in details
      return {
        id: randomUUID(),
        stateId: (isOpen(newest) ? newest?.stateId : undefined) ?? randomUUID(),
        timestamp: Math.max(now(), (newest?.timestamp ?? 0) + 1),
        testCaseResolutionStatusType: request.testCaseResolutionStatusType,
        ...(details === undefined
          ? {}
          : {
              testCaseResolutionStatusDetails: resolved
                ? { ...details, resolvedBy: details.resolvedBy ?? by }
                : details,
            }),
        ...(severity === undefined ? {} : { severity }),
        updatedBy: by,
        updatedAt: now(),
        testCaseReference: testReference(testCase),
      } satisfies TestCaseResolutionStatus
    },
    principal,
  )
  const status = made as TestCaseResolutionStatus // `appendAfter` appended what was made above
  await showIncident(deps, testCase, status, principal.name)
  return status
}

/** The test shows its open incident, and none once it is resolved. */
export async function showIncident(
  deps: Deps,
  testCase: EntityJson,
  status: TestCaseResolutionStatus,
  actorName: string,
): Promise<void> {
  const patch = isOpen(status)
    ? [{ op: 'add' as const, path: '/incidentId', value: status.stateId }]
    : testCase.incidentId === undefined
      ? []
      : [{ op: 'remove' as const, path: '/incidentId' }]
  if (patch.length === 0) return
  const options = { asSystem: true, quiet: true }
  await deps.engine.patch('testCase', { id: testCase.id }, patch, { name: actorName }, options)
}
