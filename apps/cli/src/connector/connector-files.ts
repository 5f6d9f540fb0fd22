/** The files that a connector of one's own begins with: it reads tables from a JSON file, and passes the contract's tests. */

/** Texts by file name. @param name - lower-case, with hyphens */
export function connectorFiles(name: string): Readonly<Record<string, string>> {
  return {
    'config.ts': config(name),
    'connector.ts': connector(name),
    'connector.test.ts': test(name),
    'example.json': `${JSON.stringify(example, undefined, 2)}\n`,
    'workflow.yaml': workflow(name),
    'README.md': readme(name),
  }
}

const example = {
  sales: { customer: ['id', 'email'], orders: ['id', 'customer_id', 'amount'] },
  stock: { item: ['id', 'label'] },
}

const config = (name: string) => `/** What a workflow file says about a ${name} source. */
import { type Static, Type } from '@sinclair/typebox'

// The catalog keeps it as a CustomDatabase, whose options are free: put what your source needs into connectionOptions.
export const Config = Type.Object({
  type: Type.Optional(Type.String({ enum: ['CustomDatabase'] })),
  connectionOptions: Type.Object({
    file: Type.String({ description: 'path of the JSON file that names the tables' }),
  }),
})
export type Config = Static<typeof Config>
`

const connector = (
  name: string,
) => `/** Reads a ${name} source: replace what is read from the file by what your source answers. */
import { readFile } from 'node:fs/promises'
import { defineConnector, readRelational, type RelationalDatabase, SourceError } from '@waymark/ingest'
import { Config } from './config.ts'

/** Columns by table by schema. */
type Tables = Record<string, Record<string, string[]>>

async function load(path: string): Promise<Tables> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Tables // yours to check: what a source says is not trusted
  } catch (error) {
    // 'fatal' ends the run, 'retriable' tries again, 'skippable' leaves one thing out. The hint says what to do.
    throw new SourceError('fatal', \`\${path} cannot be read.\`, { hint: 'Check connectionOptions.file.', cause: error })
  }
}

/** The same in the words of the contract. Ask your source a constant number of questions per schema, not per table. */
function databaseOf(tables: Tables): RelationalDatabase {
  return {
    name: 'default',
    schemas: async () => Object.keys(tables).map((schema) => ({ name: schema })),
    relations: async (schema, wanted) =>
      wanted.tables
        ? Object.entries(tables[schema] ?? {}).map(([table, columns]) => ({
            name: table,
            tableType: 'Regular',
            columns: columns.map((column) => ({ name: column, dataType: 'UNKNOWN' })),
            keys: [],
          }))
        : [],
  }
}

export default defineConnector<Config>({
  type: '${name}',
  serviceType: 'CustomDatabase',
  serviceEntity: 'databaseService',
  config: Config,
  checks: [{ name: 'CheckAccess', description: 'The file is there.', mandatory: true }],
  async open(config, signal) {
    signal.throwIfAborted()
    const tables = await load(config.connectionOptions.file)
    return {
      check: async () => {},
      read: (context) => readRelational([databaseOf(tables)], context, { everyDatabase: true }),
      close: async () => {},
    }
  },
})
`

const test = (
  name: string,
) => `/** The connector against the contract that the runner relies on, and against what the example holds. */
import { fileURLToPath } from 'node:url'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import { expect, it } from 'vitest'
import connector from './connector.ts'

const config = { connectionOptions: { file: fileURLToPath(new URL('./example.json', import.meta.url)) } }

sourceConformance(connector, {
  setUp: async () => ({ config, tearDown: async () => {} }),
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
})

it('the ${name} connector reads columns', async () => {
  const records = await readAll(connector, config)
  expect(entityOf(records, 'table', 'item').body.columns).toHaveLength(2)
})
`

const workflow = (name: string) => `# Reads the example into the catalog: metadata ingest -c workflow.yaml
source:
  type: ${name}
  module: ./connector.ts # seen from this file
  serviceName: ${name}
  serviceConnection:
    config:
      type: CustomDatabase
      connectionOptions:
        file: example.json # seen from where the command runs
sink: { type: metadata-rest, config: {} }
workflowConfig:
  openMetadataServerConfig:
    hostPort: http://localhost:8585/api
    authProvider: openmetadata
    securityConfig:
      jwtToken: \${WAYMARK_TOKEN} # waymark bot token ingestion-bot
`

const readme = (name: string) => `# ${name}

What it reads, and from where.

## Grants

What the reading account needs, and nothing more.

## Options (\`serviceConnection.config\`)

| key | meaning |
| --- | --- |
| \`connectionOptions.file\` | path of the JSON file that names the tables |

## Files

- \`connector.ts\` yields records, parents first; filters, batches, retries and removal are the runner's.
- \`config.ts\` is the schema that a workflow file is checked against.
- \`connector.test.ts\` runs the contract's tests (\`vitest run\`, where Waymark's packages are installed).
- \`workflow.yaml\` runs it: TypeScript as it is, types stripped, so no enums, namespaces or parameter properties.

To make it part of Waymark move the folder to \`packages/connectors/src/${name}\` and add a line to its \`index.ts\`.
`
