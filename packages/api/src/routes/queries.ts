/** What queries gather as they are seen again: where they are used, who ran them, and what they cost. */
import { randomUUID } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference, problem, Query, type ReferenceInput, Table } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { answerWith, authorizeOn, contextOf, type EntityContext, keyOf } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { queryOf } from '../http/query.ts'
import { SeriesWindow, windowOf } from '../http/series.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/queries'
const tag = 'Query'

interface ById {
  Params: { id: string }
}

const References = Type.Array(EntityReference, { maxItems: 10_000 })
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 3072 }), { maxItems: 10_000 })

const cost = {
  timestamp: Type.Integer(),
  jsonSchema: Type.Optional(Type.String()),
  queryReference: EntityReference,
  cost: Type.Number(),
  count: Type.Number(),
  totalDuration: Type.Optional(Type.Number()),
}
const CreateQueryCostRecord = Type.Object(cost, {
  $id: 'CreateQueryCostRecordRequest',
  additionalProperties: false,
})
const QueryCostRecord = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    ...cost,
    updatedBy: Type.Optional(EntityReference),
    updatedAt: Type.Optional(Type.Integer()),
  },
  { $id: 'QueryCostRecord', additionalProperties: false },
)

/** How the 0.13 clients report a query: with the table, one at a time. */
const TableQuery = Type.Object(
  {
    query: Type.String({ minLength: 1 }),
    duration: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    user: Type.Optional(Type.Union([EntityReference, Type.Null()])),
    users: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
    vote: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    checksum: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    queryDate: Type.Optional(Type.Union([Type.Number(), Type.String(), Type.Null()])),
  },
  { $id: 'SQLQuery', additionalProperties: true },
)

