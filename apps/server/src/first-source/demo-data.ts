/** The sample company's database in a running catalog: made on the embedded PostgreSQL, read by a saved ingestion, removed without a trace. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { IngestionRunner } from '@waymark/api'
import type { Engine } from '@waymark/engine'
import { problem, unlessMissing } from '@waymark/spec'
import { Client } from 'pg'

/** The database, and the service for it. */
const sample = 'fjordlight'
/** Made by this module alone: what has it can be removed by it. */
const ingestion = { name: 'demo', fqn: `${sample}.demo` }
const readerRole = 'waymark_reader'

// Compiled, this file and that one end alike.
const loader = fileURLToPath(
  new URL(
    `../../../../examples/sample-company/load${extname(fileURLToPath(import.meta.url))}`,
    import.meta.url,
  ),
)

export interface DemoSurroundings {
  readonly engine: Engine
  readonly runner: IngestionRunner
  /** A superuser's URL of the embedded PostgreSQL; undefined where the catalog uses another one. */
  readonly embeddedDatabaseUrl: string | undefined
}

export async function demoState({ engine, embeddedDatabaseUrl }: DemoSurroundings) {
  if (await isThere(engine, 'ingestionPipeline', ingestion.fqn)) return 'loaded'
  const isTaken = await isThere(engine, 'databaseService', sample)
  return embeddedDatabaseUrl === undefined || isTaken ? 'unavailable' : 'absent'
}

export async function loadDemo(surroundings: DemoSurroundings, askedBy: string) {
  const { engine, runner, embeddedDatabaseUrl } = surroundings
  if (embeddedDatabaseUrl === undefined)
    throw refusal(
      'its data go into the PostgreSQL that comes with Waymark, and this catalog uses another one. Try it with: npx waymark start.',
    )
  if ((await demoState(surroundings)) !== 'absent')
    throw refusal(`there is a database service '${sample}' already. Delete that first.`)
  const actor = { name: askedBy }
  const password = randomBytes(18).toString('base64url')
  try {
    await makeDatabase(embeddedDatabaseUrl, password)
    const { host, port } = new Client({ connectionString: embeddedDatabaseUrl })
    const { entity: service } = await engine.create(
      'databaseService',
      {
        name: sample,
        serviceType: 'Postgres',
        description: 'Demo data: the database of an electricity company that does not exist.',
        connection: {
          config: {
            type: 'Postgres',
            username: readerRole,
            authType: { password },
            hostPort: `${host}:${port}`,
            database: sample,
          },
        },
      },
      actor,
    )
    const pipeline = {
      name: ingestion.name,
      pipelineType: 'metadata',
      service: { id: service.id, type: 'databaseService' },
      sourceConfig: {
        config: { type: 'DatabaseMetadata', schemaFilterPattern: { excludes: ['^sample_company$'] } },
      },
      airflowConfig: {},
    }
    const { entity } = await engine.create('ingestionPipeline', pipeline, actor)
    await runner.deploy(entity.id)
    await runner.trigger(entity.id, askedBy)
    return { ingestion: entity.fullyQualifiedName }
  } catch (error) {
    await remove(surroundings, embeddedDatabaseUrl, askedBy)
    throw error
  }
}

export async function removeDemo(surroundings: DemoSurroundings, askedBy: string): Promise<void> {
  const { embeddedDatabaseUrl } = surroundings
  if (embeddedDatabaseUrl === undefined || (await demoState(surroundings)) !== 'loaded')
    throw refusal('it was not loaded into this catalog while it ran, so there is nothing to remove.')
  await remove(surroundings, embeddedDatabaseUrl, askedBy)
}

async function remove(
  { engine, runner }: DemoSurroundings,
  databaseUrl: string,
  askedBy: string,
): Promise<void> {
  const pipeline = await unlessMissing(engine.get('ingestionPipeline', { fqn: ingestion.fqn }))
  if (pipeline) await runner.kill(pipeline.id)
  const everything = { hard: true, recursive: true }
  await unlessMissing(engine.delete('databaseService', { fqn: sample }, { name: askedBy }, everything))
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`drop database if exists ${sample} with (force)`)
    await client.query(`drop role if exists ${readerRole}`)
  } finally {
    await client.end()
  }
}

/** @throws `source-unreadable` with the last words of the loader */
async function makeDatabase(databaseUrl: string, readerPassword: string): Promise<void> {
  const { PATH, SYSTEMROOT } = process.env
  const env = {
    ...(PATH !== undefined && { PATH }),
    ...(SYSTEMROOT !== undefined && { SYSTEMROOT }),
    DATABASE_URL: databaseUrl,
    SAMPLE_DATABASE: sample,
    SAMPLE_READER_PASSWORD: readerPassword,
  }
  try {
    await promisify(execFile)(process.execPath, [loader], { env })
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string } // execFile's own error
    throw refusal(`its database could not be made: ${stderr?.trim().split('\n').at(-1) ?? 'no word why'}.`)
  }
}

const refusal = (reason: string) => problem('source-unreadable', { name: 'The demo', reason })

async function isThere(engine: Engine, type: string, fqn: string): Promise<boolean> {
  return (await unlessMissing(engine.getText(type, { fqn }, 'all'))) !== undefined
}
