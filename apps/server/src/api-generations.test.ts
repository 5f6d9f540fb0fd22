/** Which generation of clients a request is served as: every signal alone, and what counts where two disagree. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAdminCommand } from './admin/run-command.ts'
import { openTestCatalog } from './testing/test-catalog.ts'

const test = await openTestCatalog()
afterAll(() => test.close())
const fqn = 'shop.main.public.orders'
const byName = `/api/v1/tables/name/${fqn}`

beforeAll(async () => {
  const put = async (collection: string, body: object) => {
    const { status } = await test.call('PUT', `/api/v1/${collection}`, {
      as: test.tokens.admin,
      body,
      headers: { 'x-waymark-generation': '1.13' },
    })
    expect(status).toBe(201)
  }
  await put('services/databaseServices', { name: 'shop', serviceType: 'Postgres' })
  await put('databases', { name: 'main', service: 'shop' })
  await put('databaseSchemas', { name: 'public', database: 'shop.main' })
  await put('tables', {
    name: 'orders',
    databaseSchema: 'shop.main.public',
    columns: [{ name: 'id', dataType: 'INT' }],
    owners: [{ id: test.personId, type: 'user' }],
  })
})

/** The generation of an answer: one owner then, a list of them now. */
async function generationOf(
  url: string,
  { as = test.tokens.admin, ...headers }: Record<string, string> = {},
): Promise<string> {
  const { status, body } = await test.call('GET', url, { as, headers })
  expect(status).toBe(200)
  if ('owner' in body) return '0.13'
  return 'owners' in body ? '1.13' : 'neither'
}

async function newToken(): Promise<string> {
  const { body } = await test.call('POST', '/api/v1/users/security/token', {
    as: test.tokens.admin,
    body: { tokenName: 'x', JWTTokenExpiry: '1' },
  })
  if (typeof body.jwtToken === 'string') return body.jwtToken
  const account = await test.catalog.admin.accounts.byName('root')
  if (!account) throw new Error('root is there')
  return (await test.catalog.identity.tokens.issue(account, { type: 'personal', expiresInSeconds: 600 }))
    .token
}

describe('one signal', () => {
  it('nothing at all means the newest', async () => {
    expect(await generationOf(`${byName}?fields=*`)).toBe('1.13')
  })

  it('the base path of old clients', async () => {
    expect(await generationOf(`/legacy${byName}?fields=*`)).toBe('0.13')
  })

  it('the header of our own clients', async () => {
    expect(await generationOf(`${byName}?fields=*`, { 'x-waymark-generation': '0.13' })).toBe('0.13')
  })

  it('the version endpoint last called with the token, from the same address', async () => {
    const as = await newToken()
    await test.call('GET', '/api/v1/version', { as })
    expect(await generationOf(`${byName}?fields=*`, { as })).toBe('0.13')
    await test.call('GET', '/api/v1/system/version', { as })
    expect(await generationOf(`${byName}?fields=*`, { as })).toBe('1.13')
  })

  it('names in fields=', async () => {
    expect(await generationOf(`${byName}?fields=owner`)).toBe('0.13')
    expect(await generationOf(`${byName}?fields=owners`)).toBe('1.13')
  })

  it('members of a create request', async () => {
    const body = {
      name: 'orders',
      databaseSchema: { id: '', type: 'databaseSchema' },
      columns: [{ name: 'id', dataType: 'INT' }],
      viewDefinition: null,
      owner: null,
    }
    const schema = await test.call('GET', '/api/v1/databaseSchemas/name/shop.main.public', {
      as: test.tokens.admin,
    })
    body.databaseSchema.id = String(schema.body.id)
    const { status, body: answer } = await test.call('PUT', '/api/v1/tables', { as: test.tokens.admin, body })
    expect(status).toBe(200)
    expect(answer).not.toHaveProperty('owners')
  })
})

describe('where two disagree', () => {
  it('the base path wins over a workflow that names its release', async () => {
    const headers = { 'user-agent': 'postgres_metadata (service: shop; v1.13.4.1)' }
    expect(await generationOf(`/legacy${byName}?fields=*`, headers)).toBe('0.13')
  })

  it('a workflow that names its release wins over the version endpoint', async () => {
    const as = await newToken()
    await test.call('GET', '/api/v1/version', { as })
    const workflow = 'postgres_metadata (service: shop; v1.13.4.1)'
    expect(await generationOf(`${byName}?fields=*`, { as, 'user-agent': workflow })).toBe('1.13')
  })

  it('names that only one generation has win over the version endpoint', async () => {
    const as = await newToken()
    await test.call('GET', '/api/v1/system/version', { as })
    expect(await generationOf(`${byName}?fields=owner`, { as })).toBe('0.13')
  })
})