const TableWithQueries = Type.Object(
  {
    ...Table.schema.properties,
    tableQueries: Type.Array(
      Type.Object({
        query: Type.String(),
        duration: Type.Optional(Type.Number()),
        checksum: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'TableWithQueries', additionalProperties: false },
)

export function registerQueryRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const context = contextOf(deps, 'query')
  registerGathered(app, context)
  registerCosts(app, context)
  registerTableQuery(app, context)
}

function registerGathered(app: FastifyInstance, context: EntityContext): void {
  const { engine } = context
  const answer = async (request: FastifyRequest, reply: FastifyReply, id: string) => {
    const fields = ['queryUsedIn', 'users']
    return answerWith(context, request, reply, await engine.get('query', { id }, { fields }))
  }
  const use = async (
    request: FastifyRequest<ById & { Body: Static<typeof References> }>,
    reply: FastifyReply,
    present: boolean,
  ) => {
    const principal = principalOf(request)
    const key = keyOf(context, request.params)
    await authorizeOn(context, principal, key, 'EditQueries')
    const { id } = await engine.get('query', key)
    for (const { type, id: other } of request.body) {
      await engine.link('query', id, 'queryUsedIn', { type, id: other }, present, principal)
    }
    return await answer(request, reply, id)
  }
  const docs = (summary: string) => ({ docs: described({ summary, tag, answer: Query.schema }) })
  app.put<ById & { Body: Static<typeof References> }>(
    `${base}/:id/usage`,
    { schema: { body: References }, config: docs('Say where a Query is used') },
    (request, reply) => use(request, reply, true),
  )
  app.delete<ById & { Body: Static<typeof References> }>(
    `${base}/:id/usage`,
    { schema: { body: References }, config: docs('A Query is used there no longer') },
    (request, reply) => use(request, reply, false),
  )
  app.put<ById & { Body: string[] }>(
    `${base}/:id/users`,
    { schema: { body: Names }, config: docs('Say who ran a Query') },
    async (request, reply) => {
      const principal = principalOf(request)
      const key = keyOf(context, request.params)
      await authorizeOn(context, principal, key, 'EditQueries')
      const { id } = await engine.get('query', key)
      for (const fqn of request.body) {
        const user = await engine.get('user', { fqn })
        await engine.link('query', id, 'users', { type: 'user', id: user.id }, true, principal)
      }
      return await answer(request, reply, id)
    },
  )
  app.put<ById & { Body: string[] }>(
    `${base}/:id/usedBy`,
    { schema: { body: Names }, config: docs('Say who ran a Query and has no account here') },
    async (request, reply) => {
      const principal = principalOf(request)
      const query = await engine.get('query', keyOf(context, request.params))
      const before = (query.usedBy ?? []) as readonly string[] // the query's schema
      const value = [...new Set([...before, ...request.body])]
      const options = { ...(await heldWrites(context, principal, 'query')), quiet: true }
      await engine.patch(
        'query',
        { id: query.id },
        [{ op: 'add', path: '/usedBy', value }],
        principal,
        options,
      )
      return await answer(request, reply, query.id)
    },
  )
}

function registerCosts(app: FastifyInstance, context: EntityContext): void {
  const { engine, identity, now } = context
  const path = '/api/v1/queryCostRecord'
  app.post<{ Body: Static<typeof CreateQueryCostRecord> }>(
    path,
    {
      schema: { body: CreateQueryCostRecord },
      config: {
        docs: described({ summary: 'Keep what a Query cost on a day', tag, answer: QueryCostRecord }),
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { queryReference, timestamp, cost: amount, count, totalDuration } = request.body
      const key = { id: queryReference.id }
      await authorizeOn(context, principal, key, 'EditQueries')
      const query = await engine.get('query', key)
      const entry = {
        id: randomUUID(),
        timestamp,
        cost: amount,
        count,
        ...(totalDuration === undefined ? {} : { totalDuration }),
        updatedAt: now(),
        updatedByName: principal.name,
      }
      await engine.extensions.append('query', query.fullyQualifiedName, 'costRecords', entry)
      const { updatedByName: _name, ...record } = entry
      return {
        ...record,
        queryReference: {
          id: query.id,
          type: 'query',
          name: query.name,
          fullyQualifiedName: query.fullyQualifiedName,
        },
        updatedBy: { id: principal.userId, type: 'user', name: principal.name },
      }
    },
  )
  const Search = queryOf({
    ...SeriesWindow.properties,
    queryFQN: Type.Optional(Type.String({ maxLength: 3072 })),
  })
  app.get<{ Querystring: Static<typeof Search> }>(
    path,
    {
      schema: { querystring: Search },
      config: {
        docs: described({
          summary: 'What queries cost, newest first',
          tag,
          answer: pageOf(QueryCostRecord),
        }),
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewQueries', { type: 'query' })
      const { offset = 0, limit = 1000, queryFQN } = request.query
      const window = windowOf(request.query)
      if (queryFQN !== undefined) {
        const { id, name, fullyQualifiedName } = await engine.get('query', { fqn: queryFQN })
        const { limit: _page, ...times } = window
        const all = await engine.extensions.series('query', fullyQualifiedName, 'costRecords', times)
        const queryReference = { id, type: 'query', name, fullyQualifiedName }
        const data = all.slice(offset, offset + limit).map((value) => shown(value, queryReference))
        return { data, paging: { total: all.length, offset } }
      }
      const { entries, total } = await engine.extensions.acrossEntities('query', ['costRecords'], {
        ...window,
        offset,
      })
      return { data: entries.map(({ entity, value }) => shown(value, entity)), paging: { total, offset } }
    },
  )
}

/** A record as it is read: with its query. */
function shown(
  { updatedByName: _name, ...record }: Readonly<Record<string, unknown>>,
  queryReference: object,
) {
  return { ...record, queryReference }
}

function registerTableQuery(app: FastifyInstance, context: EntityContext): void {
  const { engine } = context
  const tables = contextOf(context, 'table')
  app.put<ById & { Body: Static<typeof TableQuery> }>(
    '/api/v1/tables/:id/tableQuery',
    {
      schema: { body: TableQuery },
      config: {
        docs: described({ summary: 'Keep a query that read a Table', tag: 'Table', answer: Table.schema }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const table = await engine.get('table', keyOf(tables, request.params))
      const { query, duration, users, queryDate } = request.body
      const service = table.service as ReferenceInput | undefined // copied from the parent
      if (service === undefined)
        throw problem('entity-not-found', { type: 'databaseService', key: table.fullyQualifiedName })
      const body = {
        query,
        service,
        ...(typeof duration === 'number' ? { duration } : {}),
        ...(users && users.length > 0 ? { usedBy: users } : {}),
        ...(typeof queryDate === 'number' ? { queryDate } : {}),
      }
      const actor = { name: principal.name, isBot: principal.isBot }
      const options = await heldWrites(tables, principal, 'query')
      const written = await engine.createOrUpdate('query', body, actor, options)
      // The client reports a query once for every table that it reads.
      const used = { type: 'table', id: table.id }
      await engine.link('query', written.entity.id, 'queryUsedIn', used, true, principal)
      return answerWith(tables, request, reply, await engine.get('table', { id: table.id }))
    },
  )
  app.get<ById>(
    '/api/v1/tables/:id/tableQuery',
    {
      config: {
        docs: described({ summary: 'A Table with its queries', tag: 'Table', answer: TableWithQueries }),
      },
    },
    async (request, reply) => {
      const key = keyOf(tables, request.params)
      await authorizeOn(tables, principalOf(request), key, 'ViewQueries')
      const table = await engine.get('table', key)
      request.answerSchema = Table.schema // what older shapes are derived from
      const queries = await engine.list('query', { filters: { entityId: table.id }, limit: 1000 })
      const tableQueries = queries.data.map(({ query, duration, checksum }) => ({
        query,
        duration,
        checksum,
      }))
      return { ...answerWith(tables, request, reply, table), tableQueries }
    },
  )
}
