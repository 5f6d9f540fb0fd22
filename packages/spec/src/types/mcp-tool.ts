/** The tools and resources that an MCP server offers. */
import { Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { RiskLevel, SensitivityLevel } from './risk-level.ts'
import { TagLabel } from './tag-label.ts'

/** The schema of a tool's input or output is JSON Schema, whatever the server says. */
const jsonSchema = Type.Object({}, { additionalProperties: true })

const ToolCategory = Type.String({
  enum: [
    'FileOperation',
    'WebOperation',
    'DataOperation',
    'DatabaseOperation',
    'SystemOperation',
    'SecurityOperation',
    'CommunicationOperation',
    'CodeOperation',
    'SearchOperation',
    'Custom',
  ],
})

const ToolDataAccess = Type.Object(
  {
    readsData: Type.Optional(Type.Boolean()),
    writesData: Type.Optional(Type.Boolean()),
    deletesData: Type.Optional(Type.Boolean()),
    sensitivityLevel: Type.Optional(SensitivityLevel),
    piiAccess: Type.Optional(Type.Boolean()),
    dataTypes: Type.Optional(Type.Array(Type.String())),
  },
  { $id: 'ToolDataAccess', additionalProperties: false },
)

const ToolAnnotations = Type.Object(
  {
    title: Type.Optional(Type.String()),
    readOnlyHint: Type.Optional(Type.Boolean()),
    destructiveHint: Type.Optional(Type.Boolean()),
    idempotentHint: Type.Optional(Type.Boolean()),
    openWorldHint: Type.Optional(Type.Boolean()),
  },
  { $id: 'ToolAnnotations', additionalProperties: false },
)

export const McpTool = Type.Object(
  {
    name: Type.String(),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    toolCategory: Type.Optional(ToolCategory),
    inputSchema: Type.Optional(jsonSchema),
    outputSchema: Type.Optional(jsonSchema),
    riskLevel: Type.Optional(RiskLevel),
    riskFactors: Type.Optional(Type.Array(Type.String())),
    dataAccess: Type.Optional(ToolDataAccess),
    requiredPermissions: Type.Optional(Type.Array(Type.String())),
    sideEffects: Type.Optional(Type.Boolean()),
    idempotent: Type.Optional(Type.Boolean()),
    reversible: Type.Optional(Type.Boolean()),
    timeout: Type.Optional(Type.Integer()),
    rateLimitPerMinute: Type.Optional(Type.Integer()),
    annotations: Type.Optional(ToolAnnotations),
    usageCount: Type.Optional(Type.Integer()),
    lastUsedAt: Type.Optional(Type.Integer()),
    tags: Type.Optional(Type.Array(TagLabel)),
  },
  { $id: 'McpTool', additionalProperties: false },
)

const ResourceType = Type.String({
  enum: ['File', 'Directory', 'URL', 'Database', 'API', 'Blob', 'Stream', 'Document', 'Custom'],
})

const ResourceClassification = Type.Object(
  {
    sensitivityLevel: Type.Optional(SensitivityLevel),
    containsPII: Type.Optional(Type.Boolean()),
    tags: Type.Optional(Type.Array(TagLabel)),
    dataCategories: Type.Optional(Type.Array(Type.String())),
    retentionPeriod: Type.Optional(Type.String()),
    complianceRequirements: Type.Optional(Type.Array(Type.String())),
  },
  { $id: 'ResourceClassification', additionalProperties: false },
)

const AccessLevel = Type.String({ enum: ['ReadOnly', 'ReadWrite', 'Full'] })

const ResourceAnnotations = Type.Object(
  {
    audience: Type.Optional(Type.Array(Type.String())),
    priority: Type.Optional(Type.Number()),
  },
  { $id: 'ResourceAnnotations', additionalProperties: false },
)

export const McpResource = Type.Object(
  {
    name: Type.String(),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    resourceType: Type.Optional(ResourceType),
    uri: Type.String(),
    uriTemplate: Type.Optional(Type.String()),
    mimeType: Type.Optional(Type.String()),
    dataClassification: Type.Optional(ResourceClassification),
    accessLevel: Type.Optional(AccessLevel),
    requiredPermissions: Type.Optional(Type.Array(Type.String())),
    sourceEntity: Type.Optional(EntityReference),
    annotations: Type.Optional(ResourceAnnotations),
    size: Type.Optional(Type.Integer()),
    lastModified: Type.Optional(Type.Integer()),
    accessCount: Type.Optional(Type.Integer()),
    tags: Type.Optional(Type.Array(TagLabel)),
  },
  { $id: 'McpResource', additionalProperties: false },
)
