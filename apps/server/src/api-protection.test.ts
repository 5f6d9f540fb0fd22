/** Who may call what: every route without a token, rights by the difference a write makes, hostile requests. */
import { afterAll, describe, expect, it } from 'vitest'
import { openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())

const addressOf = (url: string) =>
  url.replace(/:\w+/g, '6ee1c0f1-0000-4000-8000-000000000001').replace('*', 'x/y')

describe('without a token', () => {
  it('every route that is not public answers 401, whatever else is wrong with the request', async () => {
    const routes = t.app.describedRoutes.filter((route) => !route.isPublic)
    expect(routes.length).toBeGreaterThan(150)
    for (const { method, url } of routes) {
      for (const headers of [{}, { 'content-type': 'text/plain' }]) {
        const { status, body } = await t.call(method, addressOf(url), { headers })
        expect([method, url, status, body.code]).toEqual([method, url, 401, 401])
      }
    }
  })

  it('path games reach nothing', async () => {
    const paths = [
      '/api/v1/users;x', '/api/v1/users/..;/system/version', '/api//v1/users', '//api/v1/users', '/API/v1/users',
      '/api/v1/system/version/../../users', '/api/v1/system/version/..%2f..%2fusers', '/api/v1/users%2f', '/api/v1/users/',
      '/api/v1/system/version;/../users', '/legacy/api/v1/users', '/legacy/../api/v1/users', '/%61pi/v1/users', '/api/v1/%75sers',
      '/api/v1/users?x=/api/v1/system/version', '/api/v1/system%2fversion', '/api/v1/users%00', '/api/v1/users%', '/.;/api/v1/users',
    ] // biome-ignore format: a corpus
    for (const path of paths) {
      const { status } = await t.call('GET', path)
      expect([path, [400, 401, 404].includes(status)]).toEqual([path, true])
    }
  })

  it('an answer says how to sign in, names the request and carries no stack', async () => {
    const { body, headers } = await t.call('GET', '/api/v1/tables', { headers: { 'x-request-id': 'abc-1' } })
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(headers['x-request-id']).toBe('abc-1')
    expect(body).toEqual({
      code: 401,
      message: 'Not Authorized! Token not present',
      type: 'urn:waymark:problem:token-missing',
      title: 'Not signed in',
      status: 401,
      detail: 'Not Authorized! Token not present',
      instance: 'urn:waymark:request:abc-1',
      requestId: 'abc-1',
      errorCode: 'token-missing',
    })
    const bad = await t.call('GET', '/api/v1/tables', { as: 'x.y.z' })
    expect(bad.status).toBe(401)
    expect(bad.headers['www-authenticate']).toContain('error="invalid_token"')
    const injected = await t.call('GET', '/livez', { headers: { 'x-request-id': 'a b\u0001' } })
    expect(injected.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('rights', () => {
  it('follow from what a write changes', async () => {
    const { admin, bot, person } = t.tokens
    const put = (path: string, body: unknown, as = bot) => t.call('PUT', `/api/v1/${path}`, { as, body })
    await put('services/databaseServices', { name: 'r', serviceType: 'Postgres' })
    await put('databases', { name: 'd', service: 'r' })
    await put('databaseSchemas', { name: 's', database: 'r.d' })
    const columns = [{ name: 'id', dataType: 'INT' }]
    const made = await put('tables', { name: 't', databaseSchema: 'r.d.s', columns })
    expect(made.status).toBe(201)
    const path = `/api/v1/tables/${made.body.id}`
    const patch = (operations: unknown, as: string) => t.call('PATCH', path, { as, body: operations })

    expect((await put('tables', { name: 'u', databaseSchema: 'r.d.s', columns }, person)).status).toBe(403)
    expect((await t.call('DELETE', path, { as: person })).status).toBe(403)
    // A consumer describes and tags, also columns; the structure is not theirs.
    expect((await patch([{ op: 'add', path: '/description', value: 'rows' }], person)).status).toBe(200)
    expect((await patch([{ op: 'add', path: '/columns/0/description', value: 'key' }], person)).status).toBe(
      200,
    )
    expect(
      (await patch([{ op: 'replace', path: '/columns/0/dataType', value: 'TEXT' }], person)).status,
    ).toBe(403)
    expect((await patch([{ op: 'add', path: '/displayName', value: 'T' }], person)).status).toBe(403)
    // Nobody owns it, so anybody may adopt it; owning it, they may do the rest.
    const owner = [{ id: t.personId, type: 'user' }]
    expect((await patch([{ op: 'add', path: '/owners', value: owner }], person)).status).toBe(200)
    expect((await patch([{ op: 'add', path: '/displayName', value: 'T' }], person)).status).toBe(200)
    expect((await patch([{ op: 'add', path: '/displayName', value: 'T2' }], admin)).status).toBe(200)
  })

  it.each(['isAdmin', 'isBot', 'roles', 'authenticationMechanism'])(
    'never let anybody but an administrator write %s of an account',
    async (member) => {
      const value = {
        isAdmin: true,
        isBot: true,
        roles: [],
        authenticationMechanism: { authType: 'BASIC' },
      }[member]
      const path = `/api/v1/users/${t.personId}`
      const given =
        member === 'roles' ? await t.call('GET', '/api/v1/roles', { as: t.tokens.admin }) : undefined
      const wanted = given ? [{ id: given.body.data?.[0]?.id, type: 'role' }] : value
      for (const as of [t.tokens.person, t.tokens.bot]) {
        const body = [{ op: 'add', path: `/${member}`, value: wanted }]
        expect((await t.call('PATCH', path, { as, body })).status).toBe(403)
      }
      const body = { name: 'eve', email: 'eve@example.com', [member]: wanted }
      expect((await t.call('POST', '/api/v1/users', { as: t.tokens.bot, body })).status).toBe(403)
    },
  )

  it('let people change their own profile, and read no credential settings of others', async () => {
    const as = t.tokens.person
    const path = `/api/v1/users/${t.personId}`
    const body = [{ op: 'add', path: '/displayName', value: 'Jane' }]
    expect((await t.call('PATCH', path, { as, body })).body.displayName).toBe('Jane')
    expect((await t.call('PUT', `/api/v1/users/generateToken/${t.personId}`, { as, body: {} })).status).toBe(
      403,
    )
    expect((await t.call('GET', '/api/v1/auth/attempts', { as })).status).toBe(403)
    expect((await t.call('GET', '/api/v1/auth/attempts', { as: t.tokens.admin })).status).toBe(200)
  })

  it('are looked at before existence', async () => {
    const missing = '/api/v1/bots/name/nobody'
    expect((await t.call('DELETE', missing, { as: t.tokens.person })).status).toBeOneOf([403, 404])
    expect((await t.call('GET', '/api/v1/nowhere', { as: t.tokens.person })).body.errorCode).toBe(
      'route-not-found',
    )
    expect((await t.call('GET', '/api/v1/tables/name/a.b', { as: t.tokens.person })).body).toMatchObject({
      code: 404,
      errorCode: 'entity-not-found',
    })
  })
})

describe('hostile requests', () => {
  it.each([
    'application/json\ta',
    ' application/json; x',
    'application/json;charset=utf-16',
    'text/plain',
    'application/jsonx',
    'application/json, text/plain',
    'application/x-www-form-urlencoded',
    'application/json;application/json',
    'text/json',
    '',
  ])('with Content-Type %j store nothing', async (type) => {
    // biome-ignore format: a corpus
    const response = await t.call('POST', '/api/v1/classifications', {
      as: t.tokens.admin,
      body: JSON.stringify({ name: 'sneaked', description: 'x', extra: 1 }),
      headers: { 'content-type': type },
    })
    expect(response.status).toBeOneOf([400, 415])
  })

  it('in other bytes than UTF-8 are refused, and a byte order mark is no letter', async () => {
    const post = async (name: string, encoding: BufferEncoding) => {
      const answer = await t.app.inject({
        method: 'POST',
        url: '/api/v1/classifications',
        headers: { authorization: `Bearer ${t.tokens.admin}`, 'content-type': 'application/json' },
        payload: Buffer.from(`${name}{"name":"caf\u00e9","description":"x"}`, encoding),
      })
      return [answer.statusCode, answer.json().message ?? answer.json().name]
    }
    const refused = [400, expect.stringMatching(/^body: text in UTF-8\./)]
    expect(await post('', 'latin1')).toEqual(refused)
    expect(await post('\ufeff', 'utf16le')).toEqual(refused)
    expect(await post('\ufeff', 'utf8')).toEqual([201, 'caf\u00e9'])
  })

  it('that are compressed are refused whatever they hold', async () => {
    const body = { name: 'packed', description: 'x' }
    for (const encoding of ['gzip', 'br', 'gzip, gzip', 'nonsense']) {
      const headers = { 'content-encoding': encoding }
      const answer = await t.call('POST', '/api/v1/classifications', { as: t.tokens.admin, body, headers })
      expect([answer.status, answer.headers['accept-encoding']]).toEqual([415, 'identity'])
      expect(answer.body.message).toContain('uncompressed')
    }
    const headers = { 'content-encoding': 'identity' }
    const answer = await t.call('POST', '/api/v1/classifications', { as: t.tokens.admin, body, headers })
    expect(answer.status).toBe(201)
  })

  it('are told what is possible instead', async () => {
    const as = t.tokens.admin
    const message = async (method: string, url: string, headers = {}) => {
      const answer = await t.call(method, `/api/v1/${url}`, {
        as,
        headers,
        body: method === 'GET' ? undefined : '',
      })
      return [answer.status, answer.body.message]
    }
    expect(await message('GET', 'tables?include=some')).toEqual([
      400,
      "Parameter 'include': one of all, deleted, non-deleted.",
    ])
    const csv = { 'content-type': 'application/octet-stream', 'content-length': '1' }
    expect(await message('PUT', 'glossaries/name/none/import', csv)).toEqual([
      415,
      expect.stringContaining('text/csv'),
    ])
  })

  it.each([
    ['OPTIONS', '/api/v1/tables', 'GET, HEAD, POST, PUT'],
    ['PUT', '/api/v1/tables/name/a.b.c', 'DELETE, GET, HEAD, PATCH'],
    ['DELETE', '/api/v1/search/query', 'GET, HEAD, POST'],
  ])('with a method that the path does not have (%s %s) learn which it has', async (method, url, allow) => {
    const { status, headers, body } = await t.call(method, url, { as: t.tokens.admin })
    expect([status, headers.allow, body.errorCode]).toEqual([405, allow, 'method-not-allowed'])
  })

  it.each([
    ['U+0000', '{"name":"a\\u0000","description":"x"}'],
    ['half a surrogate pair', '{"name":"a\\ud800","description":"x"}'],
    ['__proto__', '{"name":"a","description":"x","__proto__":{"isAdmin":true}}'],
    ['depth', `{"name":"a","description":${'['.repeat(1000)}${']'.repeat(1000)}}`],
    ['cut-off JSON', '{"name":'],
    ['another type of body', '[1]'],
    ['nothing', ''],
  ])('with %s in the body are refused', async (_, body) => {
    const response = await t.call('POST', '/api/v1/classifications', { as: t.tokens.admin, body })
    expect(response.status).toBe(400)
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  })

  it('with polluting parameters are refused', async () => {
    const as = t.tokens.admin
    for (const query of [
      '__proto__=1',
      'a[__proto__]=1',
      'constructor.prototype.x=1',
      'constructor[prototype][x]=1',
    ]) {
      expect((await t.call('GET', `/api/v1/tables?${query}`, { as })).status).toBe(400)
    }
  })

  it('larger than the limit are refused', async () => {
    const body = JSON.stringify({ name: 'big', description: 'x'.repeat(17 * 1024 * 1024) })
    const response = await t.call('POST', '/api/v1/classifications', { as: t.tokens.admin, body })
    expect(response.body).toMatchObject({ code: 413, errorCode: 'too-large' })
  })

  it('may carry names of 3,000 characters, and say what is wrong with longer ones', async () => {
    const as = t.tokens.admin
    const long = encodeURIComponent(`${'한'.repeat(3000)}`)
    expect((await t.call('GET', `/api/v1/tables/name/${long}`, { as })).status).toBe(404)
    expect((await t.call('GET', `/api/v1/tables/name/${'x'.repeat(40_000)}`, { as })).status).toBeOneOf([
      400, 404, 414,
    ])
  })

  it.each([
    [
      'a failing test',
      [
        { op: 'test', path: '/name', value: 'x' },
        { op: 'add', path: '/description', value: 'y' },
      ],
      409,
    ],
    ['an immutable id', [{ op: 'replace', path: '/id', value: '6ee1c0f1-0000-4000-8000-000000000001' }], 400],
    ['a version', [{ op: 'replace', path: '/version', value: 9 }], 400],
    [
      'a bomb of copies',
      Array.from({ length: 22 }, () => ({ op: 'copy', from: '', path: '/extension' })),
      400,
    ],
    ['501 operations', Array.from({ length: 501 }, () => ({ op: 'test', path: '/name', value: 'x' })), 400],
    ['a prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }], 400],
    ['an unknown operation', [{ op: 'merge', path: '/name', value: 1 }], 400],
    ['no array', { op: 'add', path: '/description', value: 'x' }, 400],
  ])('that patch with %s change nothing', async (_, body, expected) => {
    const as = t.tokens.admin
    const before = await t.call('GET', '/api/v1/classifications/name/PII', { as })
    const { status } = await t.call('PATCH', '/api/v1/classifications/name/PII', { as, body })
    expect(status).toBe(expected)
    expect((await t.call('GET', '/api/v1/classifications/name/PII', { as })).body).toEqual(before.body)
  })

  it('T29: get headers that leave a browser no freedom, and no CORS', async () => {
    const { headers } = await t.call('GET', '/api/v1/system/version', {
      headers: { origin: 'https://evil.example' },
    })
    expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    for (const name of ['access-control-allow-origin', 'x-powered-by', 'server'])
      expect(headers[name]).toBeUndefined()
  })
})
