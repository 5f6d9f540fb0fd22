/** Values that belong to an entity without being a version of it: sample data, statuses of runs. */
import { Type } from '@sinclair/typebox'
import { type Extension, type Operation, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { principalOf } from '../context.ts'
import { momentMs, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { withHref } from './address.ts'
import { authorizeOn, type EntityContext, findEntity, keyOf } from './entity-context.ts'

interface ExtensionWords {
  /** Last segment of the path. */
  readonly segment: string
  readonly view: Operation
  readonly edit: Operation
  /** Reading it answers the value and not the entity with it. */
  readonly alone?: true
  /** Adding to it answers the entity with its newest entry; several can be added at once, and entries removed by their time. */
  readonly withEntity?: true
}

const words: Readonly<Record<string, ExtensionWords>> = {
  sampleData: { segment: 'sampleData', view: 'ViewSampleData', edit: 'EditSampleData' },
  failedRowsSample: {
    segment: 'failedRowsSample',
    view: 'ViewTestCaseFailedRowsSample',
    edit: 'EditTests',
    alone: true,
  },
  tableProfilerConfig: { segment: 'tableProfilerConfig', view: 'ViewDataProfile', edit: 'EditDataProfile' },
  databaseProfilerConfig: {
    segment: 'databaseProfilerConfig',
    view: 'ViewDataProfile',
    edit: 'EditDataProfile',
  },
  databaseSchemaProfilerConfig: {
    segment: 'databaseSchemaProfilerConfig',
    view: 'ViewDataProfile',
    edit: 'EditDataProfile',
  },
  pipelineStatus: { segment: 'status', view: 'ViewBasic', edit: 'EditStatus', withEntity: true },
  pipelineStatuses: {
    segment: 'pipelineStatus',
    view: 'ViewBasic',
    edit: 'EditIngestionPipelineStatus',
  },
}

export function registerExtensionRoutes(app: FastifyInstance, context: EntityContext): void {
  for (const [name, extension] of Object.entries(context.definition.extensions)) {
    if (extension.internal || extension.ownRoutes) continue
    const found = words[name] ?? { segment: name, view: 'ViewAll', edit: 'EditAll' }
    if (extension.kind === 'snapshot') registerSnapshot(app, context, name, extension, found)
    else {
      registerTimeSeries(app, context, name, extension, found)
      if (found.withEntity) registerManyEntries(app, context, name, extension, found)
    }
  }
}

type Snapshot = Extract<Extension, { kind: 'snapshot' }>
type TimeSeries = Extract<Extension, { kind: 'timeSeries' }>

function registerSnapshot(
  app: FastifyInstance,
  context: EntityContext,
  name: string,
  { schema }: Snapshot,
  { segment, view, edit, alone }: ExtensionWords,
): void {
  const { engine, definition } = context
  const { label, type } = definition
  const path = `${context.path}/:id/${segment}`
  const config = (summary: string) => ({
    docs: described({ summary, tag: label, answer: definition.schema }),
  })

  app.put<{ Params: { id: string } }>(
    path,
    { schema: { body: schema }, config: config(`Replace ${name} of a ${label}`) },
    async (request) => {
      const key = keyOf(context, request.params)
      await authorizeOn(context, principalOf(request), key, edit)
      await engine.extensions.putSnapshot(type, key, name, request.body)
      return withHref(request, definition, await engine.get(type, key, { fields: [name] }))
    },
  )
  app.get<{ Params: { id: string } }>(
    path,
    {
      config: alone
        ? {
            docs: described({
              summary: `Read ${name} of a ${label}`,
              tag: label,
              answer: schema,
              withoutBody: { 204: 'There is none' },
            }),
          }
        : config(`Read a ${label} with its ${name}`),
    },
    async (request, reply) => {
      const key = keyOf(context, request.params)
      await authorizeOn(context, principalOf(request), key, view)
      if (alone) return (await engine.extensions.snapshot(type, key, name)) ?? reply.code(204).send()
      return withHref(request, definition, await engine.get(type, key, { fields: [name] }))
    },
  )
  app.delete<{ Params: { id: string } }>(
    path,
    { config: config(`Delete ${name} of a ${label}`) },
    async (request) => {
      const key = keyOf(context, request.params)
      await authorizeOn(context, principalOf(request), key, edit)
      await engine.extensions.deleteSnapshot(type, key, name)
      return withHref(request, definition, await engine.get(type, key))
    },
  )
}

const Window = queryOf({
  startTs: Type.Optional(momentMs()),
  endTs: Type.Optional(momentMs()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100 })),
})

