/** The administrator who can sign in without the directory: set-up link, password rules, lock-out. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFixture, type Fixture, fromPage, request } from './testing/identity-fixture.ts'
import { type LocalIssuer, startLocalIssuer } from './testing/local-issuer.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let issuer: LocalIssuer
let fixture: Fixture
const password = 'a quiet harbour at dusk'

beforeAll(async () => {
  issuer = await startLocalIssuer()
  database = await createTestDatabase()
})
beforeEach(async () => {
  await fixture?.identity.close()
  await database.empty()
  fixture = await createFixture(database, issuer)
})
afterAll(async () => {
  await fixture.identity.close()
  await issuer.close()
  await database.drop()
})

const redeem = (key: string, more: object = {}) =>
  fixture.identity.setup.redeem({
    ...fromPage(),
    key,
    name: 'keeper',
    email: 'keeper@contoso.com',
    password,
    ...more,
  })
const signIn = (name: string, secret: string, more: object = {}) =>
  fixture.identity.signIn.withPassword({ ...fromPage(), name, password: secret, ...more })

describe('the set-up link', () => {
  it('makes the administrator once and signs them in', async () => {
    const { setup } = fixture.identity
    const key = (await setup.issueKey()) ?? ''
    expect(await setup.isPending(key)).toBe(true)
    const signedIn = await redeem(key)
    expect(signedIn.principal).toMatchObject({ name: 'keeper', isAdmin: true })
    await fixture.identity.authenticate(request({ sessionCookie: signedIn.sessionId }))
    expect(await setup.isPending(key)).toBe(false)
    expect(await setup.issueKey()).toBeUndefined()
    await expect(redeem(key, { name: 'second' })).rejects.toMatchObject({ status: 401 })
    expect((await signIn('keeper', password)).principal.isAdmin).toBe(true)
    expect((await signIn('Keeper@contoso.com', password)).principal.name).toBe('keeper')
  })

  it('makes one administrator when it is redeemed many times at once', async () => {
    const keys = [
      (await fixture.identity.setup.issueKey()) ?? '',
      (await fixture.identity.setup.issueKey()) ?? '',
    ]
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) =>
        redeem(keys[0] ?? '', { name: `keeper${index}`, email: `k${index}@contoso.com` }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(redeem(keys[1] ?? '', { name: 'later' })).rejects.toMatchObject({ status: 401 })
  })

  it('of an unlock gives the administrator a new password, and nobody bound to a directory', async () => {
    const { setup } = fixture.identity
    const first = await redeem((await setup.issueKey()) ?? '')
    const key = (await setup.issueKey({ despiteAdministrator: true })) ?? ''
    expect(await setup.isPending(key)).toBe(true)
    const changed = 'another pass phrase altogether'
    const again = await redeem(key, { password: changed })
    expect(again.principal.userId).toBe(first.principal.userId)
    await expect(
      fixture.identity.authenticate(request({ sessionCookie: first.sessionId })),
    ).rejects.toMatchObject({ status: 401 })
    expect((await signIn('keeper', changed)).principal.isAdmin).toBe(true)
    await expect(signIn('keeper', password)).rejects.toMatchObject({ status: 401 })
    await expect(redeem(key, { password: changed })).rejects.toMatchObject({ status: 401 })
  })

  it('is worth nothing once the host has set a password by command', async () => {
    const key = (await fixture.identity.setup.issueKey()) ?? ''
    await fixture.identity.setup.setPassword('keeper', password)
    expect(await fixture.identity.setup.isPending(key)).toBe(false)
    await expect(redeem(key, { name: 'intruder', email: 'intruder@contoso.com' })).rejects.toMatchObject({
      status: 401,
    })
    expect(await fixture.accounts.byName('intruder')).toBeUndefined()
  })

  it('ends after 30 minutes, and its text is nowhere in the database', async () => {
    const key = (await fixture.identity.setup.issueKey()) ?? ''
    const { rows } = await database.pool.query(`select encode(key_hash, 'base64') as hash from setup_key`)
    expect(JSON.stringify(rows)).not.toContain(key)
    fixture.advance(30 * 60_000)
    expect(await fixture.identity.setup.isPending(key)).toBe(false)
    await expect(redeem(key)).rejects.toMatchObject({ status: 401 })
  })

  it('still works after a weak password or a name that is taken', async () => {
    const key = (await fixture.identity.setup.issueKey()) ?? ''
    fixture.accounts.add({ name: 'nightly', isBot: true })
    for (const weak of ['short', 'keeper', 'keeperkeeper', 'keeper@contoso.com', 'aaaaaaaaaaaaaaaa', ''])
      await expect(redeem(key, { password: weak }), weak).rejects.toMatchObject({ code: 'body-invalid' })
    await expect(redeem(key, { name: 'nightly' })).rejects.toMatchObject({ code: 'entity-exists' })
    expect((await redeem(key)).principal.isAdmin).toBe(true)
  })

  it('is for our own pages only, and not for guesses', async () => {
    const key = (await fixture.identity.setup.issueKey()) ?? ''
    await expect(redeem(key, { origin: 'https://evil.example' })).rejects.toMatchObject({
      code: 'origin-refused',
      message: expect.stringMatching(
        /own pages at https?:\S+, and came from https:\/\/evil\.example\. .* set OPENMETADATA_SERVER_URL/,
      ),
    })
    for (const guess of ['', 'x', 'A'.repeat(43)])
      await expect(redeem(guess)).rejects.toMatchObject({ status: 401 })
  })
})

describe('local passwords', () => {
  it('are never default ones', async () => {
    fixture.accounts.add({ name: 'admin', isAdmin: true })
    for (const guess of ['admin', 'password', '', 'a password that no account has'])
      await expect(
        signIn('admin', guess, { remoteAddress: `192.0.2.${guess.length}` }),
      ).rejects.toMatchObject({
        status: expect.toSatisfy((status: number) => status === 401 || status === 429),
      })
  })

  it('lock the account after three tries, on every server, until the block ends or somebody unlocks', async () => {
    await fixture.identity.setup.setPassword('keeper', password)
    const replica = await createFixture(database, issuer, {}, { accounts: fixture.accounts })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? fixture : replica).identity.signIn.withPassword({
          ...fromPage({ remoteAddress: `192.0.2.${index}` }),
          name: 'keeper',
          password: 'wrong wrong wrong',
        }),
      ),
    )
    const statuses = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.status : 200))
    expect(statuses.filter((status) => status === 401)).toHaveLength(3)
    expect(statuses.filter((status) => status === 429)).toHaveLength(9)
    await expect(signIn('keeper', password)).rejects.toMatchObject({
      code: 'too-many-requests',
      details: { retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 500 && seconds <= 600) },
    })
    await fixture.identity.setup.unlock('keeper')
    await signIn('keeper', password)
    for (let tries = 0; tries < 4; tries += 1) await expect(signIn('keeper', 'wrong')).rejects.toBeDefined()
    fixture.advance(601_000)
    await signIn('keeper', password)
    await replica.identity.close()
  })

  it('let at most twenty of a thousand guesses reach the hash', async () => {
    await fixture.identity.setup.setPassword('keeper', password)
    let reached = 0
    for (let guess = 0; guess < 1000; guess += 1) {
      const outcome = await signIn(guess % 2 ? 'keeper' : `user${guess}`, `wrong ${guess}`).catch(
        (error) => error,
      )
      if (outcome.status === 401) reached += 1
    }
    expect(reached).toBeLessThanOrEqual(20)
  })

  it('answer the same for a wrong password, an unknown name, a bot, and a name that is none', async () => {
    await fixture.identity.setup.setPassword('keeper', password)
    fixture.accounts.add({ name: 'nightly', isBot: true })
    const messages = []
    for (const name of [
      'keeper',
      'nobody',
      'nightly',
      '\u0000',
      'x'.repeat(5000),
      "' or 1=1 --",
      'nobody@contoso.com',
    ])
      messages.push(await signIn(name, 'wrong wrong').catch((error) => `${error.status} ${error.message}`))
    expect(new Set(messages).size).toBe(1)
  })

  it('can be given to people by whoever may, which ends their sessions', async () => {
    const mia = fixture.accounts.add({ name: 'mia' })
    await expect(fixture.identity.signIn.setPassword(mia.id, 'short')).rejects.toMatchObject({
      code: 'body-invalid',
    })
    await fixture.identity.signIn.setPassword(mia.id, password)
    const { sessionId, principal } = await signIn('mia', password)
    expect(principal.isAdmin).toBe(false)
    await fixture.identity.signIn.setPassword(mia.id, 'another harbour, another dusk')
    await expect(fixture.identity.authenticate(request({ sessionCookie: sessionId }))).rejects.toMatchObject({
      status: 401,
    })
    await expect(signIn('mia', password)).rejects.toMatchObject({ status: 401 })
  })

  it('are changed by whoever knows the old one, which ends all sessions but a new one', async () => {
    const mia = fixture.accounts.add({ name: 'mia' })
    await fixture.identity.signIn.setPassword(mia.id, password)
    const { sessionId: before } = await signIn('mia', password)
    const change = (old: string, newPassword: string) =>
      fixture.identity.signIn.changePassword({
        ...fromPage({ sessionCookie: before }),
        name: 'mia',
        password: old,
        newPassword,
      })
    await expect(change(password, 'short')).rejects.toMatchObject({ code: 'body-invalid' })
    await expect(change(password, password)).rejects.toMatchObject({ code: 'body-invalid' })
    await expect(change('not the old one', 'another harbour, at dawn')).rejects.toThrow('oldPassword')
    await fixture.identity.authenticate(request({ sessionCookie: before }))
    const { sessionId: after } = await change(password, 'another harbour, at dawn')
    await fixture.identity.authenticate(request({ sessionCookie: after }))
    await expect(fixture.identity.authenticate(request({ sessionCookie: before }))).rejects.toMatchObject({
      status: 401,
    })
    await expect(signIn('mia', password)).rejects.toMatchObject({ status: 401 })
    await signIn('mia', 'another harbour, at dawn')
  })

  it('lock the account after three wrong old ones, too', async () => {
    const mia = fixture.accounts.add({ name: 'mia' })
    await fixture.identity.signIn.setPassword(mia.id, password)
    const guess = () =>
      fixture.identity.signIn.changePassword({
        ...fromPage(),
        name: 'mia',
        password: 'a guess at the old one',
        newPassword: 'another harbour, at dawn',
      })
    for (const _ of [1, 2, 3]) await expect(guess()).rejects.toMatchObject({ status: 400 })
    await expect(guess()).rejects.toMatchObject({ status: 429 })
    await expect(signIn('mia', password)).rejects.toMatchObject({ status: 429 })
  })

  it('count every spelling of a letter as one', async () => {
    await fixture.identity.setup.setPassword('keeper', 'caf\u00e9 by the old harbour')
    await signIn('keeper', 'cafe\u0301 by the old harbour')
  })
})

describe('no sign-in at all', () => {
  it('is an administrator on loopback, and not for pages of other sites', async () => {
    const free = await createFixture(database, issuer, { provider: 'no-auth', listensOnLoopbackOnly: true })
    const principal = await free.identity.authenticate(request({ authorization: ['Bearer no_token'] }))
    expect(principal).toMatchObject({ name: 'admin', isAdmin: true, via: 'no-auth' })
    await expect(
      free.identity.authenticate(request({ method: 'PUT', origin: 'https://evil.example' })),
    ).rejects.toMatchObject({ code: 'origin-refused' })
    await free.identity.close()
  })

  it('lets the first requests in together, before there is an account', async () => {
    const free = await createFixture(database, issuer, { provider: 'no-auth', listensOnLoopbackOnly: true })
    const first = await Promise.all(Array.from({ length: 8 }, () => free.identity.authenticate(request({}))))
    expect(new Set(first.map(({ userId }) => userId)).size).toBe(1)
    await free.identity.close()
  })

  it('does not start on an address that others can reach', async () => {
    await expect(createFixture(database, issuer, { provider: 'no-auth' })).rejects.toThrow(
      /listens on this machine alone/,
    )
  })
})
