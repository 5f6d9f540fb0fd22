/** Access tokens of every accepted kind, and what is said about the ones that are refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IdentityConfig } from './config.ts'
import type { IdentityDependencies } from './create-identity.ts'
import { azureConfig, bearer, createFixture, type Fixture, request } from './testing/identity-fixture.ts'
import {
  ada,
  claimsOf,
  clientId,
  ingestionId,
  type LocalIssuer,
  makeKey,
  otherTenantId,
  service,
  sign,
  startLocalIssuer,
  tenantId,
  v2Issuer,
} from './testing/local-issuer.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let issuer: LocalIssuer
let fixture: Fixture

beforeAll(async () => {
  database = await createTestDatabase()
  issuer = await startLocalIssuer()
  fixture = await createFixture(database, issuer)
})
afterAll(async () => {
  await fixture.identity.close()
  await issuer.close()
  await database.drop()
})

/** Another server on the same database, so with the same accounts. */
const beside = (config: Partial<IdentityConfig>, more: Partial<IdentityDependencies> = {}) =>
  createFixture(database, issuer, config, { ...more, accounts: fixture.accounts })

const send = async (claims: Parameters<typeof sign>[1], header = {}) =>
  fixture.identity.authenticate(bearer(await sign(issuer.key, claims, header)))

describe('people', () => {
  it('are accepted with a version 2 and a version 1 access token, as one person', async () => {
    const second = await send(claimsOf.delegatedV2())
    const first = await send(claimsOf.delegatedV1())
    expect(second).toMatchObject({
      name: 'ada',
      email: ada.email,
      isAdmin: false,
      isBot: false,
      via: 'entra',
      clientId,
    })
    expect(first.userId).toBe(second.userId)
  })

  it('stay one person when the case of their address changes', async () => {
    const before = await send(claimsOf.delegatedV2())
    const after = await send(claimsOf.delegatedV2({ preferred_username: 'ADA@Contoso.com' }))
    expect(after.userId).toBe(before.userId)
    expect([...fixture.accounts.all.values()].filter((account) => account.name === 'ada')).toHaveLength(1)
  })

  it('may be guests', async () => {
    const guest = await send(
      claimsOf.delegatedV2({
        oid: 'ada00000-0000-4000-8000-00000000000f',
        preferred_username: 'grace_fabrikam.com#EXT#@contoso.onmicrosoft.com',
      }),
    )
    expect(guest).toMatchObject({ name: 'grace', email: 'grace@fabrikam.com' })
  })

  it('make one account when their first requests come together', async () => {
    const claims = claimsOf.delegatedV2({
      oid: 'ada00000-0000-4000-8000-00000000000e',
      preferred_username: 'mary@contoso.com',
    })
    const all = await Promise.all(
      Array.from({ length: 8 }, () => send({ ...claims, uti: Math.random().toString() })),
    )
    expect(new Set(all.map((principal) => principal.userId)).size).toBe(1)
  })

  it('are refused with 403 and the setting to change when an unknown client got the token', async () => {
    await expect(send(claimsOf.delegatedV2({ azp: ingestionId }))).rejects.toMatchObject({
      code: 'scope-insufficient',
      message: expect.stringContaining(`WAYMARK_ALLOWED_CLIENTS=${clientId},${ingestionId}`),
    })
  })
})

