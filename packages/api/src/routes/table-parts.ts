/** What is written to a table piece by piece: joins, custom metrics, data model, pipeline runs. */
import { randomUUID } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import {
  type Column,
  type CustomMetric,
  EntityReference,
  type JoinedWith,
  type JsonPatch,
  PipelineObservability,
  problem,
  Table,
  TableDataModel,
  TableJoins,
} from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { answerWith, authorizeOn, contextOf, type EntityContext, keyOf } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { described } from '../route-config.ts'

const tag = 'Table'
const base = '/api/v1/tables'
const dayMs = 24 * 60 * 60 * 1000
/** How far back joins are summed up. */
const joinDays = 30

interface ById {
  Params: { id: string }
}

const CreateCustomMetric = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    description: Type.Optional(Type.String()),
    owners: Type.Optional(Type.Array(EntityReference)),
    columnName: Type.Optional(Type.String({ minLength: 1 })),
    expression: Type.String({ minLength: 1 }),
  },
  { $id: 'CreateCustomMetricRequest', additionalProperties: false },
)

export function registerTablePartRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const context = contextOf(deps, 'table')
  registerJoins(app, context)
  registerMetrics(app, context)
  registerObservability(app, context)
  registerDataModel(app, context)
}

async function answerTable(
  context: EntityContext,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  fields: readonly string[],
) {
  return answerWith(context, request, reply, await context.engine.get('table', { id }, { fields }))
}

function add(counts: Map<string, number>, joined: readonly JoinedWith[] | undefined): void {
  for (const { fullyQualifiedName, joinCount } of joined ?? []) {
    counts.set(fullyQualifiedName, (counts.get(fullyQualifiedName) ?? 0) + joinCount)
  }
}

function joinedWith(counts: ReadonlyMap<string, number>): JoinedWith[] {
  return [...counts]
    .map(([fullyQualifiedName, joinCount]) => ({ fullyQualifiedName, joinCount }))
    .sort((a, b) => b.joinCount - a.joinCount)
}

/** Joins of several days as one. */
function sumJoins(days: readonly TableJoins[], startDate: string): TableJoins {
  const tables = new Map<string, number>()
  const columns = new Map<string, Map<string, number>>()
  for (const day of days) {
    add(tables, day.directTableJoins)
    for (const { columnName = '', joinedWith: joined } of day.columnJoins ?? []) {
      const counts = columns.get(columnName) ?? new Map<string, number>()
      columns.set(columnName, counts)
      add(counts, joined)
    }
  }
  return {
    startDate,
    dayCount: joinDays,
    columnJoins: [...columns].map(([columnName, counts]) => ({ columnName, joinedWith: joinedWith(counts) })),
    directTableJoins: joinedWith(tables),
  }
}

function registerJoins(app: FastifyInstance, context: EntityContext): void {
  const { engine, now } = context
  app.put<ById & { Body: TableJoins }>(
    `${base}/:id/joins`,
    {
      schema: { body: TableJoins },
      config: {
        docs: described({
          summary: 'Count joins of some days; the answer sums up the last 30',
          tag,
          answer: Table.schema,
        }),
      },
    },
    async (request, reply) => {
      const key = keyOf(context, request.params)
      await authorizeOn(context, principalOf(request), key, 'EditUsage')
      const { id, fullyQualifiedName } = await engine.get('table', key)
      const joins = request.body
      const today = Math.floor(now() / dayMs) * dayMs
      const timestamp = joins.startDate === undefined ? today : Date.parse(`${joins.startDate}T00:00:00Z`)
      if (timestamp > today)
        throw problem('body-invalid', { field: 'startDate', expected: 'a day that is not in the future.' })
      await engine.extensions.append('table', fullyQualifiedName, 'dailyJoins', { timestamp, joins })
      const startMs = today - (joinDays - 1) * dayMs
      const startDate = new Date(startMs).toISOString().slice(0, 10)
      await engine.extensions.changeSnapshot('table', { id }, 'joins', async () => {
        const entries = await engine.extensions.series('table', fullyQualifiedName, 'dailyJoins', { startMs })
        const days = entries.map((entry) => entry.joins as TableJoins) // the extension's schema
        return sumJoins(days, startDate)
      })
      return await answerTable(context, request, reply, id, ['joins'])
    },
  )
}

