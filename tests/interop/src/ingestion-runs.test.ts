import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  connectionOf,
  createPipeline,
  createPostgresService,
  finalStates,
  lastLog,
  type Pipeline,
  statusesOf,
  trigger,
  untilRunIs,
} from '../../processes/src/ingestion-runs.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { createSourceDatabase, type SourceDatabase } from './source-database.ts'

let catalog: RunningCatalog
let source: SourceDatabase
let service: { id: string }
let pipeline: Pipeline
const base = 'services/ingestionPipelines'

beforeAll(async () => {
  source = await createSourceDatabase()
  catalog = await startCatalog({ environment: { AUTHENTICATION_PROVIDER: 'basic' } })
  service = await createPostgresService(catalog, 'fjord', source)
  pipeline = await createPipeline(catalog, service, { name: 'nightly' })
})
afterAll(async () => {
  await catalog?.stop()
  await source?.drop()
})

describe('a saved ingestion of a real database', () => {
  let runId: string

  it('runs when it is asked to, as the ingestion bot, and shows what came of it', async () => {
    runId = await trigger(catalog, pipeline)
    const status = await untilRunIs(catalog, pipeline, runId, finalStates)
    const log = await lastLog(catalog, pipeline)
    expect({ ...status, log }).toMatchObject({
      pipelineState: expect.stringMatching(/success|partialSuccess/),
      metadata: { cause: 'asked', tally: { error: 0 } },
      status: [{ name: 'fjord', errors: 0 }],
    })
    const tables = await catalog.api<{ data: { updatedBy: string }[]; paging: { total: number } }>(
      'tables?service=fjord&limit=100',
    )
    expect(tables.paging.total).toBeGreaterThan(5)
    expect(new Set(tables.data.map(({ updatedBy }) => updatedBy))).toEqual(new Set(['ingestion-bot']))
  })

  it('keeps a log that names what was done and holds no secret', async () => {
    const log = await lastLog(catalog, pipeline)
    expect(log).toMatch(/INFO {2}Signed in to Waymark .* as Ingestion bot/)
    expect(log).toMatch(/Step CheckAccess passed/)
    expect(log).toMatch(/Ended as (success|partialSuccess): PASS \d+/)
    expect(log).not.toContain(source.password)
    expect(log).not.toMatch(/eyJ/)
  })

  it('runs as the bot that it names, with the token of that bot, and says so when the bot is gone', async () => {
    const { data: roles } = await catalog.api<{ data: { id: string; name: string }[] }>('roles?limit=100')
    const role = roles.find(({ name }) => name === 'IngestionBotRole')
    const authenticationMechanism = { authType: 'JWT', config: { JWTTokenExpiry: 'Unlimited' } }
    await catalog.api('users', {
      method: 'PUT',
      body: {
        name: 'night-bot',
        displayName: 'Night bot',
        email: 'night-bot@example.com',
        isBot: true,
        roles: [role?.id],
        authenticationMechanism,
      },
    })
    const bot = await catalog.api<{ id: string }>('bots', {
      method: 'PUT',
      body: { name: 'night-bot', botUser: 'night-bot' },
    })
    const owls = await createPostgresService(catalog, 'owls', source)
    const nightly = await createPipeline(catalog, owls, {
      name: 'nightly',
      config: { schemaFilterPattern: { includes: ['^crm$'] } },
    })
    const runsAs = `${base}/bot/${nightly.id}`
    expect(await catalog.api(runsAs)).toEqual({ bot: 'ingestion-bot' })
    expect(await catalog.api(runsAs, { method: 'PUT', body: { bot: 'night-bot' } })).toEqual({
      bot: 'night-bot',
    })
    const status = await untilRunIs(catalog, nightly, await trigger(catalog, nightly), finalStates)
    const log = await lastLog(catalog, nightly)
    expect(status.pipelineState, log).toMatch(/success|partialSuccess/)
    expect(log).toMatch(/Signed in to Waymark .* as Night bot/)
    const { data } = await catalog.api<{ data: { updatedBy: string }[] }>('tables?service=owls&limit=100')
    expect(new Set(data.map(({ updatedBy }) => updatedBy))).toEqual(new Set(['night-bot']))

    await catalog.api(`bots/${bot.id}?hardDelete=true`, { method: 'DELETE' })
    const failed = await untilRunIs(catalog, nightly, await trigger(catalog, nightly), finalStates)
    expect(failed).toMatchObject({
      pipelineState: 'failed',
      metadata: { message: "The bot 'night-bot' that this ingestion runs as is gone: name another." },
    })
  })

  it('streams the log of a run, and goes on where a reader was', async () => {
    const messages = await readStream(
      `${base}/logs/${encodeURIComponent(pipeline.fullyQualifiedName)}/${runId}/stream`,
    )
    expect(messages.at(-1)).toMatchObject({
      event: 'end',
      data: { pipelineState: expect.stringMatching(/success/i) },
    })
    const lines = messages.filter(({ event }) => event === undefined).flatMap(({ data }) => data as string[])
    expect(lines.join('\n')).toBe(await lastLog(catalog, pipeline))
    const last = messages.findLast(({ id }) => id !== undefined)
    const rest = await readStream(
      `${base}/logs/${encodeURIComponent(pipeline.fullyQualifiedName)}/${runId}/stream`,
      last?.id,
    )
    expect(rest.map(({ event }) => event)).toEqual(['end'])
  })

  it('streams while the run goes on: the first lines come before its end', async () => {
    const next = await trigger(catalog, pipeline)
    const messages = await readStream(
      `${base}/logs/${encodeURIComponent(pipeline.fullyQualifiedName)}/${next}/stream`,
    )
    expect(messages.length).toBeGreaterThan(1)
    expect(messages.at(-1)).toMatchObject({ event: 'end' })
    // Nothing changed in the source: the second run says so.
    expect(await lastLog(catalog, pipeline)).toMatch(/0 new, 0 changed, 0 gone/)
  })

  it('keeps what seems to be gone when it is all of a schema, until somebody confirms it', async () => {
    await source.query(
      'create schema attic; create table attic.chest (id int); create table attic.trunk (id int)',
    )
    const owner = await createPostgresService(catalog, 'loft', source)
    const attic = await createPipeline(catalog, owner, {
      name: 'attic',
      config: { schemaFilterPattern: { includes: ['^attic$'] } },
    })
    const runs = async (leave = {}) =>
      await untilRunIs(catalog, attic, await trigger(catalog, attic, leave), finalStates)
    const count = async () =>
      (await catalog.api<{ paging: { total: number } }>('tables?service=loft')).paging.total
    await runs()
    expect(await count(), await lastLog(catalog, attic)).toBe(2)

    await source.query('drop table attic.chest; drop table attic.trunk')
    expect(await runs()).toMatchObject({ metadata: { changes: { gone: 0 }, heldBack: 2 } })
    expect(await lastLog(catalog, attic)).toMatch(/2 of 2 Table entities seem to be gone from the source/)
    expect(await count()).toBe(2)

    expect(await runs({ allowMassDelete: true })).toMatchObject({
      metadata: { changes: { gone: 2 }, heldBack: 0 },
    })
    expect(await count()).toBe(0)
  })

  it('says before a run which names the filters take', async () => {
    const config = { type: 'DatabaseMetadata', schemaFilterPattern: { includes: ['^crm$'] } }
    const answer = await catalog.api<{
      data: { type: string; name: string; taken: boolean; reason?: string }[]
    }>(`${base}/preview`, {
      method: 'POST',
      body: { service: 'fjord', serviceType: 'databaseService', sourceConfig: { config } },
    })
    const schemas = answer.data.filter(({ type }) => type === 'databaseSchema')
    expect(schemas.filter(({ taken }) => taken).map(({ name }) => name)).toEqual([`fjord.${source.name}.crm`])
    expect(schemas.find(({ taken }) => !taken)?.reason).toMatch(/not included by/)
    const tables = answer.data.filter(({ type, taken }) => type === 'table' && taken)
    expect(tables.length).toBeGreaterThan(0)
    for (const { name } of tables) expect(name).toContain('.crm.')
  })

  it('is refused with the fix where its schedule cannot be read or nothing here can run it', async () => {
    await expect(
      createPipeline(catalog, service, { name: 'bad', airflowConfig: { scheduleInterval: 'at night' } }),
    ).rejects.toThrow(/400.*scheduleInterval.*five fields/)
    const db2 = await catalog.api<{ id: string }>('services/databaseServices', {
      method: 'POST',
      body: { name: 'mainframe', serviceType: 'Db2' },
    })
    await expect(createPipeline(catalog, db2, { name: 'p' })).rejects.toThrow(/Db2 takes the Python client/)
  })

  it('is due when its schedule says, by the seconds where it has them, and waits while it is paused', async () => {
    const often = await createPipeline(catalog, service, {
      name: 'often',
      airflowConfig: { scheduleInterval: '*/2 * * * * *', pipelineTimezone: 'Europe/Oslo' },
    })
    // Of however many by then: every two seconds another is due.
    const first = async () => (await statusesOf(catalog, often)).at(-1)
    await expect.poll(first).toMatchObject({ metadata: { cause: 'schedule' } })
    const next = await catalog.api<{ nextRun: number }>(`${base}/schedule/${often.id}`)
    expect(Math.abs(next.nextRun - Date.now())).toBeLessThan(30_000)
    await catalog.api(`${base}/toggleIngestion/${often.id}`, { method: 'POST' })
    await expect.poll(() => catalog.api(`${base}/schedule/${often.id}`)).toMatchObject({ nextRun: null })
  })
})

