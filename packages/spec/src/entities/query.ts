/** A query that ran against a service, with who ran it and what it used. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

const md5 = /^[0-9a-f]{32}$/

export const Query = defineEntity({
  type: 'query',
  collection: 'queries',
  label: 'Query',
  description: 'A query that ran against a service, with who ran it and what it used.',
  parent: {
    field: 'service',
    types: [
      'databaseService', 'dashboardService', 'messagingService', 'mlmodelService', 'pipelineService', 'storageService',
      'searchService',
    ], // biome-ignore format: a vocabulary
  },
  fields: {
    query: Type.String(),
    query_type: Type.Optional(Type.String()),
    exclude_usage: Type.Optional(Type.Boolean()),
    duration: Type.Optional(Type.Number({ description: 'seconds' })),
    checksum: Type.Optional(Type.String()),
    queryDate: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    usedBy: Type.Optional(Type.Array(Type.String(), { description: 'names that are no accounts here' })),
    processedLineage: Type.Optional(Type.Boolean()),
  },
  nameFrom: 'md5OfQuery',
  softDelete: false,
  readOnly: ['checksum'],
  gathers: ['usedBy', 'users', 'queryUsedIn'],
  createOnly: { dialect: Type.Optional(Type.String()) },
  traits: ['tags', 'owners', 'domains', 'followers', 'votes', 'entityStatus'],
  relations: {
    users: { to: ['user'], many: true, relationship: 'runs', direction: 'in' },
    queryUsedIn: { to: ['table', 'dashboard'], many: true, relationship: 'usedIn' },
    triggeredBy: { to: ['storedProcedure'], many: false, relationship: 'triggers', direction: 'in' },
  },
  extensions: {
    costRecords: {
      kind: 'timeSeries',
      internal: true,
      timestamp: 'timestamp',
      schema: Type.Object(
        {
          id: Type.String({ format: 'uuid' }),
          timestamp: Type.Integer(),
          cost: Type.Number(),
          count: Type.Number(),
          totalDuration: Type.Optional(Type.Number()),
          updatedAt: Type.Integer(),
          updatedByName: Type.String(),
        },
        { additionalProperties: false },
      ),
    },
  },
  // The name is the MD5 of the text, made here or by the client; other names say nothing of it.
  normalize: (query) => ({
    ...query,
    ...(md5.test(String(query.name)) ? { checksum: query.name } : {}),
  }),
  filters: { entityId: (to) => ({ linked: { relation: 'queryUsedIn', to } }) },
  search: {
    index: 'query_search_index',
    text: ['description', 'query'],
    source: ['service', 'query', 'queryUsedIn', 'checksum', 'processedLineage'],
  },
})
export type Query = EntityOf<typeof Query>
export type CreateQuery = CreateOf<typeof Query>
