/** What the configurations of each family take, by the word that decides. */
import type { TSchema } from '@sinclair/typebox'
import type { ConfigFamily } from './config-family.ts'
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
} as const satisfies Partial<Record<ConfigFamily, readonly Connector[]>>

function membersOf(family: string): readonly Connector[] {
  if (family === 'sourceConfig') return sourceConfigs
  if (family === 'anyConnection') return Object.values(connections).flat()
  return Object.hasOwn(connections, family) ? connections[family as keyof typeof connections] : []
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
