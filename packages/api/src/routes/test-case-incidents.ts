/** Incidents of failing tests: acknowledged, assigned, resolved; listed by state, assignee and test. */
import { type Static, Type } from '@sinclair/typebox'
import { applyPatch } from '@waymark/engine'
import { CreateTestCaseResolutionStatus, JsonPatch, problem, TestCaseResolutionStatus } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { queryOf } from '../http/query.ts'
import { SeriesWindow, windowOf } from '../http/series.ts'
import { advanceIncident, showIncident } from '../quality/incidents.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/dataQuality/testCases/testCaseIncidentStatus'
const tag = 'TestCaseIncident'

const IncidentSearch = queryOf({
  ...SeriesWindow.properties,
  latest: Type.Optional(Type.Boolean({ description: 'the newest state of each incident alone' })),
  testCaseResolutionStatusType: Type.Optional(Type.String({ enum: ['New', 'Ack', 'Assigned', 'Resolved'] })),
  assignee: Type.Optional(Type.String({ maxLength: 256, description: 'name of the user' })),
  testCaseFQN: Type.Optional(Type.String({ maxLength: 3072 })),
})

export function registerTestCaseIncidentRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerList(app, deps)
  registerOne(app, deps)
}

async function authorize(deps: ApiDependencies, request: FastifyRequest, edits: boolean, name?: string) {
  const resource = { type: 'testCase', ...(name === undefined ? {} : { name }) }
  await deps.identity.authorize(principalOf(request), edits ? 'EditTests' : 'ViewTests', resource)
}

function registerList(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  for (const url of [base, `${base}/search/list`]) {
    app.get<{ Querystring: Static<typeof IncidentSearch> }>(
      url,
      {
        schema: { querystring: IncidentSearch },
        config: {
          docs: described({
            summary: 'States of incidents, newest first',
            tag,
            answer: pageOf(TestCaseResolutionStatus),
          }),
        },
      },
      async (request) => {
        await authorize(deps, request, false)
        const { latest, testCaseResolutionStatusType, assignee, testCaseFQN, offset = 0 } = request.query
        const { entries, total } = await engine.extensions.across('testCase', 'incidents', {
          ...windowOf(request.query),
          offset,
          ...(latest === true ? { newestBy: 'stateId' } : {}),
          containing: {
            ...(testCaseResolutionStatusType === undefined ? {} : { testCaseResolutionStatusType }),
            ...(testCaseFQN === undefined ? {} : { testCaseReference: { fullyQualifiedName: testCaseFQN } }),
            ...(assignee === undefined
              ? {}
              : { testCaseResolutionStatusDetails: { assignee: { name: assignee } } }),
          },
        })
        return { data: entries, paging: { total, offset } }
      },
    )
  }
  app.get<{ Params: { stateId: string }; Querystring: SeriesWindow }>(
    `${base}/stateId/:stateId`,
    {
      schema: { querystring: SeriesWindow },
      config: {
        docs: described({
          summary: 'All states of one incident, newest first',
          tag,
          answer: pageOf(TestCaseResolutionStatus),
        }),
      },
    },
    async (request) => {
      await authorize(deps, request, false)
      const { entries, total } = await engine.extensions.across('testCase', 'incidents', {
        ...windowOf(request.query),
        containing: { stateId: request.params.stateId },
      })
      return { data: entries, paging: { total } }
    },
  )
}

function registerOne(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const find = async (id: string): Promise<TestCaseResolutionStatus> => {
    const { entries } = await engine.extensions.across('testCase', 'incidents', {
      containing: { id },
      limit: 1,
    })
    const [found] = entries as readonly TestCaseResolutionStatus[] // checked when it was kept
    if (!found) throw problem('entity-not-found', { type: 'testCaseResolutionStatus', key: id })
    return found
  }
  app.post<{ Body: CreateTestCaseResolutionStatus }>(
    base,
    {
      schema: { body: CreateTestCaseResolutionStatus },
      config: {
        docs: described({
          summary: 'The next state of the incident of a test',
          tag,
          answer: TestCaseResolutionStatus,
        }),
      },
    },
    async (request) => {
      const { testCaseReference, testCaseResolutionStatusDetails: details } = request.body
      await authorize(deps, request, true, testCaseReference)
      const test = await engine.get('testCase', { fqn: testCaseReference })
      if (request.body.testCaseResolutionStatusType === 'Assigned') {
        if (!details || !('assignee' in details)) {
          throw problem('body-invalid', {
            field: 'testCaseResolutionStatusDetails.assignee',
            expected: 'is required for Assigned: a reference to a user.',
          })
        }
        const person = await engine.get('user', { id: details.assignee.id })
        const { id, name, displayName, fullyQualifiedName } = person
        const shown = typeof displayName === 'string' ? { displayName } : {}
        const assignee = { id, type: 'user', name, fullyQualifiedName, ...shown }
        const named = { ...request.body, testCaseResolutionStatusDetails: { assignee } }
        return await advanceIncident(deps, principalOf(request), test, named)
      }
      return await advanceIncident(deps, principalOf(request), test, request.body)
    },
  )
  app.get<{ Params: { id: string } }>(
    `${base}/:id`,
    {
      config: {
        docs: described({ summary: 'One state of an incident', tag, answer: TestCaseResolutionStatus }),
      },
    },
    async (request) => {
      await authorize(deps, request, false)
      return await find(request.params.id)
    },
  )
  app.patch<{ Params: { id: string }; Body: JsonPatch }>(
    `${base}/:id`,
    {
      schema: { body: JsonPatch },
      config: {
        docs: described({
          summary: 'Change a state of an incident: its severity, its details',
          tag,
          answer: TestCaseResolutionStatus,
        }),
      },
    },
    async (request) => {
      const before = await find(request.params.id)
      const fqn = String(before.testCaseReference?.fullyQualifiedName)
      await authorize(deps, request, true, fqn)
      const test = await engine.get('testCase', { fqn }, { include: 'all' })
      const patched = applyPatch(before, request.body) as TestCaseResolutionStatus // its schema is checked below
      for (const member of ['id', 'stateId', 'timestamp', 'testCaseReference'] as const) {
        if (JSON.stringify(patched?.[member]) === JSON.stringify(before[member])) continue
        throw problem('patch-invalid', { index: 0, reason: `'${member}' cannot be changed by a patch.` })
      }
      const after = { ...patched, updatedAt: deps.now() }
      const by = principalOf(request)
      await engine.extensions.append('testCase', test.fullyQualifiedName, 'incidents', after, undefined, by)
      await showIncident(deps, test, after, by.name)
      return after
    },
  )
}
