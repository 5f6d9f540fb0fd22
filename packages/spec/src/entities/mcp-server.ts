/** An MCP server: the tools, resources and prompts it offers to AI agents, and who answers for it. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { AiGovernance } from '../types/ai-governance.ts'
import { McpPrompt } from '../types/mcp-prompt.ts'
import {
  McpConnectionConfig,
  McpDataAccess,
  McpSecurityMetrics,
  McpServerCapabilities,
  McpServerInfo,
  McpUsageMetrics,
} from '../types/mcp-server-facts.ts'
import { McpResource, McpTool } from '../types/mcp-tool.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const serverTypes = [
  'DataAccess', 'FileSystem', 'WebAPI', 'Database', 'Cloud', 'Security', 'Development', 'Communication', 'Custom',
]

// biome-ignore format: a vocabulary reads better as a paragraph
const stages = ['Proposal', 'Development', 'Testing', 'Staging', 'Production', 'Deprecated', 'Unauthorized']

export const McpServer = defineEntity({
  type: 'mcpServer',
  collection: 'mcpServers',
  label: 'McpServer',
  description: 'A server that offers tools, resources and prompts to AI agents.',
  parent: { field: 'service', types: ['mcpService'] },
  fields: {
    serverType: Type.String({ enum: serverTypes }),
    transportType: Type.Optional(Type.String({ enum: ['Stdio', 'SSE', 'StreamableHTTP'] })),
    protocolVersion: Type.Optional(Type.String()),
    developmentStage: Type.Optional(Type.String({ enum: stages })),
    serverInfo: Type.Optional(McpServerInfo),
    connectionConfig: Type.Optional(McpConnectionConfig),
    capabilities: Type.Optional(McpServerCapabilities),
    tools: Type.Optional(Type.Array(McpTool, { maxItems: 10_000 })),
    resources: Type.Optional(Type.Array(McpResource, { maxItems: 10_000 })),
    prompts: Type.Optional(Type.Array(McpPrompt, { maxItems: 10_000 })),
    governanceMetadata: Type.Optional(AiGovernance),
    dataAccessSummary: Type.Optional(McpDataAccess),
    usageMetrics: Type.Optional(McpUsageMetrics),
    securityMetrics: Type.Optional(McpSecurityMetrics),
    sourceCode: Type.Optional(Type.String()),
    deploymentUrl: Type.Optional(Type.String()),
    documentation: Type.Optional(Type.String()),
  },
  readOnly: ['usageMetrics'],
  traits: [
    'tags',
    'extension',
    'sourceHash',
    'lifeCycle',
    'certification',
    'owners',
    'domains',
    'dataProducts',
    'followers',
    'votes',
  ],
  relations: {
    usedByApplications: {
      to: ['aiApplication'],
      many: true,
      relationship: 'usesServer',
      direction: 'in',
      readOnly: true,
    },
  },
  search: {
    index: 'mcp_server_search_index',
    text: ['description', 'tools.name', 'tools.description', 'resources.name', 'prompts.name'],
    source: ['service', 'serverType', 'transportType', 'developmentStage'],
  },
})
export type McpServer = EntityOf<typeof McpServer>
export type CreateMcpServer = CreateOf<typeof McpServer>
