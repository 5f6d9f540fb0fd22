/** What services can be connected to and which options ingestions take: the schemas that forms are drawn from. */
import { Type } from '@sinclair/typebox'
import { configPlaces } from '@waymark/engine'
import { type AnyDefinition, configSchema, configTypes, problem, standaloneSchema } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { described } from '../route-config.ts'

const ConnectorDescriptor = Type.Object(
  {
    serviceEntity: Type.String({ description: 'Type of the service, e.g. `databaseService`' }),
    serviceType: Type.String({ description: 'The `serviceType` of such a service, e.g. `Postgres`' }),
    collection: Type.String({ description: 'Where such services are: `services/databaseServices`' }),
    runsHere: Type.Boolean({ description: 'This release reads it; others take the Python client' }),
    verified: Type.Optional(
      Type.String({
        enum: ['real-server', 'documented-protocol'],
        description: 'What `runsHere` was tried against; the latter was not yet run against a real server',
      }),
    ),
  },
  { $id: 'ConnectorDescriptor' },
)
const ConfigSchema = Type.Object({}, { additionalProperties: true, $id: 'ConfigSchema' })

/** The family of connections that a service holds; undefined for what is not a service. */
function connectionFamily({ schema }: AnyDefinition): string | undefined {
  return configPlaces(schema).find(({ path }) => path.join('.') === 'connection.config')?.family
}

export function registerConnectorRoutes(
  app: FastifyInstance,
  { engine, connectorTypes }: ApiDependencies,
): void {
  const tag = 'Connector'
  const services = engine.registry.all.flatMap((definition) => {
    const family = definition.parent ? undefined : connectionFamily(definition)
    return family === undefined ? [] : [{ definition, family }]
  })

  app.get(
    '/api/v1/system/connectors',
    {
      config: {
        docs: described({
          summary: 'Sources that services connect to',
          tag,
          answer: pageOf(ConnectorDescriptor),
        }),
      },
    },
    async (request) => {
      principalOf(request)
      const data = services.flatMap(({ definition, family }) =>
        configTypes(family).map((serviceType) => {
          const verified = connectorTypes?.get(serviceType.toLowerCase())
          return {
            serviceEntity: definition.type,
            serviceType,
            collection: definition.collection,
            runsHere: verified !== undefined,
            ...(verified === undefined ? {} : { verified }),
          }
        }),
      )
      return { data, paging: { total: data.length } }
    },
  )
  app.get<{ Params: { serviceEntity: string; serviceType: string } }>(
    '/api/v1/system/connectors/:serviceEntity/:serviceType',
    {
      config: { docs: described({ summary: 'JSON Schema of a connection', tag, answer: ConfigSchema }) },
    },
    async (request) => {
      principalOf(request)
      const { serviceEntity, serviceType } = request.params
      const family = services.find(({ definition }) => definition.type === serviceEntity)?.family
      const schema = family === undefined ? undefined : configSchema(family, serviceType)
      if (!schema)
        throw problem('entity-not-found', { type: 'connector', key: `${serviceEntity} ${serviceType}` })
      return standaloneSchema(schema)
    },
  )
  app.get<{ Params: { type: string } }>(
    '/api/v1/system/ingestionOptions/:type',
    {
      config: {
        docs: described({
          summary: 'JSON Schema of the options of a kind of ingestion',
          tag,
          answer: ConfigSchema,
        }),
      },
    },
    async (request) => {
      principalOf(request)
      const { type } = request.params
      const schema = configSchema('sourceConfig', type)
      if (!schema) throw problem('entity-not-found', { type: 'kind of ingestion', key: type })
      return standaloneSchema(schema)
    },
  )
}
