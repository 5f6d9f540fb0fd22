/** What test suites have beside their entity routes: the suite of one table, membership of tests, and counts. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import { problem, TestCase, TestSuite, TestSummary } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { answerWith, contextOf, keyOf } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { queryOf } from '../http/query.ts'
import { aggregateTests, DataQualityReport } from '../quality/report.ts'
import { refreshSuite, suiteSummary, summaryOf } from '../quality/suite-summary.ts'
import { described } from '../route-config.ts'

const LogicalTestCases = Type.Object(
  {
    testSuiteId: Type.String({ format: 'uuid' }),
    testCaseIds: Type.Array(Type.String({ format: 'uuid' }), { maxItems: 10_000 }),
  },
  { $id: 'CreateLogicalTestCases', additionalProperties: false },
)

const Deletion = queryOf({
  recursive: Type.Optional(Type.Boolean({ default: false })),
  hardDelete: Type.Optional(Type.Boolean({ default: false })),
})

const Report = queryOf({
  aggregationQuery: Type.String({ maxLength: 2000 }),
  index: Type.Optional(Type.String({ maxLength: 100 })),
})

export function registerTestSuiteRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerBasicSuites(app, deps)
  registerMembership(app, deps)
  registerCounts(app, deps)
  registerInspectionQuery(app, deps)
}

/** `executable` is what older clients call `basic`. */
function registerBasicSuites(app: FastifyInstance, deps: ApiDependencies): void {
  const context = contextOf(deps, 'testSuite')
  const { engine } = context
  for (const word of ['executable', 'basic']) {
    for (const method of ['POST', 'PUT'] as const) {
      app.route({
        method,
        url: `${context.path}/${word}`,
        config: {
          docs: described({
            summary: 'Create the suite of a table, or update it',
            tag: 'TestSuite',
            body: TestSuite.createSchema,
            answer: TestSuite.schema,
            ...(method === 'POST' && { status: 201 }),
          }),
        },
        async handler(request, reply) {
          const body = request.body
          const names = typeof body === 'object' && body !== null ? Object.entries(body) : []
          const named = names.some(
            ([name, value]) => /^(basic|executable)EntityReference$/.test(name) && value !== null,
          )
          if (!named) {
            throw problem('body-invalid', {
              field: 'basicEntityReference',
              expected: 'is required: the fully qualified name of the table.',
            })
          }
          const principal = principalOf(request)
          const actor = { name: principal.name, isBot: principal.isBot }
          const options = await heldWrites(context, principal, 'testSuite')
          const { entity, outcome } =
            method === 'POST'
              ? await engine.create('testSuite', body, actor, options)
              : await engine.createOrUpdate('testSuite', body, actor, options)
          if (outcome === 'created') reply.code(201)
          return answerWith(context, request, reply, entity)
        },
      })
    }
    app.delete<{ Params: { id: string }; Querystring: Static<typeof Deletion> }>(
      `${context.path}/${word}/:id`,
      {
        schema: { querystring: Deletion },
        config: {
          docs: described({
            summary: 'Delete the suite of a table',
            tag: 'TestSuite',
            answer: TestSuite.schema,
          }),
        },
      },
      async (request, reply) => {
        const principal = principalOf(request)
        const { recursive = false, hardDelete = false } = request.query
        const options = {
          ...(await heldWrites(context, principal, 'testSuite')),
          recursive,
          hard: hardDelete,
        }
        const key = keyOf(context, request.params)
        const { entity } = await engine.delete('testSuite', key, { name: principal.name }, options)
        return answerWith(context, request, reply, entity)
      },
    )
  }
}

function registerMembership(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity } = deps
  const base = '/api/v1/dataQuality/testCases/logicalTestCases'
  const context = contextOf(deps, 'testSuite')
  const requireLogical = (suite: EntityJson) => {
    if (suite.basic === true) {
      throw problem('body-invalid', {
        field: 'testSuiteId',
        expected: 'a logical suite; tests of a table belong to its own suite already.',
      })
    }
  }
  app.put<{ Body: Static<typeof LogicalTestCases> }>(
    base,
    {
      schema: { body: LogicalTestCases },
      config: {
        docs: described({
          summary: 'Add tests to a logical suite',
          tag: 'TestSuite',
          answer: TestSuite.schema,
        }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { testSuiteId, testCaseIds } = request.body
      await identity.authorize(principal, 'EditTests', { type: 'testSuite' })
      requireLogical(await engine.get('testSuite', { id: testSuiteId }))
      for (const id of testCaseIds) {
        await engine.link('testSuite', testSuiteId, 'tests', { type: 'testCase', id }, true, principal)
      }
      await refreshSuite(deps, testSuiteId, principal.name)
      return answerWith(context, request, reply, await engine.get('testSuite', { id: testSuiteId }))
    },
  )
  app.delete<{ Params: { suiteId: string; id: string } }>(
    `${base}/:suiteId/:id`,
    {
      config: {
        docs: described({
          summary: 'Take a test out of a logical suite',
          tag: 'TestSuite',
          answer: TestCase.schema,
        }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { suiteId, id } = request.params
      await identity.authorize(principal, 'EditTests', { type: 'testSuite' })
      requireLogical(await engine.get('testSuite', { id: suiteId }))
      await engine.link('testSuite', suiteId, 'tests', { type: 'testCase', id }, false, principal)
      await refreshSuite(deps, suiteId, principal.name)
      return answerWith(contextOf(deps, 'testCase'), request, reply, await engine.get('testCase', { id }))
    },
  )
}

function registerCounts(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity } = deps
  const base = '/api/v1/dataQuality/testSuites'
  app.get<{ Querystring: { testSuiteId?: string } }>(
    `${base}/executionSummary`,
    {
      schema: { querystring: queryOf({ testSuiteId: Type.Optional(Type.String({ format: 'uuid' })) }) },
      config: {
        docs: described({
          summary: 'How many tests are in which state',
          tag: 'TestSuite',
          answer: TestSummary,
        }),
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewTests', { type: 'testSuite' })
      const { testSuiteId } = request.query
      if (testSuiteId === undefined) return await summaryOf(deps, {})
      await engine.getText('testSuite', { id: testSuiteId })
      return (await suiteSummary(deps, testSuiteId)).summary
    },
  )
  app.get<{ Querystring: Static<typeof Report> }>(
    `${base}/dataQualityReport`,
    {
      schema: { querystring: Report },
      config: {
        docs: described({
          summary: 'Tests counted by their members',
          tag: 'TestSuite',
          answer: DataQualityReport,
        }),
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewTests', { type: 'testSuite' })
      return await aggregateTests(engine, request.query.aggregationQuery)
    },
  )
}

function registerInspectionQuery(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity } = deps
  const context = contextOf(deps, 'testCase')
  app.put<{ Params: { id: string }; Body: string }>(
    `${context.path}/:id/inspectionQuery`,
    {
      config: {
        docs: described({
          summary: 'Keep the query that shows failed rows; the body is its text',
          tag: 'TestCase',
          answer: TestCase.schema,
        }),
        rawBody: true,
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const key = keyOf(context, request.params)
      await identity.authorize(principal, 'EditTests', { type: 'testCase' })
      if (request.body === undefined)
        throw problem('body-invalid', { field: 'body', expected: 'the text of a query' })
      const patch = [{ op: 'add' as const, path: '/inspectionQuery', value: String(request.body) }]
      const { entity } = await engine.patch('testCase', key, patch, principal, { asSystem: true })
      return answerWith(context, request, reply, entity)
    },
  )
}
