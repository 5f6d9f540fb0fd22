/** Types of entities and values, and the custom properties of entity types. */
import { type Static, Type } from '@sinclair/typebox'
import { applyPatch, type TypeKey } from '@waymark/engine'
import { CreateCustomProperty, CustomProperty, JsonPatch, MetadataType, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf, requireAdmin } from '../context.ts'
import { baseUrlOf } from '../entities/address.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { queryOf } from '../http/query.ts'
import { described, type RouteDocs } from '../route-config.ts'
import { typeFields } from '../type-fields.ts'

const path = '/api/v1/metadata/types'

const ListQuery = queryOf({
  category: Type.Optional(Type.String({ enum: ['field', 'entity'] })),
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
})

export function registerMetadataTypeRoutes(app: FastifyInstance, { engine }: ApiDependencies): void {
  const types = engine.customProperties
  const docs = (summary: string, answer: RouteDocs['answer'] = MetadataType): RouteDocs =>
    described({ summary, tag: 'Metadata type', ...(answer ? { answer } : {}) })
  const addressed = (request: FastifyRequest, type: MetadataType): MetadataType => ({
    href: `${baseUrlOf(request)}${path}/${type.id}`,
    ...type,
  })
  /** Properties are part of a type's answer; clients that name no fields expect them all the same. */
  const get = async (request: FastifyRequest, key: TypeKey) => {
    principalOf(request)
    return addressed(request, await types.get(key))
  }

  app.get<{ Querystring: Static<typeof ListQuery> }>(
    path,
    { schema: { querystring: ListQuery }, config: { docs: docs('All types', pageOf(MetadataType)) } },
    async (request) => {
      principalOf(request)
      const { category, limit = 1_000_000 } = request.query
      const all = await types.list(category as 'field' | 'entity' | undefined) // one of the schema's two words
      return {
        data: all.slice(0, limit).map((type) => addressed(request, type)),
        paging: { total: all.length },
      }
    },
  )
  app.get<{ Params: { name: string } }>(
    `${path}/name/:name`,
    { config: { docs: docs('One type by its name, with its custom properties') } },
    (request) => get(request, { name: request.params.name }),
  )
  app.get<{ Params: { id: string } }>(
    `${path}/:id`,
    { config: { docs: docs('One type by its id, with its custom properties') } },
    (request) => get(request, { id: request.params.id }),
  )
  app.get(
    `${path}/customProperties`,
    {
      config: {
        docs: docs(
          'Custom properties of every entity type that has some',
          Type.Record(Type.String(), Type.Array(CustomProperty)),
        ),
      },
    },
    async (request) => {
      principalOf(request)
      const all = await types.list('entity')
      const having = all.filter(({ customProperties = [] }) => customProperties.length > 0)
      return Object.fromEntries(having.map(({ name, customProperties }) => [name, customProperties]))
    },
  )
  app.get<{ Params: { entityType: string } }>(
    `${path}/fields/:entityType`,
    {
      config: {
        docs: docs(
          'Members of an entity type by dotted path, custom properties among them',
          Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
        ),
      },
    },
    async (request) => {
      principalOf(request)
      const { entityType } = request.params
      const definition = engine.registry.find(entityType)
      if (!definition) throw problem('entity-not-found', { type: 'type', key: entityType })
      const { customProperties = [] } = await types.get({ name: entityType })
      return typeFields(definition, customProperties)
    },
  )
  app.put<{ Params: { id: string }; Body: CreateCustomProperty }>(
    `${path}/:id`,
    {
      schema: { body: CreateCustomProperty },
      config: { docs: docs('Add a custom property to an entity type, or change the one of that name') },
    },
    async (request) => {
      const principal = requireAdmin(request, 'EditAll', 'type')
      const { id } = request.params
      return addressed(request, await types.put({ id }, request.body, principal))
    },
  )
  app.patch<{ Params: { id: string }; Body: JsonPatch }>(
    `${path}/:id`,
    {
      schema: { body: JsonPatch },
      config: { docs: docs('Change or remove custom properties of an entity type') },
    },
    async (request) => {
      const principal = requireAdmin(request, 'EditAll', 'type')
      const { id } = request.params
      const stray = request.body.findIndex((operation) => !operation.path.startsWith('/customProperties'))
      if (stray >= 0) {
        throw problem('patch-invalid', { index: stray, reason: 'only /customProperties of a type changes.' })
      }
      const { customProperties = [] } = await types.get({ id })
      const patched = applyPatch({ customProperties }, request.body) as { customProperties?: unknown }
      const properties = patched.customProperties ?? []
      return addressed(request, await types.replace({ id }, properties, principal))
    },
  )
}
