/** Signing in to the UI: the ID-token hand-over, who gets an account, sessions, and local passwords. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IdentityConfig } from './config.ts'
import { createFixture, type Fixture, fromPage, origin, request } from './testing/identity-fixture.ts'
import {
  ada,
  claimsOf,
  clientId,
  ingestionId,
  type LocalIssuer,
  makeKey,
  otherTenantId,
  sign,
  startLocalIssuer,
  tenantId,
  v1Issuer,
  v2Issuer,
} from './testing/local-issuer.ts'
import type { MemoryAccounts } from './testing/memory-accounts.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let issuer: LocalIssuer
let fixture: Fixture
const open: Fixture[] = []

/** `accounts` of another fixture make this one a replica of it. */
const start = async (config: Partial<IdentityConfig> = {}, accounts?: MemoryAccounts) => {
  const started = await createFixture(database, issuer, config, accounts && { accounts })
  open.push(started)
  return started
}

beforeAll(async () => {
  issuer = await startLocalIssuer()
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.empty()
  fixture = await start()
})
afterEach(async () => {
  for (const { identity } of open.splice(0)) await identity.close()
})
afterAll(async () => {
  await issuer.close()
  await database.drop()
})

type Claims = ReturnType<typeof claimsOf.idToken>

async function handOver(on: Fixture, change: (nonce: string) => Claims = claimsOf.idToken, key = issuer.key) {
  const { nonce, preLoginId } = await on.identity.signIn.begin({ remoteAddress: '192.0.2.7' })
  return on.identity.signIn.withIdToken({
    ...fromPage(),
    idToken: await sign(key, change(nonce)),
    preLoginId,
  })
}