describe('saved ingestions of other kinds, run by the catalog', () => {
  const segments = () => `fjord.${source.name}.crm.segments`
  const crm = { schemaFilterPattern: { includes: ['^crm$'] } }

  async function done(
    name: string,
    pipelineType: string,
    config: object,
    of: { readonly id: string } = service,
    serviceType = 'databaseService',
  ): Promise<void> {
    const made = await createPipeline(catalog, of, { name, pipelineType, serviceType, config })
    const status = await untilRunIs(catalog, made, await trigger(catalog, made), finalStates)
    expect(status.pipelineState, await lastLog(catalog, made)).toMatch(/^(?:success|partialSuccess)$/)
  }

  it('profile tables', async () => {
    await done('profiles', 'profiler', { type: 'Profiler', ...crm })
    const [truth] = await source.query('select count(*)::int as rows from crm.segments')
    const table = await catalog.api<{ profile: { rowCount: number } }>(
      `tables/name/${segments()}?fields=profile`,
    )
    expect(table.profile.rowCount).toBe(truth?.rows)
  })

  it('classify columns', async () => {
    await done('classes', 'autoClassification', { type: 'AutoClassification', ...crm })
    const { columns } = await catalog.api<{
      columns: readonly { name: string; tags: readonly { tagFQN: string }[] }[]
    }>(`tables/name/fjord.${source.name}.crm.customers?fields=columns,tags`)
    const email = columns.find(({ name }) => name === 'email')
    expect(email?.tags.map(({ tagFQN }) => tagFQN)).toEqual(['PII.Sensitive'])
  })

  it('draw lineage and count usage from a log of queries', async () => {
    const log = join(mkdtempSync(join(tmpdir(), 'waymark-log-')), 'queries.csv')
    const copies = 'insert into crm.segments (code) select code from crm.campaigns'
    writeFileSync(
      log,
      `query_text,database_name,schema_name\n"${copies}",${source.name},crm\n"select * from crm.segments",${source.name},crm\n`,
    )
    await done('edges', 'lineage', { type: 'DatabaseLineage', queryLogFilePath: log })
    const { nodes } = await catalog.api<{ nodes: readonly { fullyQualifiedName: string }[] }>(
      `lineage/table/name/${segments()}?upstreamDepth=1&downstreamDepth=0`,
    )
    expect(nodes.map((node) => node.fullyQualifiedName)).toEqual([`fjord.${source.name}.crm.campaigns`])
    await done('counts', 'usage', { type: 'DatabaseUsage', queryLogFilePath: log })
    const { usageSummary } = await catalog.api<{ usageSummary: { dailyStats: { count: number } } }>(
      `tables/name/${segments()}?fields=usageSummary`,
    )
    expect(usageSummary.dailyStats.count).toBe(2)
    rmSync(dirname(log), { recursive: true })
  })

  it('run the tests of a table', async () => {
    const body = {
      name: 'too_few',
      entityLink: `<#E::table::${segments()}>`,
      testDefinition: 'tableRowCountToEqual',
      parameterValues: [{ name: 'value', value: '100000' }],
    }
    const { testSuite } = await catalog.api<{ testSuite: { id: string } }>(
      'dataQuality/testCases?fields=testSuite',
      { method: 'POST', body },
    )
    const config = { type: 'TestSuite', entityFullyQualifiedName: segments() }
    await done('checks', 'TestSuite', config, testSuite, 'testSuite')
    expect(
      await catalog.api(`dataQuality/testCases/name/${segments()}.too_few?fields=testCaseResult,incidentId`),
    ).toMatchObject({ testCaseResult: { testCaseStatus: 'Failed' }, incidentId: expect.any(String) })
  })
})