function registerTimeSeries(
  app: FastifyInstance,
  context: EntityContext,
  name: string,
  { schema, mayPrecedeEntity = false }: TimeSeries,
  { segment, view, edit, withEntity }: ExtensionWords,
): void {
  const { engine, definition } = context
  const { label, type } = definition
  const path = `${context.path}/:fqn/${segment}`

  app.put<{ Params: { fqn: string }; Body: Readonly<Record<string, unknown>> }>(
    path,
    {
      schema: { body: schema },
      config: {
        docs: described({
          summary: `Add to ${name} of a ${label}`,
          tag: label,
          answer: withEntity ? definition.schema : schema,
        }),
      },
    },
    async (request) => {
      const { fqn } = request.params
      await authorizeOn(context, principalOf(request), { fqn }, edit)
      const entity = await findEntity(context, { fqn }, {})
      if (!mayPrecedeEntity && !entity) throw problem('entity-not-found', { type, key: fqn })
      const by = principalOf(request)
      await engine.extensions.append(
        type,
        entity?.fullyQualifiedName ?? fqn,
        name,
        request.body,
        undefined,
        by,
      )
      if (!withEntity) return request.body
      return withHref(request, definition, await engine.get(type, { fqn }, { fields: [name] }))
    },
  )
  app.get<{ Params: { fqn: string }; Querystring: { startTs?: number; endTs?: number; limit?: number } }>(
    path,
    {
      schema: { querystring: Window },
      config: {
        docs: described({
          summary: `${name} of a ${label}, newest first`,
          tag: label,
          answer: Type.Object({ data: Type.Array(schema), paging: Type.Object({ total: Type.Integer() }) }),
        }),
      },
    },
    async (request) => {
      const { fqn } = request.params
      await authorizeOn(context, principalOf(request), { fqn }, view)
      const { startTs, endTs, limit } = request.query
      const data = await engine.extensions.series(type, fqn, name, {
        ...(startTs === undefined ? {} : { startMs: startTs }),
        ...(endTs === undefined ? {} : { endMs: endTs }),
        ...(limit === undefined ? {} : { limit }),
      })
      return { data, paging: { total: data.length } }
    },
  )
  app.get<{ Params: { fqn: string; key: string } }>(
    `${path}/:key`,
    {
      config: {
        docs: described({
          summary: `One entry of ${name}`,
          tag: label,
          answer: schema,
          withoutBody: { 204: 'There is none' },
        }),
      },
    },
    async (request, reply) => {
      const { fqn, key } = request.params
      await authorizeOn(context, principalOf(request), { fqn }, view)
      const entry = await engine.extensions.entry(type, fqn, name, key)
      return entry ?? reply.code(204).send()
    },
  )
}

/** Several entries at once, and removal by time, both answered with the entity. */
function registerManyEntries(
  app: FastifyInstance,
  context: EntityContext,
  name: string,
  { schema }: TimeSeries,
  { segment, edit }: ExtensionWords,
): void {
  const { engine, definition } = context
  const { label, type } = definition
  const path = `${context.path}/:fqn/${segment}`
  const answer = async (request: FastifyRequest, fqn: string) =>
    withHref(request, definition, await engine.get(type, { fqn }, { fields: [name] }))

  app.put<{ Params: { fqn: string }; Body: readonly Readonly<Record<string, unknown>>[] }>(
    `${path}/bulk`,
    {
      schema: { body: Type.Array(schema, { maxItems: 10_000 }) },
      config: {
        docs: described({
          summary: `Add several to ${name} of a ${label}: all or none`,
          tag: label,
          answer: definition.schema,
        }),
      },
    },
    async (request) => {
      const { fqn } = request.params
      await authorizeOn(context, principalOf(request), { fqn }, edit)
      const { fullyQualifiedName } = await engine.get(type, { fqn })
      await engine.extensions.appendAll(
        type,
        fullyQualifiedName,
        request.body.map((entry) => ({ name, entry })),
        principalOf(request),
      )
      return await answer(request, fqn)
    },
  )
  app.delete<{ Params: { fqn: string; timestamp: string } }>(
    `${path}/:timestamp`,
    {
      config: {
        docs: described({
          summary: `Remove one of ${name} of a ${label}`,
          tag: label,
          answer: definition.schema,
        }),
      },
    },
    async (request) => {
      const { fqn, timestamp } = request.params
      await authorizeOn(context, principalOf(request), { fqn }, edit)
      const { fullyQualifiedName } = await engine.get(type, { fqn })
      const atMs = Number(timestamp)
      if (!Number.isSafeInteger(atMs)) {
        throw problem('parameter-invalid', { parameter: 'timestamp', expected: 'milliseconds since 1970.' })
      }
      await engine.extensions.remove(type, fullyQualifiedName, name, { startMs: atMs, endMs: atMs })
      return await answer(request, fqn)
    },
  )
}
