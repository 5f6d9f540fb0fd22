/** Lists of tests and suites as a page about quality asks for them: any page, filtered by how tests went, the last run first. */
import { type Static, Type } from '@sinclair/typebox'
import type { SearchQuery } from '@waymark/engine'
import { type AnyDefinition, unlessMissing } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { withHref } from '../entities/address.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { contextOf, type EntityContext, fieldsOf } from '../entities/entity-context.ts'
import { fieldsParameter, includeOf, includeParameter, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { searchFor } from './search.ts'

const text = Type.Optional(Type.String({ maxLength: 3072 }))
const lastResult = Type.Optional(
  Type.Number({ description: 'milliseconds since 1970; of the last result of a test' }),
)
const shared = {
  q: text,
  owner: text,
  tags: text,
  tier: text,
  domain: text,
  fields: fieldsParameter,
  include: includeParameter,
  sortField: Type.Optional(Type.String({ maxLength: 200 })),
  sortType: Type.Optional(Type.String({ enum: ['asc', 'desc'], default: 'desc' })),
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 10 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 9000, default: 0 })),
}
const Cases = queryOf({
  ...shared,
  entityLink: text,
  includeAllTests: Type.Optional(Type.Boolean({ description: 'also tests of the columns' })),
  testSuiteId: Type.Optional(Type.String({ format: 'uuid' })),
  testCaseStatus: Type.Optional(Type.String({ enum: ['Success', 'Failed', 'Aborted', 'Queued'] })),
  testCaseType: Type.Optional(Type.String({ enum: ['table', 'column', 'all'] })),
  testPlatforms: text,
  dataQualityDimension: text,
  serviceName: text,
  createdBy: text,
  startTimestamp: lastResult,
  endTimestamp: lastResult,
})
type Cases = Static<typeof Cases>
const Suites = queryOf({
  ...shared,
  testSuiteType: Type.Optional(Type.String({ enum: ['basic', 'executable', 'logical'] })),
})
type Suites = Static<typeof Suites>

const is = (field: string, value: unknown): object[] =>
  value === undefined ? [] : [{ term: { [field]: value } }]

function sharedClauses({ owner, tags, tier, domain }: Cases | Suites): object[] {
  return [
    ...is('owners.name', owner),
    ...is('tags.tagFQN', tags),
    ...is('tier.tagFQN', tier),
    ...is('domains.fullyQualifiedName', domain),
  ]
}

function suiteClauses({ testSuiteType }: Suites): object[] {
  return testSuiteType === undefined ? [] : is('basic', testSuiteType !== 'logical')
}

function about({ entityLink, includeAllTests = false }: Cases): object[] {
  if (entityLink === undefined) return []
  if (!includeAllTests) return is('entityLink', entityLink)
  const parts = { prefix: { entityLink: `${entityLink.replace(/>$/, '')}::` } }
  return [{ bool: { should: [...is('entityLink', entityLink), parts] } }]
}

/** Clauses of an Elasticsearch query, which search understands. */
async function caseClauses({ engine }: ApiDependencies, query: Cases): Promise<object[]> {
  const { startTimestamp, endTimestamp, testCaseType, serviceName, testSuiteId } = query
  const columns = { wildcard: { entityLink: '*::columns::*' } }
  const window = {
    ...(startTimestamp === undefined ? {} : { gte: startTimestamp }),
    ...(endTimestamp === undefined ? {} : { lte: endTimestamp }),
  }
  return [
    ...about(query),
    ...is('testCaseStatus', query.testCaseStatus),
    ...is('createdBy', query.createdBy),
    ...(serviceName === undefined ? [] : [{ prefix: { entityFQN: `${serviceName}.` } }]),
    ...(Object.keys(window).length === 0 ? [] : [{ range: { 'testCaseResult.timestamp': window } }]),
    ...(testCaseType === 'column' ? [columns] : []),
    ...(testCaseType === 'table' ? [{ bool: { must_not: [columns] } }] : []),
    ...(testSuiteId === undefined
      ? []
      : [{ ids: { values: await idsOf(engine, 'testCase', { testSuiteId }) } }]),
    ...(await definitionClauses(engine, query)),
  ]
}

/** Dimension and platform are those of the definition that a test runs. */
async function definitionClauses(engine: ApiDependencies['engine'], query: Cases): Promise<object[]> {
  const { dataQualityDimension, testPlatforms } = query
  if (dataQualityDimension === undefined && testPlatforms === undefined) return []
  const ids = await idsOf(engine, 'testDefinition', {
    ...(dataQualityDimension === undefined ? {} : { dataQualityDimension }),
    ...(testPlatforms === undefined ? {} : { testPlatform: testPlatforms }),
  })
  return [{ terms: { 'testDefinition.id': ids } }]
}

/** More tests of one suite, or definitions, than anybody pages through. */
const mostIds = 10_000

async function idsOf(
  engine: ApiDependencies['engine'],
  type: string,
  filters: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { data } = await engine.list(type, { filters, include: 'all', limit: mostIds })
  return data.map(({ id }) => id)
}

export function registerQualitySearch(app: FastifyInstance, deps: ApiDependencies): void {
  const cases = contextOf(deps, 'testCase')
  app.get<{ Querystring: Cases }>(
    `${cases.path}/search/list`,
    { schema: { querystring: Cases }, config: config(cases.definition) },
    async (request) => {
      const clauses = await caseClauses(deps, request.query)
      return await page(cases, request, clauses, 'testCaseResult.timestamp')
    },
  )
  const suites = contextOf(deps, 'testSuite')
  app.get<{ Querystring: Suites }>(
    `${suites.path}/search/list`,
    { schema: { querystring: Suites }, config: config(suites.definition) },
    async (request) => await page(suites, request, suiteClauses(request.query), 'lastResultTimestamp'),
  )
}

const config = ({ label, schema }: AnyDefinition) => ({
  docs: described({
    summary: `List ${label} entities by how they went, the last run first`,
    tag: label,
    answer: pageOf(schema),
  }),
})

async function page(
  context: EntityContext,
  request: FastifyRequest<{ Querystring: Cases | Suites }>,
  clauses: readonly object[],
  lastRun: string,
) {
  const { q, limit = 10, offset = 0, sortField = lastRun, sortType = 'desc', include } = request.query
  const filter = [...clauses, ...sharedClauses(request.query)]
  const wanted = includeOf(include)
  const query: SearchQuery = {
    index: context.definition.type,
    from: offset,
    size: limit,
    trackTotalHits: true,
    deleted: wanted === 'all' ? 'any' : wanted === 'deleted',
    sort: { field: sortField, order: sortType === 'asc' ? 'asc' : 'desc' },
    ...(q === undefined || q === '' ? {} : { q }),
    ...(filter.length === 0 ? {} : { queryFilter: { bool: { filter } } }),
  }
  const { hits, total } = await searchFor(context, request, query)
  const found = await Promise.all(hits.map(({ id }) => read(context, request, id)))
  return { data: found.filter((entity) => entity !== undefined), paging: { total, limit, offset } }
}

/** Nothing where it was deleted since it was found. */
async function read(
  context: EntityContext,
  request: FastifyRequest<{ Querystring: Cases | Suites }>,
  id: string,
) {
  const { engine, definition } = context
  const fields = fieldsOf(context, request, request.query.fields)
  const options = { include: 'all', ...(fields === undefined ? {} : { fields }) } as const
  const found = await unlessMissing(engine.get(definition.type, { id }, options))
  return found && withHref(request, definition, found)
}
