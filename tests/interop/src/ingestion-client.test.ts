import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { azureEnvironment, ingestionApplication } from './azure-environment.ts'
import { workflowRunner } from './client-workflows.ts'
import { client013, client113 } from './published-clients.ts'
import type { PythonEnvironment } from './python-client.ts'
import { createSourceDatabase, type SourceDatabase } from './source-database.ts'

/** What the clients read as tables; they differ in materialized views, which only the older one takes for views. */
const relations = (kinds: string) => `
  select n.nspname as schema, c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in (${kinds}) and not c.relispartition
     and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

interface ListedTable {
  readonly name: string
  readonly fullyQualifiedName: string
  readonly tableType?: string
  readonly schemaDefinition?: string
  readonly databaseSchema: { readonly name: string }
  readonly columns: readonly {
    readonly name: string
    readonly dataType: string
    readonly constraint?: string
  }[]
}

/** Left to themselves, both clients read the server's own `information_schema` as well. */
const sourceConfig = {
  config: { type: 'DatabaseMetadata', schemaFilterPattern: { excludes: ['^information_schema$'] } },
}

let emulator: RunningEmulator
let catalog: RunningCatalog
let source: SourceDatabase

async function tablesOf(service: string): Promise<ListedTable[]> {
  const tables: ListedTable[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: { data: ListedTable[]; paging: { after?: string } } = await catalog.api(
      `tables?database=${service}.${source.name}&limit=50${after ? `&after=${encodeURIComponent(after)}` : ''}`,
    )
    tables.push(...page.data)
    after = page.paging.after
  }
  return tables
}

async function relationNames(kinds: string): Promise<string[]> {
  return (await source.query(relations(kinds))).map((row) => `${row.schema}/${row.name}`).sort()
}

/** Recorded: the 1.13 client spells what its own name rules reserve, in what it sends and what it reads. */
function spelledBy113(name: string): string {
  return name
    .replaceAll('::', '__reserved__colon__')
    .replaceAll('>', '__reserved__arrow__')
    .replaceAll('"', '__reserved__quote__')
}

/** Runs `metadata ingest` of a published client on a workflow file, as a scheduler would. */
async function ingest(client: PythonEnvironment, workflow: object, environment: Record<string, string>) {
  const runner = workflowRunner(client, environment)
  try {
    return await runner.run('ingest', workflow)
  } finally {
    runner.remove()
  }
}

beforeAll(async () => {
  ;[emulator, source] = await Promise.all([startEmulator(), createSourceDatabase()])
  catalog = await startCatalog({ environment: azureEnvironment(emulator) })
  await catalog.admin('bot-bind', ingestionApplication)
})

afterAll(async () => {
  await catalog?.stop()
  await emulator?.stop()
  await source?.drop()
})

describe('openmetadata-ingestion 0.13.3.0, unchanged, with authProvider azure', () => {
  const workflow = () => ({
    source: {
      type: 'postgres',
      serviceName: 'legacy-pg',
      serviceConnection: {
        config: {
          type: 'Postgres',
          username: source.username,
          password: source.password,
          hostPort: source.hostPort,
          database: source.name,
        },
      },
      sourceConfig,
    },
    sink: { type: 'metadata-rest', config: {} },
    workflowConfig: {
      loggerLevel: 'INFO',
      openMetadataServerConfig: {
        hostPort: `${catalog.url}/api`,
        authProvider: 'azure',
        securityConfig: {
          clientSecret: fjordlight.ingestionSecret,
          authority: emulator.authority,
          clientId: fjordlight.ingestionAppId,
          scopes: [`${fjordlight.ingestionApiUri}/.default`],
        },
      },
    },
  })

  it('ingests a real PostgreSQL, over an Azure service application at the real authority URL', async () => {
    const { code, output } = await ingest(client013, workflow(), emulator.environment)
    expect(code, output.slice(-6000)).toBe(0)
    expect(output).toContain('Workflow finished successfully')
    const tables = await tablesOf('legacy-pg')
    const names = tables.map((table) => `${table.databaseSchema.name}/${table.name}`).sort()
    // Recorded: this client gives up on a schema at the first name with a quote in it.
    const expected = (await relationNames("'r', 'p', 'f', 'v', 'm'")).filter(
      (name) => !name.startsWith('Odd Names/'),
    )
    expect(names.filter((name) => !name.startsWith('Odd Names/'))).toEqual(expected)
    expect(expected.length).toBeGreaterThan(60)
  })

  it('leaves columns, keys and view definitions in the newest shapes', async () => {
    const tables = await tablesOf('legacy-pg')
    const views = tables.filter((table) => table.tableType === 'View')
    expect(views.length).toBeGreaterThan(10)
    for (const view of views) expect(view.schemaDefinition).toMatch(/select/i)
    expect(
      tables.flatMap((table) => table.columns).filter((column) => column.constraint === 'PRIMARY_KEY').length,
    ).toBeGreaterThan(20)
  })

  it('was recognised as the bot whose application it used', async () => {
    const [table] = await tablesOf('legacy-pg')
    const read = await catalog.api<{ updatedBy: string }>(
      `tables/name/${encodeURIComponent(table?.fullyQualifiedName ?? '')}`,
    )
    expect(read.updatedBy).toBe('ingestion-bot')
  })
})

describe('openmetadata-ingestion 1.13.4.1, unchanged, with a JWT of the bot', () => {
  const workflow = (jwtToken: string) => ({
    source: {
      type: 'postgres',
      serviceName: 'current-pg',
      serviceConnection: {
        config: {
          type: 'Postgres',
          username: source.username,
          authType: { password: source.password },
          hostPort: source.hostPort,
          database: source.name,
        },
      },
      sourceConfig,
    },
    sink: { type: 'metadata-rest', config: {} },
    workflowConfig: {
      loggerLevel: 'INFO',
      openMetadataServerConfig: {
        hostPort: `${catalog.url}/api`,
        authProvider: 'openmetadata',
        securityConfig: { jwtToken },
      },
    },
  })
  const run = async () => {
    return await ingest(client113, workflow(await catalog.botToken()), {})
  }

  it('ingests the same database', async () => {
    const { code, output } = await run()
    expect(code, output.slice(-6000)).toBe(0)
    const names = (await tablesOf('current-pg'))
      .map((table) => `${table.databaseSchema.name}/${table.name}`)
      .sort()
    const expected = await relationNames("'r', 'p', 'f', 'v'")
    expect(names).toEqual(expected.map(spelledBy113).sort())
  })

  it('finds nothing to change on a second run, and marks a dropped table as deleted', async () => {
    const before = await tablesOf('current-pg')
    await source.query('create table public.short_lived (id int)')
    expect((await run()).code).toBe(0)
    expect(await tablesOf('current-pg')).toHaveLength(before.length + 1)
    await source.query('drop table public.short_lived')
    expect((await run()).code).toBe(0)
    const after = await tablesOf('current-pg')
    expect(after.map((table) => table.fullyQualifiedName).sort()).toEqual(
      before.map((table) => table.fullyQualifiedName).sort(),
    )
  })
})