describe('applications', () => {
  it('that no bot is bound to are told their ids and the command', async () => {
    await expect(send(claimsOf.appV2())).rejects.toMatchObject({
      code: 'identity-refused',
      status: 403,
      message: expect.stringContaining(
        `waymark bot bind <bot> --tenant ${tenantId} --app ${service.appid} --object ${service.oid}`,
      ),
    })
  })

  it('act as the bot they are bound to, by version 1 and version 2 tokens', async () => {
    const bot = fixture.accounts.add({ name: 'ingestion-bot', isBot: true })
    await fixture.identity.bots.bind(bot.id, { tenantId, clientId: service.appid, objectId: service.oid })
    expect(await send(claimsOf.appV2())).toMatchObject({ userId: bot.id, isBot: true, via: 'entra' })
    expect(await send(claimsOf.appV1())).toMatchObject({ userId: bot.id, clientId: service.appid })
    await fixture.identity.bots.unbind(bot.id)
    await expect(send(claimsOf.appV2({ uti: 'again' }))).rejects.toMatchObject({ code: 'identity-refused' })
  })

  it.each([
    ['named after the object id', { name: 'b0700000-0000-4000-8000-000000000002' }],
    [
      'with the address of the guide',
      { name: 'nightly', email: 'b0700000-0000-4000-8000-000000000002@contoso.com' },
    ],
  ])('are bound at first use to a bot %s', async (_, account) => {
    const oid = 'b0700000-0000-4000-8000-000000000002'
    const bot = fixture.accounts.add({ ...account, isBot: true, azureClientId: service.appid })
    const token = claimsOf.appV1({ oid, sub: oid })
    expect(await send(token)).toMatchObject({ userId: bot.id })
    expect(await fixture.identity.bots.binding(bot.id)).toEqual({
      tenantId,
      clientId: service.appid,
      objectId: oid,
    })
    // The triple is pinned: another application with this object id is somebody else.
    await expect(send(claimsOf.appV1({ oid, sub: oid, appid: clientId }))).rejects.toMatchObject({
      status: 403,
    })
    await fixture.identity.bots.unbind(bot.id)
    fixture.accounts.all.delete(bot.id)
    fixture.advance(4000)
  })

  it('are not bound by name when the bot is set up for another application or for tokens, or the account is a person', async () => {
    const oid = 'b0700000-0000-4000-8000-000000000003'
    const bot = fixture.accounts.add({ name: oid, isBot: true, azureClientId: clientId })
    await expect(send(claimsOf.appV1({ oid, sub: oid }))).rejects.toThrow(/set up for the application/)
    fixture.accounts.all.delete(bot.id)
    const tokens = fixture.accounts.add({ name: oid, isBot: true, hasTokenMechanism: true })
    await expect(send(claimsOf.appV1({ oid, sub: oid, uti: '1' }))).rejects.toThrow(/sign in with a JWT/)
    fixture.accounts.all.delete(tokens.id)
    fixture.accounts.add({ name: oid, isBot: false })
    await expect(send(claimsOf.appV1({ oid, sub: oid, uti: '2' }))).rejects.toThrow(/No bot is bound/)
  })
})

describe('a set-up that follows the guide to the letter', () => {
  const own = `api://${ingestionId}`

  it('is told which setting to change to which value', async () => {
    await expect(send(claimsOf.appV1({ aud: own }))).rejects.toMatchObject({
      code: 'token-invalid',
      status: 401,
      message: expect.stringContaining(`set WAYMARK_EXTRA_AUDIENCES=${own} on the server`),
    })
    expect((await fixture.identity.attempts(1))[0]).toMatchObject({
      outcome: 'refused',
      steps: expect.arrayContaining([
        expect.objectContaining({ step: 'audience', ok: false, detail: expect.stringContaining(own) }),
      ]),
    })
  })

  it('works once the audience is listed, with version 1 and version 2 tokens', async () => {
    const literal = await beside({ extraAudiences: [own] })
    const bot = literal.accounts.add({ name: service.oid, isBot: true })
    for (const claims of [claimsOf.appV1({ aud: own }), claimsOf.appV2({ aud: ingestionId })]) {
      const principal = await literal.identity.authenticate(bearer(await sign(issuer.key, claims)))
      expect(principal.userId).toBe(bot.id)
    }
    await database.pool.query('delete from bot_application')
    await literal.identity.close()
  })

  it('does not suggest to trust Microsoft Graph or another Azure service', async () => {
    for (const aud of [
      'https://graph.microsoft.com',
      'https://management.azure.com',
      'https://vault.azure.net',
    ])
      await expect(send(claimsOf.appV1({ aud }))).rejects.toThrow(/^(?!.*EXTRA_AUDIENCES).*\.default/)
  })
})