function registerMetrics(app: FastifyInstance, context: EntityContext): void {
  const { engine, now } = context
  const change = (id: string, changed: (all: readonly CustomMetric[]) => readonly CustomMetric[]) =>
    engine.extensions.changeSnapshot(
      'table',
      { id },
      'customMetrics',
      (before = []) => changed(before as readonly CustomMetric[]), // the extension's schema
    )
  app.put<ById & { Body: Static<typeof CreateCustomMetric> }>(
    `${base}/:id/customMetric`,
    {
      schema: { body: CreateCustomMetric },
      config: {
        docs: described({ summary: 'Define a metric of a Table or column', tag, answer: Table.schema }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const key = keyOf(context, request.params)
      await authorizeOn(context, principal, key, 'EditDataProfile')
      const table = await engine.get('table', key)
      const { name, columnName } = request.body
      const columns = table.columns as readonly Column[] // the table's schema
      if (columnName !== undefined && !columns.some((column) => column.name === columnName)) {
        throw problem('body-invalid', {
          field: 'columnName',
          expected: `a column of ${table.fullyQualifiedName}.`,
        })
      }
      const same = (one: CustomMetric) => one.name === name && one.columnName === columnName
      await change(table.id, (all) => [
        ...all.filter((one) => !same(one)),
        {
          ...request.body,
          id: all.find(same)?.id ?? randomUUID(),
          updatedAt: now(),
          updatedBy: principal.name,
        },
      ])
      return await answerTable(context, request, reply, table.id, ['customMetrics'])
    },
  )
  const remove = async (
    request: FastifyRequest,
    reply: FastifyReply,
    params: { id: string; column?: string; name: string },
  ) => {
    const key = keyOf(context, { id: params.id })
    await authorizeOn(context, principalOf(request), key, 'EditDataProfile')
    const { id } = await engine.get('table', key)
    await change(id, (all) => {
      const kept = all.filter((one) => one.name !== params.name || one.columnName !== params.column)
      if (kept.length === all.length)
        throw problem('entity-not-found', { type: 'customMetric', key: params.name })
      return kept
    })
    return await answerTable(context, request, reply, id, ['customMetrics'])
  }
  const docs = described({ summary: 'Remove a metric', tag, answer: Table.schema })
  app.delete<{ Params: { id: string; name: string } }>(
    `${base}/:id/customMetric/:name`,
    { config: { docs } },
    (request, reply) => remove(request, reply, request.params),
  )
  app.delete<{ Params: { id: string; column: string; name: string } }>(
    `${base}/:id/customMetric/:column/:name`,
    { config: { docs } },
    (request, reply) => remove(request, reply, request.params),
  )
}

function registerObservability(app: FastifyInstance, context: EntityContext): void {
  const { engine } = context
  const put = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    changed: (before: readonly PipelineObservability[]) => readonly PipelineObservability[],
  ) => {
    const key = keyOf(context, { id })
    await authorizeOn(context, principalOf(request), key, 'EditLineage')
    await engine.extensions.changeSnapshot(
      'table',
      key,
      'pipelineObservability',
      (before = []) => changed(before as readonly PipelineObservability[]), // the extension's schema
    )
    return await answerTable(context, request, reply, id, ['pipelineObservability'])
  }
  const docs = described({ summary: 'Keep how the pipelines of a Table run', tag, answer: Table.schema })
  app.put<ById & { Body: PipelineObservability[] }>(
    `${base}/:id/pipelineObservability`,
    { schema: { body: Type.Array(PipelineObservability, { maxItems: 10_000 }) }, config: { docs } },
    (request, reply) => put(request, reply, request.params.id, () => request.body),
  )
  app.put<{ Params: { id: string; fqn: string }; Body: PipelineObservability }>(
    `${base}/:id/pipelineObservability/:fqn`,
    { schema: { body: PipelineObservability }, config: { docs } },
    (request, reply) => {
      const { id, fqn } = request.params
      const isSame = ({ pipeline }: PipelineObservability) =>
        pipeline.fullyQualifiedName === fqn || pipeline.id === request.body.pipeline.id
      return put(request, reply, id, (before) => [...before.filter((one) => !isSame(one)), request.body])
    },
  )
  app.get<ById>(
    `${base}/:id/pipelineObservability`,
    {
      config: { docs: described({ summary: 'How the pipelines of a Table run', tag, answer: Table.schema }) },
    },
    async (request, reply) => {
      const key = keyOf(context, request.params)
      await authorizeOn(context, principalOf(request), key, 'ViewBasic')
      return await answerTable(context, request, reply, request.params.id, ['pipelineObservability'])
    },
  )
}

function registerDataModel(app: FastifyInstance, context: EntityContext): void {
  const { engine } = context
  app.put<ById & { Body: Static<typeof TableDataModel> }>(
    `${base}/:id/dataModel`,
    {
      schema: { body: TableDataModel },
      config: {
        docs: described({ summary: 'Keep the model that makes a Table', tag, answer: Table.schema }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const patch: JsonPatch = [{ op: 'add', path: '/dataModel', value: request.body }]
      const { entity } = await engine.patch(
        'table',
        keyOf(context, request.params),
        patch,
        principal,
        await heldWrites(context, principal, 'table'),
      )
      return answerWith(context, request, reply, entity)
    },
  )
}
