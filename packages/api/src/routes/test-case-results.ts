/** Results of tests: posted by whoever runs them, listed by time, corrected and removed. */
import { type Static, Type } from '@sinclair/typebox'
import { applyPatch, type EntityJson } from '@waymark/engine'
import {
  CreateTestCaseResult,
  JsonPatch,
  problem,
  TestCaseDimensionResult,
  TestCaseResult,
} from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { queryOf } from '../http/query.ts'
import { SeriesWindow, wholePage, windowOf } from '../http/series.ts'
import { recordResult, refreshLatest } from '../quality/test-results.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/dataQuality/testCases'
const tag = 'TestCase'

const ResultSearch = queryOf({
  ...SeriesWindow.properties,
  testCaseFQN: Type.Optional(Type.String({ maxLength: 3072 })),
  testCaseStatus: Type.Optional(Type.String({ enum: ['Success', 'Failed', 'Aborted', 'Queued'] })),
  latest: Type.Optional(Type.Boolean()),
})

export function registerTestCaseResultRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerWrites(app, deps)
  registerReads(app, deps)
}

async function findTest(
  deps: ApiDependencies,
  request: FastifyRequest,
  fqn: string,
  edits: boolean,
): Promise<EntityJson> {
  await deps.identity.authorize(principalOf(request), edits ? 'EditTests' : 'ViewTests', {
    type: 'testCase',
    name: fqn,
  })
  return await deps.engine.get('testCase', { fqn }, { include: 'all' })
}

function registerWrites(app: FastifyInstance, deps: ApiDependencies): void {
  const record = async (request: FastifyRequest, fqn: string, body: Static<typeof CreateTestCaseResult>) => {
    const test = await findTest(deps, request, fqn, true)
    return await recordResult(deps, principalOf(request), test, body)
  }
  const findResult = async (request: FastifyRequest, fqn: string, timestamp: string) => {
    const test = await findTest(deps, request, fqn, true)
    const key = test.fullyQualifiedName
    const entry = await deps.engine.extensions.entry('testCase', key, 'results', timestamp)
    if (!entry) throw problem('entity-not-found', { type: 'testCaseResult', key: `${fqn} ${timestamp}` })
    return { test, entry }
  }
  const config = { docs: described({ summary: 'Keep a result of a test', tag, answer: TestCaseResult }) }
  for (const method of ['POST', 'PUT'] as const) {
    app.route<{ Params: { fqn: string }; Body: Static<typeof CreateTestCaseResult> }>({
      method,
      url: `${base}/testCaseResults/:fqn`,
      schema: { body: CreateTestCaseResult },
      config,
      handler: (request) => record(request, request.params.fqn, request.body),
    })
  }
  // The older form answers the test.
  app.put<{ Params: { fqn: string }; Body: Static<typeof CreateTestCaseResult> }>(
    `${base}/:fqn/testCaseResult`,
    {
      schema: { body: CreateTestCaseResult },
      config: { docs: described({ summary: 'Keep a result of a test', tag, answer: TestCaseResult }) },
    },
    (request) => record(request, request.params.fqn, request.body),
  )
  app.patch<{ Params: { fqn: string; timestamp: string }; Body: JsonPatch }>(
    `${base}/testCaseResults/:fqn/:timestamp`,
    {
      schema: { body: JsonPatch },
      config: { docs: described({ summary: 'Correct a result', tag, answer: TestCaseResult }) },
    },
    async (request) => {
      const { fqn, timestamp } = request.params
      const { test, entry } = await findResult(request, fqn, timestamp)
      const changed = applyPatch(entry, request.body)
      if (
        typeof changed !== 'object' ||
        changed === null ||
        Number(Reflect.get(changed, 'timestamp')) !== Number(timestamp)
      ) {
        throw problem('patch-invalid', { index: 0, reason: "'timestamp' cannot be changed by a patch." })
      }
      // The extension's schema is checked when it is appended.
      const result = changed as TestCaseResult
      await deps.engine.extensions.append(
        'testCase',
        test.fullyQualifiedName,
        'results',
        result,
        undefined,
        principalOf(request),
      )
      await refreshLatest(deps, test, principalOf(request).name)
      return result
    },
  )
  app.delete<{ Params: { fqn: string; timestamp: string } }>(
    `${base}/testCaseResults/:fqn/:timestamp`,
    { config: { docs: described({ summary: 'Remove a result', tag, answer: TestCaseResult }) } },
    async (request) => {
      const { fqn, timestamp } = request.params
      const { test, entry } = await findResult(request, fqn, timestamp)
      await deps.engine.extensions.remove('testCase', test.fullyQualifiedName, 'results', { key: timestamp })
      await refreshLatest(deps, test, principalOf(request).name)
      return entry
    },
  )
}

