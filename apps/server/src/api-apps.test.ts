import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestCatalog, type TestCatalog } from './testing/test-catalog.ts'

describe('the API of apps and workflows', () => {
  let test: TestCatalog
  let admin: string
  beforeAll(async () => {
    test = await openTestCatalog()
    admin = test.tokens.admin
  })
  afterAll(() => test?.close())

  const run = async (name: string) => {
    const started = await test.call('POST', `/api/v1/apps/trigger/${name}`, { as: admin })
    expect(started).toMatchObject({
      status: 200,
      body: { appName: name, status: 'running', runType: 'OnDemand' },
    })
    return await vi.waitFor(
      async () => {
        const { body } = await test.call('GET', `/api/v1/apps/name/${name}/runs/latest`, { as: admin })
        expect(body.status).not.toBe('running')
        return body
      },
      { timeout: 60_000 },
    )
  }

  it('makes the search documents anew and keeps a record of the run', async () => {
    await test.catalog.database.query(`delete from search_document where entity_type = 'tag'`)
    const record = await run('SearchIndexingApplication')
    expect(record).toMatchObject({
      status: 'success',
      successContext: { stats: { entityStats: { tag: {} } } },
    })
    const { rows } = await test.catalog.database.query(
      `select 1 from search_document where entity_type = 'tag'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    const list = await test.call('GET', '/api/v1/apps/name/SearchIndexingApplication/status', { as: admin })
    expect(list.body.paging?.total).toBe(1)
  })

  it('removes what is older than the periods say, and what nobody has read stays', async () => {
    const { database } = test.catalog
    await database.query(
      `insert into change_event (event_type, entity_type, entity_id, fqn, current_version, user_name, at_ms)
       values ('entityCreated', 'role', gen_random_uuid(), 'ancient', 0.1, 'ada', 0)`,
    )
    await database.query(
      `insert into outbox_reader (name, sequence) select 'slow', max(sequence) - 1 from change_event`,
    )
    await run('DataRetentionApplication')
    expect((await database.query(`select 1 from change_event where fqn = 'ancient'`)).rows).toHaveLength(1)
    await database.query(`update outbox_reader set sequence = sequence + 1 where name = 'slow'`)
    const record = await run('DataRetentionApplication')
    expect(record).toMatchObject({
      successContext: { stats: { entityStats: { changeEvents: { totalRecords: 1 } } } },
    })
    expect((await database.query(`select 1 from change_event where fqn = 'ancient'`)).rows).toHaveLength(0)
  })

  it('installs an app from the marketplace, and starts none that somebody else runs', async () => {
    const offer = {
      name: 'Elsewhere',
      className: 'org.example.Elsewhere',
      appType: 'external',
      scheduleType: 'ScheduledOrManual',
      permission: 'All',
      appConfiguration: { apiToken: 'canary-token' },
    }
    expect((await test.call('POST', '/api/v1/apps/marketplace', { as: admin, body: offer })).status).toBe(201)
    const made = await test.call('POST', '/api/v1/apps', { as: admin, body: { name: 'Elsewhere' } })
    expect(made).toMatchObject({
      status: 201,
      body: { className: 'org.example.Elsewhere', appType: 'external' },
    })
    expect(JSON.stringify(made.body)).not.toContain('canary-token')
    const refused = await test.call('POST', '/api/v1/apps/trigger/Elsewhere', { as: admin })
    expect(refused).toMatchObject({ status: 400 })
    const scheduled = await test.call('POST', '/api/v1/apps/schedule/Elsewhere', {
      as: admin,
      body: { scheduleTimeline: 'Daily' },
    })
    expect(scheduled.body).toMatchObject({ appSchedule: { scheduleTimeline: 'Daily' } })
    const by = { as: test.tokens.person }
    expect((await test.call('POST', '/api/v1/apps/trigger/SearchIndexingApplication', by)).status).toBe(403)
  })

  it('keeps workflows with their secrets sealed, and says that no worker runs them', async () => {
    const body = {
      name: 'test-connection',
      workflowType: 'TEST_CONNECTION',
      request: {
        serviceType: 'Database',
        connectionType: 'Postgres',
        connection: {
          config: {
            type: 'Postgres',
            username: 'u',
            hostPort: 'h:5432',
            database: 'd',
            authType: { password: 'canary' },
          },
        },
      },
    }
    const made = await test.call('POST', '/api/v1/automations/workflows', { as: admin, body })
    expect(made.body).toMatchObject({ status: 'Pending' })
    expect(JSON.stringify(made.body)).not.toContain('canary')
    const trigger = `/api/v1/automations/workflows/trigger/${String(made.body.id)}`
    expect(await test.call('POST', trigger, { as: admin })).toMatchObject({ status: 400 })
  })
})