describe('the hand-over of the ID token', () => {
  it('opens a session that authenticates, and is recorded step by step', async () => {
    const signedIn = await handOver(fixture)
    expect(signedIn.principal).toMatchObject({
      name: 'ada',
      email: ada.email,
      displayName: 'Ada Lovelace',
      via: 'session',
    })
    const principal = await fixture.identity.authenticate(request({ sessionCookie: signedIn.sessionId }))
    expect(principal.userId).toBe(signedIn.principal.userId)
    const [attempt] = await fixture.identity.attempts(10)
    expect(attempt).toMatchObject({ kind: 'session', outcome: 'ok', account: 'ada' })
    expect(attempt?.steps.map(({ step }) => step)).toEqual([
      'origin',
      'pre-login',
      'format',
      'issuer',
      'key',
      'signature',
      'claims',
      'account',
    ])
  })

  it('accepts a version 1 ID token as well', async () => {
    const older = (nonce: string) => ({ ...claimsOf.idToken(nonce), iss: v1Issuer, ver: '1.0' })
    expect((await handOver(fixture, older)).principal.name).toBe('ada')
  })

  it('lets one of several requests with one cookie in', async () => {
    const { nonce, preLoginId } = await fixture.identity.signIn.begin({ remoteAddress: 'x' })
    const idToken = await sign(issuer.key, claimsOf.idToken(nonce))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        fixture.identity.signIn.withIdToken({ ...fromPage(), idToken, preLoginId }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('refuses a nonce that is older than ten minutes, whatever iat says', async () => {
    const { nonce, preLoginId } = await fixture.identity.signIn.begin({ remoteAddress: 'x' })
    fixture.advance(10 * 60_000)
    const idToken = await sign(
      issuer.key,
      claimsOf.idToken(nonce, { iat: Math.floor(Date.now() / 1000) + 600 }),
    )
    await expect(
      fixture.identity.signIn.withIdToken({ ...fromPage(), idToken, preLoginId }),
    ).rejects.toMatchObject({ status: 401 })
  })

  const wrong: Record<string, (nonce: string) => Claims> = {
    'another nonce': () => claimsOf.idToken('another'),
    'no nonce': () => ({ ...claimsOf.idToken('x'), nonce: undefined }),
    'another audience': (nonce) => claimsOf.idToken(nonce, { aud: ingestionId }),
    'the API URI as audience': (nonce) => claimsOf.idToken(nonce, { aud: `api://${clientId}` }),
    'two audiences without azp': (nonce) => claimsOf.idToken(nonce, { aud: [clientId, ingestionId] }),
    'a foreign azp': (nonce) => claimsOf.idToken(nonce, { azp: ingestionId }),
    'another tenant': (nonce) =>
      claimsOf.idToken(nonce, { iss: v2Issuer.replace(tenantId, otherTenantId), tid: otherTenantId }),
    'a tid that is not the issuer’s': (nonce) => claimsOf.idToken(nonce, { tid: otherTenantId }),
    'the wrong version': (nonce) => claimsOf.idToken(nonce, { ver: '1.0' }),
    'no oid': (nonce) => ({ ...claimsOf.idToken(nonce), oid: undefined }),
    'an expiry in the past': (nonce) => claimsOf.idToken(nonce, { exp: 1 }),
    'no expiry': (nonce) => ({ ...claimsOf.idToken(nonce), exp: undefined as never }),
    'an access token': (nonce) => claimsOf.delegatedV2({ nonce }),
    'a logout token': (nonce) => claimsOf.idToken(nonce, { events: {} }),
  }
  it.each(Object.keys(wrong))('refuses %s', async (name) => {
    await expect(handOver(fixture, wrong[name])).rejects.toMatchObject({ status: 401 })
    expect([...fixture.accounts.all.values()]).toEqual([])
  })

  it('refuses a foreign key, a missing cookie, and a page of another site', async () => {
    await expect(handOver(fixture, claimsOf.idToken, await makeKey('key-1'))).rejects.toMatchObject({
      status: 401,
    })
    const idToken = await sign(issuer.key, claimsOf.idToken('n'))
    await expect(
      fixture.identity.signIn.withIdToken({ ...fromPage(), idToken, preLoginId: undefined }),
    ).rejects.toMatchObject({ status: 401 })
    for (const from of [
      undefined,
      'null',
      'https://evil.example',
      `${origin}.evil.example`,
      `${origin}/`,
      'http://localhost:8586',
    ]) {
      const { origin: _, ...page } = fromPage()
      const sent = { ...page, ...(from !== undefined && { origin: from }), idToken, preLoginId: 'x' }
      await expect(fixture.identity.signIn.withIdToken(sent)).rejects.toMatchObject({
        code: 'origin-refused',
      })
    }
  })
})

describe('who gets an account', () => {
  const as =
    (email: string, more: object = {}) =>
    (nonce: string) =>
      claimsOf.idToken(nonce, { preferred_username: email, ...more })

  it('nobody unknown, when self sign-up is off; those whom an administrator created, once', async () => {
    const closed = await start({ enableSelfSignup: false })
    await expect(handOver(closed)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('self sign-up is off'),
    })
    const created = closed.accounts.add({ name: 'ada.l', email: ada.email })
    expect((await handOver(closed)).principal.userId).toBe(created.id)
    // Bound now: the next person with this address is somebody else.
    await expect(
      handOver(closed, as(ada.email, { oid: 'ada00000-0000-4000-8000-0000000000aa' })),
    ).rejects.toMatchObject({ status: 403 })
    expect((await handOver(closed)).principal.userId).toBe(created.id)
  })

  it('people of the allowed domains', async () => {
    const strict = await start({ enforcePrincipalDomain: true })
    await expect(handOver(strict, as('eve@evil.example'))).rejects.toThrow(
      /Addresses of 'evil.example' may not sign in/,
    )
    const registration = await start({ allowedEmailRegistrationDomains: ['fabrikam.com'] })
    await expect(handOver(registration)).rejects.toThrow(/AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN/)
  })

  it('not under a reserved name, and beside another person of the same name', async () => {
    await expect(handOver(fixture, as('admin@contoso.com'))).rejects.toThrow(/reserved/)
    await expect(handOver(fixture, as('nightly-bot@contoso.com'))).rejects.toThrow(/reserved/)
    await handOver(fixture)
    const other = as('ada@fabrikam.com', { oid: 'ada00000-0000-4000-8000-0000000000ab' })
    for (let time = 0; time < 2; time += 1)
      expect((await handOver(fixture, other)).principal).toMatchObject({
        name: 'ada-2',
        email: 'ada@fabrikam.com',
      })
    expect((await handOver(fixture)).principal.name).toBe('ada')
  })

  it('nobody beside fifty others of the same name: an administrator creates their account', async () => {
    fixture.accounts.add({ name: 'ada', email: 'ada@elsewhere.example' })
    for (let number = 2; number <= 50; number += 1)
      fixture.accounts.add({ name: `ada-${number}`, email: `ada-${number}@elsewhere.example` })
    await expect(handOver(fixture)).rejects.toThrow(/No name is left for .* beside 'ada'/)
  })

  it('nobody without an address: the message lists claims by name', async () => {
    const bare = (nonce: string) => ({ ...claimsOf.idToken(nonce), preferred_username: undefined })
    await expect(handOver(fixture, bare)).rejects.toThrow(
      /Looked for: email, preferred_username, upn, sub\. Present: .*\boid\b/,
    )
  })

  it('administrators by configuration, also later and only within the own domain', async () => {
    await handOver(fixture)
    const promoted = await start({ adminPrincipals: ['ada'] }, fixture.accounts)
    expect((await handOver(promoted)).principal.isAdmin).toBe(true)
    const foreign = as('bob@fabrikam.com', { oid: 'ada00000-0000-4000-8000-0000000000ac' })
    const byName = await start({ adminPrincipals: ['bob', 'bob@fabrikam.com'] }, fixture.accounts)
    expect((await handOver(byName, foreign)).principal.isAdmin).toBe(false)
  })

  it('one account for life: address and name follow the directory, the account stays', async () => {
    const before = await handOver(fixture)
    const after = await handOver(fixture, as('ada.king@contoso.com', { name: 'Ada King' }))
    expect(after.principal).toMatchObject({
      userId: before.principal.userId,
      name: 'ada',
      email: 'ada.king@contoso.com',
      displayName: 'Ada King',
    })
    fixture.accounts.add({ name: 'someone', email: 'taken@contoso.com' })
    const clash = await handOver(fixture, as('taken@contoso.com'))
    expect(clash.principal).toMatchObject({ userId: before.principal.userId, email: 'ada.king@contoso.com' })
  })
})

describe('sessions', () => {
  const withCookie = (sessionCookie: string, more = {}) => request({ sessionCookie, ...more })

  it('store no id that could be used', async () => {
    const { sessionId } = await handOver(fixture)
    const { rows } = await database.pool.query('select encode(id_hash, $1) as hash from user_session', [
      'base64',
    ])
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(sessionId)
  })

  it('write only from our own pages; reading and bearer tokens need no Origin', async () => {
    const { sessionId } = await handOver(fixture)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'post'])
      for (const from of [undefined, 'null', 'https://evil.example'])
        await expect(
          fixture.identity.authenticate(withCookie(sessionId, { method, ...(from && { origin: from }) })),
        ).rejects.toMatchObject({ code: 'origin-refused', status: 403 })
    await fixture.identity.authenticate(withCookie(sessionId, { method: 'POST', origin }))
    await fixture.identity.authenticate(withCookie(sessionId, { origin: 'https://evil.example' }))
    const token = await sign(issuer.key, claimsOf.delegatedV2())
    await fixture.identity.authenticate(
      withCookie(sessionId, { method: 'POST', authorization: [`Bearer ${token}`] }),
    )
  })

  it('end at sign-out, at once', async () => {
    const { sessionId } = await handOver(fixture)
    await fixture.identity.authenticate(withCookie(sessionId))
    await fixture.identity.signIn.signOut(sessionId)
    await expect(fixture.identity.authenticate(withCookie(sessionId))).rejects.toMatchObject({ status: 401 })
  })

  it('end on other replicas within five seconds, as they do for deleted people', async () => {
    const { sessionId, principal } = await handOver(fixture)
    const replica = await start({}, fixture.accounts)
    await replica.identity.authenticate(withCookie(sessionId))
    await fixture.identity.signIn.signOut(sessionId)
    replica.advance(5000)
    await expect(replica.identity.authenticate(withCookie(sessionId))).rejects.toMatchObject({ status: 401 })

    const next = await handOver(fixture)
    await fixture.identity.authenticate(withCookie(next.sessionId))
    Object.assign(fixture.accounts.all.get(principal.userId) ?? {}, { deleted: true })
    fixture.advance(5000)
    await expect(fixture.identity.authenticate(withCookie(next.sessionId))).rejects.toMatchObject({
      status: 401,
    })
    await expect(handOver(fixture)).rejects.toMatchObject({ status: 403 })
  })

  it('end when idle, and at last in any case', async () => {
    const short = await start({ sessionIdleMs: 600_000, sessionLifetimeMs: 3_600_000 }, fixture.accounts)
    const idle = await handOver(short)
    short.advance(600_000)
    await expect(short.identity.authenticate(withCookie(idle.sessionId))).rejects.toMatchObject({
      status: 401,
    })
    const busy = await handOver(short)
    for (let tenMinutes = 0; tenMinutes < 6; tenMinutes += 1) {
      await short.identity.authenticate(withCookie(busy.sessionId))
      short.advance(599_000)
    }
    await short.identity.authenticate(withCookie(busy.sessionId))
    short.advance(10_000)
    await expect(short.identity.authenticate(withCookie(busy.sessionId))).rejects.toMatchObject({
      status: 401,
    })
  })

  it('are limited per person, the oldest go', async () => {
    const ids: string[] = []
    for (let count = 0; count < 6; count += 1) {
      ids.push((await handOver(fixture)).sessionId)
      fixture.advance(1)
    }
    await expect(fixture.identity.authenticate(withCookie(ids[0] ?? ''))).rejects.toMatchObject({
      status: 401,
    })
    for (const id of ids.slice(1)) await fixture.identity.authenticate(withCookie(id))
  })

  it('are new at every sign-in: an id that was there before is ended, never taken over', async () => {
    const first = await handOver(fixture)
    const { nonce, preLoginId } = await fixture.identity.signIn.begin({ remoteAddress: 'x' })
    const idToken = await sign(issuer.key, claimsOf.idToken(nonce))
    const second = await fixture.identity.signIn.withIdToken({
      ...fromPage({ sessionCookie: first.sessionId }),
      idToken,
      preLoginId,
    })
    expect(second.sessionId).not.toBe(first.sessionId)
    await expect(fixture.identity.authenticate(withCookie(first.sessionId))).rejects.toMatchObject({
      status: 401,
    })
  })

  it.each(['', 'x', 'a'.repeat(43), "' or 1=1 --", 'ü'.repeat(43), '\u0000'.repeat(43)])(
    'do not come from %j',
    async (id) => {
      await expect(fixture.identity.authenticate(withCookie(id))).rejects.toMatchObject({ status: 401 })
    },
  )
})