describe('the test of a connection', () => {
  const test = async (config: object) => {
    const request = { connection: { config }, serviceType: 'Database', connectionType: 'Postgres' }
    const body = { name: `test-${crypto.randomUUID()}`, workflowType: 'TEST_CONNECTION', request }
    const { id } = await catalog.api<{ id: string }>('automations/workflows', { method: 'POST', body })
    await catalog.api(`automations/workflows/trigger/${id}`, { method: 'POST' })
    const read = () =>
      catalog.api<{
        status: string
        response?: { steps: { name: string; passed: boolean; message?: string }[] }
      }>(`automations/workflows/${id}`)
    await expect.poll(async () => (await read()).status).toMatch(/Successful|Failed/)
    return await read()
  }

  it('names each step', async () => {
    const { status, response } = await test(connectionOf(source))
    expect(status).toBe('Successful')
    expect(response?.steps.map(({ name, passed }) => [name, passed])).toEqual(
      expect.arrayContaining([
        ['CheckAccess', true],
        ['GetSchemas', true],
        ['GetTables', true],
      ]),
    )
  })

  it('says at the step that failed what was wrong and what to do, without the password', async () => {
    const { status, response } = await test(connectionOf({ ...source, password: 'no such password' }))
    expect(status).toBe('Failed')
    expect(response?.steps).toMatchObject([{ name: 'CheckAccess', passed: false }])
    expect(response?.steps[0]?.message).toMatch(/password/)
    expect(JSON.stringify(response)).not.toContain('no such password')
  })
})

interface Message {
  readonly id?: string
  readonly event?: string
  readonly data: unknown
}

/** Reads a stream of server-sent events to its end. */
async function readStream(path: string, lastEventId?: string): Promise<Message[]> {
  const token = String((await catalog.admin('admin-token')).token)
  const response = await fetch(`${catalog.url}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  expect({ type: response.headers.get('content-type'), text }).toMatchObject({
    type: expect.stringContaining('text/event-stream'),
  })
  return text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => {
      const members = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
      return { ...members, data: JSON.parse(String(members.data)) }
    })
}
