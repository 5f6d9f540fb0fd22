/** A connection to a source of MCP servers: the servers live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const McpServiceType = Type.String({
  enum: [
    'Mcp',
  ],
  $id: 'McpServiceType',
})

export const McpService = defineEntity({
  type: 'mcpService',
  collection: 'services/mcpServices',
  label: 'McpService',
  description: 'A source of MCP servers that metadata is read from.',
  fields: {
    ...serviceFields('McpConnection', McpServiceType),
  },
  traits: ['tags', 'owners', 'domains', 'dataProducts', 'followers'],
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'mcp_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type McpService = EntityOf<typeof McpService>
export type CreateMcpService = CreateOf<typeof McpService>