function registerReads(app: FastifyInstance, deps: ApiDependencies): void {
  const list = async (request: FastifyRequest<{ Querystring: SeriesWindow }>, fqn: string) => {
    const test = await findTest(deps, request, fqn, false)
    const window = windowOf(request.query)
    return wholePage(
      await deps.engine.extensions.series('testCase', test.fullyQualifiedName, 'results', window),
    )
  }
  const docs = described({
    summary: 'Results of a test, newest first',
    tag,
    answer: pageOf(TestCaseResult),
  })
  app.get<{ Params: { fqn: string }; Querystring: SeriesWindow }>(
    `${base}/testCaseResults/:fqn`,
    { schema: { querystring: SeriesWindow }, config: { docs } },
    (request) => list(request, request.params.fqn),
  )
  app.get<{ Params: { fqn: string }; Querystring: SeriesWindow }>(
    `${base}/:fqn/testCaseResult`,
    { schema: { querystring: SeriesWindow }, config: { docs } },
    (request) => list(request, request.params.fqn),
  )
  app.get<{ Params: { fqn: string }; Querystring: SeriesWindow }>(
    `${base}/dimensionResults/:fqn`,
    {
      schema: { querystring: SeriesWindow },
      config: {
        docs: described({
          summary: 'Results of a test by dimension, newest first',
          tag,
          answer: pageOf(TestCaseDimensionResult),
        }),
      },
    },
    async (request) => {
      const test = await findTest(deps, request, request.params.fqn, false)
      const { engine } = deps
      const window = windowOf(request.query)
      return wholePage(
        await engine.extensions.series('testCase', test.fullyQualifiedName, 'dimensionResults', window),
      )
    },
  )
  app.get<{ Querystring: Static<typeof ResultSearch> }>(
    `${base}/testCaseResults/search/list`,
    {
      schema: { querystring: ResultSearch },
      config: {
        docs: described({
          summary: 'Results of all tests, newest first',
          tag,
          answer: pageOf(TestCaseResult),
        }),
      },
    },
    async (request) => {
      await deps.identity.authorize(principalOf(request), 'ViewTests', { type: 'testCase' })
      const { entries, total } = await deps.engine.extensions.across('testCase', 'results', {
        ...searchOf(request.query),
        newestOfEach: request.query.latest === true,
      })
      return { data: entries, paging: { total, offset: request.query.offset ?? 0 } }
    },
  )
  app.get<{ Querystring: Static<typeof ResultSearch> }>(
    `${base}/testCaseResults/search/latest`,
    {
      schema: { querystring: ResultSearch },
      config: {
        docs: described({
          summary: 'The newest result',
          tag,
          answer: TestCaseResult,
          withoutBody: { 204: 'There is none' },
        }),
      },
    },
    async (request, reply) => {
      await deps.identity.authorize(principalOf(request), 'ViewTests', { type: 'testCase' })
      const query = { ...searchOf(request.query), limit: 1, offset: 0 }
      const { entries } = await deps.engine.extensions.across('testCase', 'results', query)
      return entries[0] ?? reply.code(204).send()
    },
  )
}

function searchOf(query: Static<typeof ResultSearch>) {
  const { testCaseFQN, testCaseStatus, offset } = query
  return {
    ...windowOf(query),
    offset: offset ?? 0,
    containing: {
      ...(testCaseFQN === undefined ? {} : { testCaseFQN }),
      ...(testCaseStatus === undefined ? {} : { testCaseStatus }),
    },
  }
}
