/** A workflow file as people write it, for the tests of how such files are read. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are workflow files, not template strings
import { Type } from '@sinclair/typebox'
import { type Connector, defineConnector } from '../connector.ts'
import { parseWorkflow } from '../workflow/parse-workflow.ts'
import { WorkflowFileError } from '../workflow/workflow-problem.ts'

const postgres = defineConnector<unknown>({
  type: 'postgres',
  serviceType: 'Postgres',
  serviceEntity: 'databaseService',
  checks: [],
  config: Type.Object({
    type: Type.Optional(Type.String()),
    username: Type.String(),
    authType: Type.Optional(Type.Object({ password: Type.Optional(Type.String()) })),
    password: Type.Optional(Type.String()),
    hostPort: Type.String({ description: 'host:port' }),
    database: Type.String(),
    ingestAllDatabases: Type.Optional(Type.Boolean()),
  }),
  open: () => Promise.reject(new Error('not opened here')),
})
const connectors = { postgres: async () => ({ default: postgres as Connector<never> }) }

const files: Readonly<Record<string, string>> = { '/run/secrets/pg': 'from file\n' }
const variables = { PG_PASSWORD: 'pa$$ "w: ord', PORT: '5433', EMPTY: '', TOKEN_FILE: '/run/secrets/pg' }

/** Reads a workflow file with the connector of PostgreSQL alone and a few variables. */
export function parse(text: string, more: Record<string, string> = {}) {
  return parseWorkflow(text, {
    fileName: 'f.yaml',
    connectors,
    environment: {
      variables: { ...variables, ...more },
      readFile(path) {
        const content = files[path]
        if (content === undefined) throw new Error('ENOENT')
        return content
      },
    },
  })
}

/** What is said about a file that is refused. */
export async function failure(text: string): Promise<WorkflowFileError> {
  const error: unknown = await parse(text).then(
    () => new Error('the file was accepted'),
    (reason: unknown) => reason,
  )
  if (error instanceof WorkflowFileError) return error
  throw error
}

export const tenant = '5f1d4a6e-7c1b-4c55-9d3a-0f6e2b8c9a10'
export const good = `source:
  type: postgres
  serviceName: prod-pg
  serviceConnection:
    config:
      type: Postgres
      username: reader
      authType:
        password: \${PG_PASSWORD}
      hostPort: localhost:\${PORT}
      database: shop
  sourceConfig:
    config:
      type: DatabaseMetadata
      schemaFilterPattern:
        includes:
          - ^public$
sink:
  type: metadata-rest
  config: {}
workflowConfig:
  loggerLevel: INFO
  openMetadataServerConfig:
    hostPort: http://localhost:8585/api
    authProvider: azure
    securityConfig:
      clientSecret: hush
      authority: https://login.microsoftonline.com/${tenant}
      clientId: 2b8e6f40-91d7-4c3a-b5e2-6a0d7c4f1e52
      scopes:
        - api://x/.default
`

/** The good file with one place written otherwise. */
export const edit = (from: string | RegExp, to: string) => {
  const changed = good.replace(from, () => to)
  if (changed === good) throw new Error(`${from} does not occur in the example`)
  return changed
}