describe('what leaves the package', () => {
  it('keeps the words that clients know, and never the token', async () => {
    await expect(fixture.identity.authenticate(request())).rejects.toThrow(
      'Not Authorized! Token not present',
    )
    await expect(send(claimsOf.delegatedV2({ exp: 1 }))).rejects.toThrow('Expired token!')
    const stranger = await makeKey('key-1')
    const token = await sign(stranger, claimsOf.delegatedV2())
    await expect(fixture.identity.authenticate(bearer(token))).rejects.toThrow(
      /^Not Authorized! Invalid Token$/,
    )
    const written = fixture.lines.join('\n') + JSON.stringify(await fixture.identity.attempts(1000))
    for (const part of token.split('.')) expect(written).not.toContain(part)
    expect(written).toContain("a signature by the issuer's key")
  })

  it.each([
    ['token length', { filler: 'x'.repeat(12 * 1024) }, {}],
    ['kid', {}, { kid: undefined }],
    ['kid', {}, { kid: 'k'.repeat(257) }],
  ])('names the check that failed, %s, to the administrator', async (check, more, header) => {
    await expect(send(claimsOf.delegatedV2(more), header)).rejects.toMatchObject({ status: 401 })
    const [attempt] = await fixture.identity.attempts(1)
    expect(attempt?.steps).toEqual([{ step: check, ok: false, detail: expect.any(String) }])
  })

  it('is the same for tokens of strangers whatever the configuration: no hint without a proven tenant', async () => {
    const foreign = claimsOf.appV2({
      iss: `https://login.microsoftonline.com/${otherTenantId}/v2.0`,
      tid: otherTenantId,
    })
    await expect(send(foreign)).rejects.toThrow(/^Not Authorized! Invalid Token$/)
  })

  it('slows down an address after too many refusals, but not tokens that were just verified', async () => {
    const limited = await beside({ authFailureLimit: 5 })
    const good = bearer(await sign(issuer.key, claimsOf.delegatedV2()))
    await limited.identity.authenticate(good)
    for (let tries = 0; tries < 5; tries += 1)
      await expect(limited.identity.authenticate(bearer(`a.b.c${tries}`))).rejects.toMatchObject({
        status: 401,
      })
    await expect(limited.identity.authenticate(bearer('a.b.c'))).rejects.toMatchObject({
      status: 429,
      details: { retryAfterSeconds: expect.any(Number) },
    })
    await limited.identity.authenticate(good)
    await expect(
      limited.identity.authenticate({ ...bearer('a.b.c'), remoteAddress: '192.0.2.8' }),
    ).rejects.toMatchObject({ status: 401 })
    await limited.identity.close()
  })
})

describe('several tenants', () => {
  it('are let in by an allow-list, each with its own issuer', async () => {
    const shared = await beside({ allowedTenants: [otherTenantId] })
    const iss = `https://login.microsoftonline.com/${otherTenantId}/v2.0`
    const claims = claimsOf.delegatedV2({ iss, tid: otherTenantId, preferred_username: 'bo@fabrikam.com' })
    const token = await sign(issuer.key, claims)
    expect(await shared.identity.authenticate(bearer(token))).toMatchObject({ name: 'bo' })
    const mixed = await sign(issuer.key, { ...claims, tid: tenantId })
    await expect(shared.identity.authenticate(bearer(mixed))).rejects.toMatchObject({ status: 401 })
    await shared.identity.close()
  })

  it("need the key's issuer under '*'", async () => {
    const open = await beside({
      authority: 'https://login.microsoftonline.com/organizations',
      allowedTenants: ['*'],
    })
    const iss = `https://login.microsoftonline.com/${otherTenantId}/v2.0`
    const claims = claimsOf.delegatedV2({
      iss,
      tid: otherTenantId,
      oid: 'ada00000-0000-4000-8000-00000000000d',
      preferred_username: 'cy@x.org',
    })
    expect(await open.identity.authenticate(bearer(await sign(issuer.key, claims)))).toMatchObject({
      name: 'cy',
    })
    await open.identity.close()

    const { issuer: _, ...bare } = issuer.jwk(issuer.key)
    issuer.keys = [bare]
    const strict = await beside({
      authority: 'https://login.microsoftonline.com/organizations',
      allowedTenants: ['*'],
    })
    await expect(strict.identity.authenticate(bearer(await sign(issuer.key, claims)))).rejects.toMatchObject({
      status: 401,
    })
    issuer.keys = [issuer.jwk(issuer.key)]
    await strict.identity.close()
  })

  it('are not mixed up when the authority names the tenant by its domain', async () => {
    const named = await beside({
      authority: 'https://login.microsoftonline.com/contoso.com',
    })
    const token = await sign(issuer.key, claimsOf.delegatedV2())
    expect(await named.identity.authenticate(bearer(token))).toMatchObject({ name: 'ada' })
    await named.identity.close()
  })
})

