/** Permission routes on a whole catalog: by type, by entity, for others, and the rule behind each answer. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const test = await openTestCatalog()
afterAll(() => test.close())
let tableId: string
const fqn = 'svc.db.s.t'

beforeAll(async () => {
  const { admin } = test.tokens
  const make = async (path: string, body: object) => {
    const answer = await test.call('PUT', `/api/v1/${path}`, { as: admin, body })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  await make('services/databaseServices', {
    name: 'svc',
    serviceType: 'Postgres',
    connection: { config: { type: 'Postgres', username: 'u', hostPort: 'h:1', database: 'db' } },
  })
  await make('databases', { name: 'db', service: 'svc' })
  await make('databaseSchemas', { name: 's', database: 'svc.db' })
  const table = await make('tables', {
    name: 't',
    databaseSchema: 'svc.db.s',
    columns: [{ name: 'a', dataType: 'INT' }],
    owners: [{ id: test.personId, type: 'user' }],
  })
  tableId = String(table.id)
})

const accessOf = (body: Loose, operation: string) => {
  const permissions = body.permissions as unknown as { operation: string; access: string }[]
  return permissions.find((each) => each.operation === operation)
}

it('says for a type what depends on the entity, and for an entity what it comes to', async () => {
  const { person } = test.tokens
  const ofType = await test.call('GET', '/api/v1/permissions/table', { as: person })
  expect(accessOf(ofType.body, 'ViewAll')).toMatchObject({ access: 'allow', policy: 'OrganizationPolicy' })
  expect(accessOf(ofType.body, 'EditLineage')).toMatchObject({ access: 'conditionalAllow' })
  expect(accessOf(ofType.body, 'Delete')).toEqual({ operation: 'Delete', access: 'notAllow' })
  for (const path of [`table/${tableId}`, `table/name/${fqn}`]) {
    const mine = await test.call('GET', `/api/v1/permissions/${path}`, { as: person })
    expect(accessOf(mine.body, 'EditLineage')).toMatchObject({
      access: 'allow',
      rule: { name: 'OrganizationPolicy-Owner', condition: 'isOwner()' },
    })
  }
  const all = await test.call('GET', '/api/v1/permissions', { as: person })
  expect(all.body.paging).toEqual({ total: test.catalog.engine.registry.all.length })
})

it('explains to administrators why somebody else cannot', async () => {
  const query = `resource=table&operation=Delete&fqn=${fqn}`
  const why = await test.call('GET', `/api/v1/permissions/debug/evaluate?${query}&user=jane`, {
    as: test.tokens.admin,
  })
  expect(why.body).toMatchObject({
    user: 'jane',
    allowed: false,
    access: 'notAllow',
    reason: `No rule of any policy that applies allows Delete on table '${fqn}'.`,
  })
  const bot = await test.call('GET', `/api/v1/permissions/debug/evaluate?${query}&user=ingestion-bot`, {
    as: test.tokens.admin,
  })
  expect(bot.body).toMatchObject({ allowed: true, grantedBy: "role 'IngestionBotRole'" })
  const overview = await test.call('GET', '/api/v1/permissions/debug/user/jane', { as: test.tokens.admin })
  expect(overview.body).toMatchObject({ user: 'jane', roles: ['DataConsumer'], teams: ['Organization'] })
})

it('tells nobody about others but administrators, and nothing about types that are none', async () => {
  const { person } = test.tokens
  expect((await test.call('GET', '/api/v1/permissions?user=root', { as: person })).status).toBe(403)
  expect((await test.call('GET', '/api/v1/permissions/debug/user/root', { as: person })).status).toBe(403)
  expect((await test.call('GET', '/api/v1/permissions/debug/me', { as: person })).status).toBe(200)
  expect((await test.call('GET', '/api/v1/permissions/nonsense', { as: person })).status).toBe(400)
  expect((await test.call('GET', '/api/v1/permissions/table/not-an-id', { as: person })).status).toBe(400)
  expect((await test.call('GET', '/api/v1/permissions')).status).toBe(401)
})

it('lets owners take away the sample rows that they may put, and nobody else', async () => {
  const { admin, person } = test.tokens
  const body = { columns: ['a'], rows: [[1]] }
  const foreign = await test.call('PUT', '/api/v1/tables', {
    as: admin,
    body: { name: 'foreign', databaseSchema: 'svc.db.s', columns: [{ name: 'a', dataType: 'INT' }] },
  })
  const onRows = (method: string, id: string) =>
    test.call(method, `/api/v1/tables/${id}/sampleData`, {
      as: person,
      ...(method === 'PUT' ? { body } : {}),
    })
  expect((await onRows('PUT', tableId)).status).toBe(200)
  expect((await onRows('DELETE', tableId)).status).toBe(200)
  expect((await onRows('PUT', String(foreign.body.id))).status).toBe(403)
  expect((await onRows('DELETE', String(foreign.body.id))).status).toBe(403)
})

it('lets owners switch the ingestions and keep the contracts that they own, and nobody else', async () => {
  const { admin, person } = test.tokens
  const owners = [{ id: test.personId, type: 'user' }]
  const make = async (path: string, body: object) =>
    String((await test.call('PUT', `/api/v1/${path}`, { as: admin, body })).body.id)
  const service = await test.call('GET', '/api/v1/services/databaseServices/name/svc', { as: admin })
  const ingestion = {
    pipelineType: 'metadata',
    sourceConfig: { config: { type: 'DatabaseMetadata' } },
    airflowConfig: {},
    service: { id: String(service.body.id), type: 'databaseService' },
  }
  const contract = (name: string, id: string) => ({ name, entity: { id, type: 'table' } })
  const foreignTable = await test.call('GET', '/api/v1/tables/name/svc.db.s.foreign', { as: admin })
  const pipelines = [
    await make('services/ingestionPipelines', { ...ingestion, name: 'hers', owners }),
    await make('services/ingestionPipelines', { ...ingestion, name: 'foreign' }),
  ]
  const contracts = [
    await make('dataContracts', contract('hers', tableId)),
    await make('dataContracts', contract('foreign', String(foreignTable.body.id))),
  ]
  const statuses = async (method: string, path: (id: string) => string, ids: string[], body?: object) =>
    await Promise.all(
      ids.map(async (id) => {
        const request = { as: person, ...(body && { body }) }
        return (await test.call(method, `/api/v1/${path(id)}`, request)).status
      }),
    )
  const toggle = (id: string) => `services/ingestionPipelines/toggleIngestion/${id}`
  expect(await statuses('POST', toggle, pipelines)).toEqual([200, 403])
  const results = (id: string) => `dataContracts/${id}/results`
  const result = {
    timestamp: Date.now(),
    contractExecutionStatus: 'Success',
    dataContractFQN: 'svc.db.s.t.hers',
  }
  expect(await statuses('PUT', results, contracts, result)).toEqual([200, 403])
})
