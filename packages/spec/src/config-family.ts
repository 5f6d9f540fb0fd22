/** Configurations whose members follow from a word in them: connections by connector, ingestions by their kind. */
import { type TSchema, type TUnsafe, Type } from '@sinclair/typebox'
import { apiConnectors } from './connections/api/index.ts'
import type { Connector } from './connections/connector.ts'
import { dashboardConnectors } from './connections/dashboard/index.ts'
import { databaseConnectors } from './connections/database/index.ts'
import { driveConnectors } from './connections/drive/index.ts'
import { mcpConnectors } from './connections/mcp/index.ts'
import { messagingConnectors } from './connections/messaging/index.ts'
import { metadataConnectors } from './connections/metadata/index.ts'
import { mlmodelConnectors } from './connections/mlmodel/index.ts'
import { pipelineConnectors } from './connections/pipeline/index.ts'
import { searchConnectors } from './connections/search/index.ts'
import { securityConnectors } from './connections/security/index.ts'
import { storageConnectors } from './connections/storage/index.ts'
import { sourceConfigs } from './source-configs/index.ts'

/** JSON Schema keyword on an object whose members its `type` decides; its value names the family. */
export const CONFIG_FAMILY_KEYWORD = 'x-waymark-config-family'

const connections = {
  databaseConnection: databaseConnectors,
  dashboardConnection: dashboardConnectors,
  messagingConnection: messagingConnectors,
  pipelineConnection: pipelineConnectors,
  storageConnection: storageConnectors,
  mlModelConnection: mlmodelConnectors,
  metadataConnection: metadataConnectors,
  searchConnection: searchConnectors,
  securityConnection: securityConnectors,
  mcpConnection: mcpConnectors,
  driveConnection: driveConnectors,
  apiConnection: apiConnectors,
} as const

export type ConfigFamily = keyof typeof connections | 'anyConnection' | 'sourceConfig'

function membersOf(family: string): readonly Connector[] {
  if (family === 'sourceConfig') return sourceConfigs
  if (family === 'anyConnection') return Object.values(connections).flat()
  return Object.hasOwn(connections, family) ? connections[family as keyof typeof connections] : []
}

/** A configuration of a family. Which members it has is checked apart, by {@link configSchema}. */
export function familyConfig(family: ConfigFamily): TUnsafe<{ type?: string; [key: string]: unknown }> {
  return Type.Unsafe<{ type?: string; [key: string]: unknown }>(
    Type.Object({}, { additionalProperties: true, [CONFIG_FAMILY_KEYWORD]: family }),
  )
}

/** The words that `type` of a family's configurations may be. */
export function configTypes(family: string): readonly string[] {
  return membersOf(family).map(({ type }) => type)
}

/** What a configuration with this `type` takes; built on first use. `undefined` where nobody described it. */
export function configSchema(family: string, type: string): TSchema | undefined {
  return membersOf(family)
    .find((each) => each.type === type)
    ?.schema()
}