describe('key sets beside the authority', () => {
  it('let the server work while discovery cannot be reached', async () => {
    const offline = await beside(
      {
        publicKeyUrls: [`${issuer.origin}/extra/keys`, `${azureConfig.serverUrl}/api/v1/system/config/jwks`],
      },
      {
        fetch: (url, init) =>
          url.startsWith('http:') ? fetch(url, init) : Promise.reject(new Error('no route')),
      },
    )
    const token = await sign(issuer.key, claimsOf.delegatedV2())
    expect(await offline.identity.authenticate(bearer(token))).toMatchObject({ name: 'ada' })
    expect(offline.identity.health()).toMatchObject({
      keys: 'stale',
      lastError: expect.stringContaining('no route'),
    })
    await offline.identity.close()
  })
})

describe('compat mode', () => {
  it('accepts an ID token as bearer only when it is switched on', async () => {
    const idToken = bearer(await sign(issuer.key, claimsOf.idToken('n')))
    await expect(fixture.identity.authenticate(idToken)).rejects.toMatchObject({ status: 401 })
    const compat = await beside({ idTokenMode: 'compat' })
    expect(await compat.identity.authenticate(idToken)).toMatchObject({ name: 'ada' })
    const old = claimsOf.idToken('n', { iat: Math.floor(Date.now() / 1000) - 3600 - 301 })
    await expect(compat.identity.authenticate(bearer(await sign(issuer.key, old)))).rejects.toMatchObject({
      status: 401,
    })
    await compat.identity.close()
  })
})

describe('a plain OpenID provider', () => {
  it('tells people and bots apart by the binding, and keys people by (iss, sub)', async () => {
    const iss = `${issuer.origin}/oidc`
    const plain = await beside({
      provider: 'custom-oidc',
      authority: iss,
      clientId: 'catalog',
      allowedClients: ['catalog', 'cli'],
    })
    const exp = Math.floor(Date.now() / 1000) + 600
    const claims = {
      iss,
      exp,
      aud: 'catalog',
      azp: 'cli',
      sub: 'u1',
      typ: 'Bearer',
      email: 'zoe@contoso.com',
    }
    expect(await plain.identity.authenticate(bearer(await sign(issuer.key, claims)))).toMatchObject({
      name: 'zoe',
      via: 'oidc',
    })
    for (const bad of [
      { typ: 'ID' },
      { typ: 'Refresh' },
      { azp: 'other' },
      { aud: 'other' },
      { iss: v2Issuer },
    ])
      await expect(
        plain.identity.authenticate(bearer(await sign(issuer.key, { ...claims, ...bad }))),
      ).rejects.toMatchObject({
        status: expect.toSatisfy((status: number) => status === 401 || status === 403),
      })
    const bot = plain.accounts.add({ name: 'etl-bot', isBot: true })
    await plain.identity.bots.bind(bot.id, { tenantId: iss, clientId: 'etl', objectId: 's1' })
    const service = await sign(issuer.key, { ...claims, azp: 'etl', sub: 's1' })
    expect(await plain.identity.authenticate(bearer(service))).toMatchObject({ userId: bot.id, isBot: true })
    await plain.identity.close()
  })
})
