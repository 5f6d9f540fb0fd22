/** A catalog of its own for a benchmark: a server process with a local administrator's token, and its database. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverNodeOptions } from '../apps/cli/src/programs.ts'
import { type RunningCatalog, startCatalog } from '../tests/processes/src/start-catalog.ts'

export interface BenchCatalog {
  readonly catalog: RunningCatalog
  readonly token: string
  /** Connection string of the catalog's own PostgreSQL. */
  readonly databaseUrl: string
  stop(): Promise<void>
}

export const benchHome = (): string => mkdtempSync(join(tmpdir(), 'waymark-bench-'))

export async function startBenchCatalog(
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchCatalog> {
  const { NODE_OPTIONS: more = '', ...others } = environment
  const nodeOptions = [...serverNodeOptions, more].join(' ')
  const catalog = await startCatalog({
    home,
    environment: {
      AUTHENTICATION_PROVIDER: 'basic',
      LOG_LEVEL: 'error',
      NODE_OPTIONS: nodeOptions,
      ...others,
    },
  })
  const [{ token }, { embeddedDatabaseUrl }] = await Promise.all([
    catalog.admin('bot-token', { name: 'ingestion-bot' }),
    catalog.admin('status'),
  ])
  return {
    catalog,
    token: String(token),
    databaseUrl: String(embeddedDatabaseUrl),
    stop: () => catalog.stop(),
  }
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true })
}

/** Create requests of `count` tables with `columns` columns each, in one schema that exists. */
export function tableBodies(
  databaseSchema: string,
  count: number,
  columns: number,
): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, table) => ({
    name: `table_${String(table).padStart(5, '0')}`,
    description: `Rows of table ${table}, one per event`,
    databaseSchema,
    columns: Array.from({ length: columns }, (_column, column) => ({
      name: `column_${column}`,
      dataType: column % 3 === 0 ? 'BIGINT' : 'VARCHAR',
      ...(column % 3 === 0 ? {} : { dataLength: 100 }),
      description: `Column ${column} of table ${table}`,
    })),
  }))
}

/** Creates service, database and schema, and answers the schema's fully qualified name. */
export async function createSchema(catalog: RunningCatalog, service: string): Promise<string> {
  await catalog.api('services/databaseServices', {
    method: 'PUT',
    body: { name: service, serviceType: 'Postgres' },
  })
  await catalog.api('databases', { method: 'PUT', body: { name: 'shop', service } })
  await catalog.api('databaseSchemas', {
    method: 'PUT',
    body: { name: 'sales', database: `${service}.shop` },
  })
  return `${service}.shop.sales`
}

/** Sends bodies to the bulk route, a few batches at a time, and answers the seconds it took. */
export async function sendInBulk(
  { catalog, token }: BenchCatalog,
  bodies: readonly Record<string, unknown>[],
  batchSize = 100,
  atOnce = 2,
): Promise<number> {
  const batches: (readonly Record<string, unknown>[])[] = []
  for (let at = 0; at < bodies.length; at += batchSize) batches.push(bodies.slice(at, at + batchSize))
  const start = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        const answer = await catalog.api<{ numberOfRowsFailed: number }>('tables/bulk?async=false', {
          method: 'PUT',
          body: batch,
          token,
        })
        if (answer.numberOfRowsFailed > 0) throw new Error(`bulk: ${JSON.stringify(answer).slice(0, 1000)}`)
      }
    }),
  )
  return (performance.now() - start) / 1000
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
