/** The identity routes on a whole catalog: audit, claim mappings, impersonation, a bot's test, the step to single sign-on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAdminCommand } from './admin/run-command.ts'
import { azureCredential } from './bot-credential.ts'
import { productionChecks } from './production-checks.ts'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
let as: string

beforeAll(async () => {
  as = t.tokens.admin
})

const list = (body: Loose, member = 'data') => body[member] as unknown as Record<string, unknown>[]
const admin = (command: string, parameters: object = {}) =>
  runAdminCommand(command, parameters, t.catalog.admin, (error) => {
    throw error
  })
const auditOf = async (query = '') => list((await t.call('GET', `/api/v1/audit/logs?${query}`, { as })).body)

const botToken = async (id: string) => {
  const account = { id, name: 'ingestion-bot', email: '', isAdmin: false, isBot: true, deleted: false }
  const { token } = await t.catalog.identity.tokens.issue(account, { type: 'bot', expiresInSeconds: 600 })
  return token
}

describe('the audit log', () => {
  it('holds grants with the members that were written, never their values, and who was refused', async () => {
    const path = `/api/v1/users/${t.personId}`
    const body = [{ op: 'add', path: '/isAdmin', value: true }]
    expect((await t.call('PATCH', path, { as: t.tokens.person, body })).status).toBe(403)
    expect((await t.call('PATCH', path, { as, body })).status).toBe(200)
    await t.call('PATCH', path, { as, body: [{ op: 'replace', path: '/isAdmin', value: false }] })
    const entries = await auditOf('category=grant')
    expect(entries.slice(0, 3).map(({ actor, outcome }) => `${actor} ${outcome}`)).toEqual([
      'root ok',
      'root ok',
      'jane refused',
    ])
    expect(entries[0]).toMatchObject({
      action: 'PATCH /api/v1/users/:id',
      target: t.personId,
      targetEntity: { type: 'user', id: t.personId, name: 'jane' },
      details: { members: ['/isAdmin'] },
    })
    expect(await auditOf('outcome=refused&actor=jane')).toHaveLength(1)
    expect(await auditOf('q=users/:id&category=setting')).toEqual([])
  })

  it('holds what opens a door: tokens, reads of secrets, sign-ins', async () => {
    const bot = await t.call('GET', '/api/v1/users/name/ingestion-bot', { as })
    await t.call('PUT', `/api/v1/users/generateToken/${bot.body.id}`, {
      as,
      body: { JWTTokenExpiry: '7' },
    })
    expect((await auditOf('category=credential'))[0]).toMatchObject({
      action: 'PUT /api/v1/users/generateToken/:id',
    })
    const service = {
      name: 'audited',
      serviceType: 'Postgres',
      connection: {
        config: {
          type: 'Postgres',
          username: 'u',
          authType: { password: 'hunter2' },
          hostPort: 'h:1',
          database: 'd',
        },
      },
    }
    await t.call('PUT', '/api/v1/services/databaseServices', { as, body: service })
    const token = await botToken(String(bot.body.id))
    await t.call('GET', '/api/v1/services/databaseServices/name/audited', { as: token })
    expect((await auditOf('category=secret'))[0]).toMatchObject({
      actor: 'ingestion-bot',
      target: 'databaseService audited',
    })
    await admin('user-create', {
      name: 'ada',
      email: 'ada@example.com',
      password: 'a long enough pass phrase',
    })
    const login = { name: 'ada', password: 'not the pass phrase' }
    const headers = { origin: 'http://localhost:8585' }
    expect((await t.call('POST', '/api/v1/auth/login', { body: login, headers })).status).toBe(401)
    const right = { ...login, password: 'a long enough pass phrase' }
    expect((await t.call('POST', '/api/v1/auth/login', { body: right, headers })).status).toBe(200)
    expect((await auditOf('category=sign-in&actor=ada')).map(({ outcome }) => outcome)).toEqual([
      'ok',
      'refused',
    ])
    expect(JSON.stringify(await auditOf('limit=1000'))).not.toMatch(/hunter2|pass phrase/)
  })

  it('comes as CSV and as lines of JSON, to administrators alone', async () => {
    const csv = await t.call('GET', '/api/v1/audit/logs/export?format=csv', { as })
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(String(csv.body)).toMatch(/^sequence,timestamp,category,action,actor,/)
    const json = await t.app.inject({
      url: '/api/v1/audit/logs/export?format=json&category=grant',
      headers: { authorization: `Bearer ${as}`, host: 'localhost:8585' },
    })
    const lines = json.payload.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).category)).toContain('grant')
    for (const path of ['audit/logs', 'audit/logs/export'])
      expect((await t.call('GET', `/api/v1/${path}`, { as: t.tokens.person })).status).toBe(403)
  })

  it('is paged from new to old', async () => {
    const first = await t.call('GET', '/api/v1/audit/logs?limit=2', { as })
    const after = (first.body.paging as Loose).after
    const second = await t.call('GET', `/api/v1/audit/logs?limit=2&after=${after}`, { as })
    const numbers = [...list(first.body), ...list(second.body)].map(({ sequence }) => Number(sequence))
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
    expect(new Set(numbers).size).toBe(4)
  })
})

describe('sessions', () => {
  const headers = { origin: 'http://localhost:8585' }
  const login = async (): Promise<string> => {
    const body = { name: 'ada', password: 'a long enough pass phrase' }
    const { headers: answered } = await t.call('POST', '/api/v1/auth/login', { body, headers })
    return [answered['set-cookie']].flat().map(String).join('; ')
  }

  it('are seen and ended by their owner and by administrators, and by nobody else', async () => {
    const { id } = (await t.call('GET', '/api/v1/users/name/ada', { as })).body
    const path = `/api/v1/users/${id}/sessions`
    await t.call('DELETE', path, { as })
    const cookies = [await login(), await login()].map((cookie) => ({ ...headers, cookie }))
    const [own, other] = [cookies[0] ?? {}, cookies[1] ?? {}]
    const seen = list((await t.call('GET', path, { headers: own })).body)
    expect(seen.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, true])
    expect((await t.call('GET', path, { as: t.tokens.person })).status).toBe(403)
    expect((await t.call('DELETE', path, { as: t.tokens.person })).status).toBe(403)
    const key = seen.find(({ isCurrent }) => isCurrent === false)?.key
    expect((await t.call('DELETE', `${path}/${key}`, { headers: own })).status).toBe(204)
    expect((await t.call('DELETE', `${path}/${key}`, { as })).status).toBe(404)
    expect((await t.call('GET', path, { headers: other })).status).toBe(401)
    expect((await t.call('DELETE', path, { as })).status).toBe(204)
    expect((await t.call('GET', path, { headers: own })).status).toBe(401)
    expect(list((await t.call('GET', path, { as })).body)).toEqual([])
  })
})

it('administrators see what claims would give, without a token and without a trace', async () => {
  const path = '/api/v1/auth/preview'
  const body = { claims: { email: 'kim@example.com', name: 'Kim Secretname' } }
  expect((await t.call('POST', path, { as: t.tokens.person, body })).status).toBe(403)
  const { members } = (await t.call('POST', path, { as, body })).body
  expect(members).toMatchObject([
    { member: 'email', value: 'kim@example.com' },
    { member: 'name', value: 'kim' },
    { member: 'displayName', value: 'Kim Secretname' },
  ])
  expect(JSON.stringify(await auditOf('limit=1000'))).not.toContain('preview')
  expect((await t.call('GET', '/api/v1/users/name/kim', { as })).status).toBe(404)
})

it('administrators map groups and app roles; nobody else reads or changes the table', async () => {
  const path = '/api/v1/auth/claimMappings'
  const body = { claim: 'groups', value: 'g-1', kind: 'role', target: 'DataSteward' }
  expect((await t.call('PUT', path, { as: t.tokens.person, body })).status).toBe(403)
  expect((await t.call('PUT', path, { as, body })).status).toBe(200)
  expect(list((await t.call('GET', path, { as })).body)).toEqual([{ ...body, origin: 'api' }])
  expect((await t.call('GET', path, { as: t.tokens.person })).status).toBe(403)
  expect((await t.call('DELETE', path, { as, body })).status).toBe(204)
  expect((await t.call('DELETE', path, { as, body })).status).toBe(404)
})

describe('impersonation', () => {
  const whoAmI = (token: string, name: string) =>
    t.call('GET', '/api/v1/users/loggedInUser', { as: token, headers: { 'x-impersonate-user': name } })

  it('is for bots that may: a flag, a policy, and no administrators', async () => {
    const { engine } = t.catalog
    const user = await engine.get('user', { fqn: 'ingestion-bot' })
    // Those from before were revoked when a new one was generated.
    const bot = await botToken(user.id)
    expect((await whoAmI(t.tokens.bot, 'jane')).status).toBe(401)
    expect((await whoAmI(bot, 'jane')).status).toBe(403)
    const patch = [{ op: 'add', path: '/allowImpersonation', value: true }]
    await engine.patch('user', { id: user.id }, patch, { name: 'system' }, { asSystem: true })
    await new Promise((resolve) => setTimeout(resolve, 3100))
    // The flag alone is not enough.
    expect((await whoAmI(bot, 'jane')).status).toBe(403)
    const rule = { name: 'act', effect: 'allow', operations: ['Impersonate'], resources: ['user'] }
    const policy = await t.call('PUT', '/api/v1/policies', {
      as,
      body: { name: 'ActAsPeople', rules: [rule] },
    })
    expect(policy.status).toBe(201)
    await t.call('PUT', '/api/v1/roles', { as, body: { name: 'Impersonator', policies: ['ActAsPeople'] } })
    const role = await t.call('GET', '/api/v1/roles/name/Impersonator', { as })
    const give = [{ op: 'add', path: '/roles/-', value: { id: role.body.id, type: 'role' } }]
    expect((await t.call('PATCH', `/api/v1/users/${user.id}`, { as, body: give })).status).toBe(200)
    await expect.poll(async () => (await whoAmI(bot, 'jane')).body.name).toBe('jane')
    for (const name of ['root', 'nobody', 'ingestion-bot']) expect((await whoAmI(bot, name)).status).toBe(403)
    const path = `/api/v1/users/${t.personId}`
    const body = [{ op: 'add', path: '/displayName', value: 'Jane' }]
    const headers = { 'x-impersonate-user': 'jane' }
    expect((await t.call('PATCH', path, { as: bot, body, headers })).status).toBe(200)
    expect((await auditOf('actor=jane'))[0]).toMatchObject({ impersonatedBy: 'ingestion-bot', outcome: 'ok' })
  })

  it('is ignored from people, who act as themselves', async () => {
    expect((await whoAmI(t.tokens.person, 'root')).body.name).toBe('jane')
    expect((await whoAmI(as, 'jane')).body.name).toBe('root')
  })
})

it('a bot has several tokens while they are exchanged, each revoked alone', async () => {
  const bot = await t.call('GET', '/api/v1/users/name/ingestion-bot', { as })
  const generate = (body: object) =>
    t.call('PUT', `/api/v1/users/generateToken/${bot.body.id}`, {
      as,
      body: { JWTTokenExpiry: '7', ...body },
    })
  const works = async (token: Loose | undefined) =>
    (await t.call('GET', '/api/v1/users/loggedInUser', { as: String(token) })).status === 200
  const first = (await generate({})).body.JWTToken
  const second = (await generate({ keepOthers: true })).body.JWTToken
  expect([await works(first), await works(second)]).toEqual([true, true])
  const path = '/api/v1/bots/name/ingestion-bot/tokens'
  const tokens = list((await t.call('GET', path, { as })).body)
  expect(tokens).toHaveLength(2)
  expect(JSON.stringify(tokens)).not.toContain(String(first))
  expect((await t.call('DELETE', `${path}/${tokens[1]?.tokenId}`, { as })).status).toBe(204)
  expect([await works(first), await works(second)]).toEqual([false, true])
  expect((await t.call('DELETE', `${path}/${tokens[1]?.tokenId}`, { as })).status).toBe(404)
  expect((await t.call('GET', path, { as: t.tokens.person })).status).toBe(403)
})

describe('the test of a bot', () => {
  it('tells of its own tokens', async () => {
    const { body } = await t.call('POST', '/api/v1/bots/name/ingestion-bot/test', { as, body: {} })
    expect(body).toMatchObject({ status: 'ok', steps: [{ step: 'tokens', ok: true }] })
    expect(
      (await t.call('POST', '/api/v1/bots/name/ingestion-bot/test', { as: t.tokens.person })).status,
    ).toBe(403)
  })
})

describe('credentials of a bot with Azure SSO', () => {
  const authority = 'https://login.microsoftonline.com/8b1f3a52-6d0e-4c9a-9f57-0c1d2e3f4a5b'
  const clientId = 'dada0000-1234-4abc-8def-0123456789ab'
  const config = { authority, clientId, scopes: ['api://x/.default'] }
  const pem = (name: string) => `-----BEGIN ${name}-----\nAAAA\n-----END ${name}-----\n`
  const proofOf = (clientSecret?: string, environment = {}) => {
    const made = azureCredential({ ...config, ...(clientSecret && { clientSecret }) }, environment)
    return made.kind === 'azure' ? made.proof : undefined
  }

  it('are a secret, a certificate, a workload identity or the managed identity', () => {
    expect(proofOf('s3cret')).toEqual({ kind: 'secret', clientSecret: 's3cret' })
    expect(proofOf(pem('CERTIFICATE') + pem('PRIVATE KEY'))).toMatchObject({ kind: 'certificate' })
    expect(proofOf(undefined, { AZURE_FEDERATED_TOKEN_FILE: '/var/run/token' })).toEqual({
      kind: 'federatedTokenFile',
      path: '/var/run/token',
    })
    expect(proofOf()).toEqual({ kind: 'managedIdentity' })
    expect(() => proofOf(pem('CERTIFICATE'))).toThrow(/private key/)
    expect(() => azureCredential({ ...config, scopes: ['api://x/read'] }, {})).toThrow(/\.default/)
  })
})

describe('from local accounts to single sign-on', () => {
  it('keeps exactly the one for emergencies; a dry run only tells', async () => {
    for (const name of ['keeper', 'second'])
      await admin('user-create', {
        name,
        email: `${name}@example.com`,
        admin: true,
        password: `${name} has a long pass phrase`,
      })
    const sso = { ...t.catalog.admin.identityConfig, provider: 'azure' as const }
    const breakGlass = async () =>
      (await productionChecks(sso, t.catalog.identity)).find(({ id }) => id === 'break-glass')
    expect(await breakGlass()).toMatchObject({
      status: 'fail',
      fix: expect.stringContaining('waymark admin retire-local --keep keeper'),
    })
    const names = async () =>
      list((await admin('local-accounts')).body as Loose, 'accounts').map(({ name }) => name)
    expect(await names()).toEqual(['ada', 'keeper', 'second'])
    expect((await admin('retire-local', { keep: 'ada' })).status).toBe(400)
    const dry = await admin('retire-local', { keep: 'keeper', dryRun: true })
    expect(list(dry.body as Loose, 'retired').map(({ name }) => name)).toEqual(['ada', 'second'])
    expect(await names()).toHaveLength(3)
    await admin('retire-local', { keep: 'keeper' })
    expect(await names()).toEqual(['keeper'])
    expect(await breakGlass()).toMatchObject({ status: 'pass' })
    expect((await t.catalog.admin.accounts.byName('second'))?.isAdmin).toBe(false)
    const body = { name: 'second', password: 'second has a long pass phrase' }
    const headers = { origin: 'http://localhost:8585' }
    expect((await t.call('POST', '/api/v1/auth/login', { body, headers })).status).toBe(401)
  })

  it('production checks name a fix for whatever is not right', async () => {
    const { identityConfig } = t.catalog.admin
    const bad = {
      ...identityConfig,
      provider: 'azure' as const,
      serverUrl: 'http://catalog.contoso.com',
      callbackUrl: 'https://other.contoso.com/callback',
      developmentMode: true,
      idTokenMode: 'compat' as const,
      allowedTenants: ['*'],
    }
    const checks = await productionChecks(bad, t.catalog.identity)
    const wrong = checks.filter(({ status }) => status !== 'pass')
    expect(wrong.map(({ id }) => id)).toEqual([
      'administrators',
      'signing-keys',
      'https',
      'cookies',
      'callback-address',
      'id-tokens',
      'self-sign-up',
    ])
    for (const { fix } of wrong) expect(fix).toBeTruthy()
    const good = {
      ...bad,
      serverUrl: 'https://catalog.contoso.com',
      callbackUrl: 'https://catalog.contoso.com/auth/callback',
      developmentMode: false,
      idTokenMode: 'off' as const,
      allowedTenants: [],
      adminEmails: ['ada@contoso.com'],
      principalDomain: 'contoso.com',
    }
    expect(
      (await productionChecks(good, t.catalog.identity)).filter(({ status }) => status !== 'pass'),
    ).toEqual([])
  })

  it('the settings in force say who set them, without secrets', async () => {
    const { body } = await admin('config-show')
    const settings = list(body as Loose, 'settings')
    const of = (name: string) => settings.find((each) => each.name === name)
    expect(of('SERVER_HOST')).toEqual({
      name: 'SERVER_HOST',
      value: '127.0.0.1',
      from: 'environment',
      origin: 'SERVER_HOST',
    })
    expect(of('DATABASE_URL')).toMatchObject({ value: '********', from: 'environment' })
    expect(of('SERVER_PORT')).toMatchObject({ value: '8585', from: 'default' })
  })
})