describe('the version endpoint', () => {
  it('answers anybody, and remembers nobody it cannot verify', async () => {
    const rows = () =>
      test.catalog.database.query<{ total: string }>('select count(*) as total from client_generation')
    const before = await rows()
    for (const as of [undefined, 'no.such.token']) {
      const { status, body } = await test.call('GET', '/api/v1/version', { as })
      expect(status).toBe(200)
      expect(body.version).toBe('0.13.3')
    }
    expect(await rows()).toEqual(before)
    const { body } = await test.call('GET', '/api/v1/system/version')
    expect(body.version).toMatch(/^1\.13\.\d+$/)
    expect(body.waymark).toBe('0.1.0')
  })

  it('writes only what changed', async () => {
    const as = await newToken()
    await test.call('GET', '/api/v1/version', { as })
    const seen = () =>
      test.catalog.database.query(
        'select caller, xmin::text as written from client_generation order by caller',
      )
    const before = await seen()
    await test.call('GET', '/api/v1/version', { as })
    expect(await seen()).toEqual(before)
  })
})

describe('a bot fixed to a generation', () => {
  const pin = async (generation: string) =>
    await runAdminCommand(
      'bot-pin',
      { name: 'ingestion-bot', generation },
      test.catalog.admin,
      () => undefined,
    )

  it('is served so whatever its requests look like, except where its address says otherwise', async () => {
    const as = test.tokens.bot
    expect(await pin('0.13')).toMatchObject({ status: 200 })
    await test.call('GET', '/api/v1/system/version', { as })
    expect(await generationOf(`${byName}?fields=owners`, { as })).toBe('0.13')
    const workflow = 'postgres_metadata (service: shop; v1.13.4.1)'
    expect(await generationOf(`${byName}?fields=*`, { as, 'user-agent': workflow })).toBe('0.13')
    expect(await pin('1.13')).toMatchObject({ status: 200 })
    await test.call('GET', '/api/v1/version', { as })
    expect(await generationOf(`${byName}?fields=*`, { as })).toBe('1.13')
    expect(await generationOf(`/legacy${byName}?fields=owner`, { as })).toBe('0.13')
    expect(await pin('auto')).toMatchObject({ status: 200 })
    expect(await generationOf(`${byName}?fields=owner`, { as })).toBe('0.13')
  })

  it('is fixed over HTTP by administrators alone, to a generation there is', async () => {
    const path = '/api/v1/bots/name/ingestion-bot/clientGeneration'
    const put = (as: string, generation: string) => test.call('PUT', path, { as, body: { generation } })
    expect((await put(test.tokens.person, '0.13')).status).toBe(403)
    expect((await put(test.tokens.admin, '2.0')).status).toBe(400)
    expect((await put(test.tokens.admin, '0.13')).status).toBe(200)
    expect((await test.call('GET', path, { as: test.tokens.admin })).body).toEqual({ generation: '0.13' })
    expect((await put(test.tokens.admin, 'auto')).status).toBe(200)
    expect((await test.call('GET', path, { as: test.tokens.admin })).body).toEqual({ generation: 'auto' })
  })
})

it('a tag that an old client adds at the address of tables reaches the entity it means', async () => {
  const headers = { 'x-waymark-generation': '0.13' }
  const as = test.tokens.admin
  const database = await test.call('GET', '/api/v1/databases/name/shop.main', { as })
  const value = { tagFQN: 'PII.None', labelType: 'Automated', source: 'Tag', state: 'Confirmed' }
  const patch = [{ op: 'add', path: '/tags/0', value }]
  const { status, body } = await test.call('PATCH', `/api/v1/tables/${String(database.body.id)}`, {
    as,
    headers,
    body: patch,
  })
  expect(status).toBe(200)
  expect(body.fullyQualifiedName).toBe('shop.main')
  expect(body.tags?.[0]).toMatchObject({ tagFQN: 'PII.None', source: 'Tag' })
})
