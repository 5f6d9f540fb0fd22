/** What an ingestion of the metadata of an MCP service takes. */
import { connector } from '../connections/connector.ts'
import { flag } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

export const mcpMetadataConfig = connector('McpMetadata', () => ({
  optional: {
    overrideMetadata: flag,
    ...filters('serverFilterPattern'),
  },
}))
