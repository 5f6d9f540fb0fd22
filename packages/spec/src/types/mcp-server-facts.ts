/** What an MCP server is, how it is reached, and how it behaves. */
import { Type } from '@sinclair/typebox'
import { SECRET_KEYS_KEYWORD } from '../secret.ts'
import { EntityReference } from './entity-reference.ts'
import { SensitivityLevel } from './risk-level.ts'

export const McpServerInfo = Type.Object(
  {
    serverName: Type.Optional(Type.String()),
    serverVersion: Type.Optional(Type.String()),
    vendor: Type.Optional(Type.String()),
    repositoryUrl: Type.Optional(Type.String()),
    documentationUrl: Type.Optional(Type.String()),
  },
  { $id: 'McpServerInfo', additionalProperties: false },
)

export const McpConnectionConfig = Type.Object(
  {
    command: Type.Optional(Type.String()),
    args: Type.Optional(Type.Array(Type.String())),
    env: Type.Optional(Type.Record(Type.String(), Type.String(), { [SECRET_KEYS_KEYWORD]: true })),
    workingDirectory: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    timeout: Type.Optional(Type.Integer()),
    retryAttempts: Type.Optional(Type.Integer()),
  },
  { $id: 'McpConnectionConfig', additionalProperties: false },
)

export const McpServerCapabilities = Type.Object(
  {
    toolsSupported: Type.Optional(Type.Boolean()),
    resourcesSupported: Type.Optional(Type.Boolean()),
    promptsSupported: Type.Optional(Type.Boolean()),
    loggingSupported: Type.Optional(Type.Boolean()),
    samplingSupported: Type.Optional(Type.Boolean()),
    rootsSupported: Type.Optional(Type.Boolean()),
  },
  { $id: 'McpServerCapabilities', additionalProperties: false },
)

const AccessPattern = Type.String({ enum: ['Read', 'Write', 'Execute'] })

export const McpDataAccess = Type.Object(
  {
    dataSources: Type.Optional(Type.Array(EntityReference)),
    accessPatterns: Type.Optional(Type.Array(AccessPattern)),
    sensitivityLevel: Type.Optional(SensitivityLevel),
    piiAccess: Type.Optional(Type.Boolean()),
    externalApiAccess: Type.Optional(Type.Boolean()),
    fileSystemAccess: Type.Optional(Type.Boolean()),
    networkAccess: Type.Optional(Type.Boolean()),
    databaseAccess: Type.Optional(Type.Boolean()),
  },
  { $id: 'McpDataAccess', additionalProperties: false },
)

export const McpUsageMetrics = Type.Object(
  {
    totalInvocations: Type.Optional(Type.Integer()),
    successRate: Type.Optional(Type.Number({ minimum: 0.0, maximum: 1.0 })),
    averageLatencyMs: Type.Optional(Type.Number()),
    p95LatencyMs: Type.Optional(Type.Number()),
    lastInvokedAt: Type.Optional(Type.Integer()),
    uniqueUsers: Type.Optional(Type.Integer()),
    dailyActiveUsers: Type.Optional(Type.Integer()),
  },
  { $id: 'McpUsageMetrics', additionalProperties: false },
)

export const McpSecurityMetrics = Type.Object(
  {
    authenticationRequired: Type.Optional(Type.Boolean()),
    authorizationEnforced: Type.Optional(Type.Boolean()),
    auditLoggingEnabled: Type.Optional(Type.Boolean()),
    encryptionInTransit: Type.Optional(Type.Boolean()),
    sandboxed: Type.Optional(Type.Boolean()),
    secretsManagement: Type.Optional(Type.String()),
  },
  { $id: 'McpSecurityMetrics', additionalProperties: false },
)
