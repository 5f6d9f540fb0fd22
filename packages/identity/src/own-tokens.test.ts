/** Tokens we issue: what they look like outside, how they are refused, and how keys are rotated without refusing good ones. */
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from './account-directory.ts'
import { refuseKnownKeys } from './signing-keys.ts'
import { bearer, createFixture, type Fixture } from './testing/identity-fixture.ts'
import { type LocalIssuer, makeKey, startLocalIssuer } from './testing/local-issuer.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let issuer: LocalIssuer
let fixture: Fixture
let replica: Fixture
let bot: Account

beforeAll(async () => {
  issuer = await startLocalIssuer()
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.empty()
  fixture = await createFixture(database, issuer)
  replica = await createFixture(database, issuer, {}, { accounts: fixture.accounts })
  bot = fixture.accounts.add({ name: 'ingestion-bot', isBot: true })
})
afterEach(async () => {
  await fixture.identity.close()
  await replica.identity.close()
})
afterAll(async () => {
  await issuer.close()
  await database.drop()
})

const issue = (expiresInSeconds: number | null = 3600, type: 'bot' | 'personal' | 'admin' = 'bot') =>
  fixture.identity.tokens.issue(bot, { type, name: 'nightly', expiresInSeconds })

describe('an issued token', () => {
  it('authenticates on every replica, with rights from the account alone', async () => {
    const { token, tokenId } = await issue()
    expect(await replica.identity.authenticate(bearer(token))).toMatchObject({
      userId: bot.id,
      isBot: true,
      isAdmin: false,
      via: 'own-token',
      tokenId,
    })
    expect(decodeJwt(token)).toMatchObject({
      iss: 'open-metadata.org',
      aud: 'waymark',
      sub: 'ingestion-bot',
      jti: tokenId,
      tokenType: 'BOT',
      isBot: true,
      email: bot.email,
    })
    const { rows } = await database.pool.query('select * from access_token')
    expect(JSON.stringify(rows)).not.toContain(token.split('.')[2])
  })

  it('verifies with the published key set', async () => {
    const { token } = await issue()
    const { keys } = await fixture.identity.tokens.jwks()
    const named = keys.find(({ kid }) => kid === decodeProtectedHeader(token).kid)
    expect(named).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' })
    expect(Object.keys(named ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })

  it('expires, unless it was asked for without an expiry', async () => {
    const soon = await issue(60)
    const never = await issue(null)
    expect(never.expiresAtMs).toBeNull()
    await fixture.identity.authenticate(bearer(soon.token))
    fixture.advance(121_000)
    await expect(fixture.identity.authenticate(bearer(soon.token))).rejects.toMatchObject({
      code: 'token-expired',
    })
    fixture.advance(10 * 365 * 86_400_000)
    await fixture.identity.authenticate(bearer(never.token))
  })

  it('is refused everywhere within five seconds of its revocation, in every spelling', async () => {
    const { token, tokenId } = await issue()
    await replica.identity.authenticate(bearer(token))
    await fixture.identity.tokens.revoke(tokenId)
    await expect(fixture.identity.authenticate(bearer(token))).rejects.toMatchObject({ status: 401 })
    replica.advance(5000)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(token.at(-1) ?? '')
    const respelled = Array.from(
      { length: 8 },
      (_, spare) => token.slice(0, -1) + alphabet[last ^ (spare + 1)],
    )
    for (const spelling of [token, `${token}=`, ...respelled])
      await expect(replica.identity.authenticate(bearer(spelling))).rejects.toMatchObject({ status: 401 })
  })

  it('is recognized at once for a moment, and not any more when it was revoked or its account is gone', async () => {
    const { token, tokenId } = await issue()
    const { identity } = fixture
    expect(identity.recognize(`Bearer ${token}`)).toBeUndefined()
    const principal = await identity.authenticate(bearer(token))
    expect(identity.recognize(`Bearer ${token}`)).toBe(principal)
    expect(identity.recognize(token)).toBeUndefined()
    expect(identity.recognize(`Bearer ${token} `)).toBeUndefined()
    fixture.advance(1000)
    expect(identity.recognize(`Bearer ${token}`)).toBeUndefined()
    await identity.authenticate(bearer(token))
    await identity.tokens.revoke(tokenId)
    expect(identity.recognize(`Bearer ${token}`)).toBeUndefined()
  })

  it('goes with its account: deleted, or all tokens revoked', async () => {
    const first = await issue()
    const second = await issue()
    expect((await fixture.identity.tokens.list(bot.id)).map(({ tokenId }) => tokenId).sort()).toEqual(
      [first.tokenId, second.tokenId].sort(),
    )
    await fixture.identity.tokens.revokeAll(bot.id)
    expect(await fixture.identity.tokens.list(bot.id)).toEqual([])
    await expect(fixture.identity.authenticate(bearer(second.token))).rejects.toMatchObject({ status: 401 })
    const third = await issue()
    await fixture.identity.authenticate(bearer(third.token))
    Object.assign(fixture.accounts.all.get(bot.id) ?? {}, { deleted: true })
    fixture.advance(5000)
    await expect(fixture.identity.authenticate(bearer(third.token))).rejects.toMatchObject({ status: 401 })
  })
})

describe('a token that only looks like ours', () => {
  it('is refused: no row, another type, another account, another expiry, another audience, a foreign key', async () => {
    const { token, tokenId } = await issue()
    const claims = decodeJwt(token)
    const { rows } = await database.pool.query<{ kid: string; sealed_private_jwk: string }>(
      'select * from signing_key where active',
    )
    const sealed = JSON.parse(Buffer.from(rows[0]?.sealed_private_jwk ?? '', 'base64').toString())
    const own = JSON.parse(sealed.plain)
    const resign = (change: object) =>
      new SignJWT({ ...claims, ...change })
        .setProtectedHeader({ alg: 'RS256', kid: rows[0]?.kid ?? '' })
        .sign(own)
    await fixture.identity.authenticate(bearer(await resign({ more: 1 })))
    const changes = [
      { jti: crypto.randomUUID() },
      { jti: "' or true --" },
      { jti: undefined },
      { tokenType: 'ADMIN' },
      { tokenType: undefined },
      { sub: 'admin' },
      { sub: undefined },
      { exp: undefined },
      { exp: Number(claims.exp) + 1 },
      { aud: 'open-metadata.org' },
      { aud: undefined },
      { aud: ['waymark', 'x'] },
      { nbf: Number(claims.exp) },
    ]
    for (const change of changes)
      await expect(
        fixture.identity.authenticate(bearer(await resign(change))),
        JSON.stringify(change),
      ).rejects.toMatchObject({ status: 401 })
    // An administrator is told that nobody issued it, not that its type is wrong.
    const written = fixture.lines.join('\n')
    expect(written).toContain('a token in the table access_token')
    const foreign = await makeKey(rows[0]?.kid ?? '')
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: foreign.kid })
      .sign(foreign.privateKey)
    await expect(fixture.identity.authenticate(bearer(forged))).rejects.toMatchObject({ status: 401 })
    expect(tokenId).toBe(claims.jti)
  })

  it('gains nothing from its claims', async () => {
    fixture.accounts.add({ name: 'mia' })
    const mia = await fixture.accounts.byName('mia')
    const { token } = await fixture.identity.tokens.issue(
      { ...(mia ?? bot), isBot: true, isAdmin: true },
      { type: 'personal', expiresInSeconds: 60 },
    )
    expect(decodeJwt(token).isBot).toBe(true)
    expect(await fixture.identity.authenticate(bearer(token))).toMatchObject({ isBot: false, isAdmin: false })
  })
})

describe('signing keys', () => {
  it('are agreed on by servers that start together', async () => {
    await database.pool.query('truncate signing_key')
    const fresh = await Promise.all(Array.from({ length: 4 }, () => createFixture(database, issuer)))
    const sets = await Promise.all(fresh.map(({ identity }) => identity.tokens.jwks()))
    expect(new Set(sets.map(({ keys }) => keys.map(({ kid }) => kid).join())).size).toBe(1)
    for (const { identity } of fresh) await identity.close()
  })

  it('are rotated with overlap; the private half of an old key is gone', async () => {
    const old = await issue()
    const { kid } = await fixture.identity.tokens.rotateSigningKey()
    const fresh = await issue()
    expect(decodeProtectedHeader(fresh.token).kid).toBe(kid)
    for (const { token } of [old, fresh]) await fixture.identity.authenticate(bearer(token))
    // The other replica learns of the new key at its first use.
    replica.advance(5000)
    for (const { token } of [fresh, old]) await replica.identity.authenticate(bearer(token))
    const { rows } = await database.pool.query(
      'select active, sealed_private_jwk is null as gone from signing_key order by created_at',
    )
    expect(rows.filter(({ active }) => active)).toHaveLength(1)
    expect(rows.every(({ active, gone }) => active !== gone)).toBe(true)
  })

  it('are never the published sample pair outside development', () => {
    const configuredKeyId = 'Gb389a-9f76-gdjs-a92j-0242bk94356'
    expect(refuseKnownKeys({ configuredKeyId, developmentMode: false })).toMatch(
      /^JWT_KEY_ID is .*everybody has.*Remove JWT_KEY_ID/,
    )
    expect(refuseKnownKeys({ configuredKeyId, developmentMode: true })).toBeUndefined()
    expect(refuseKnownKeys({ configuredKeyId: 'mine', developmentMode: false })).toBeUndefined()
  })
})
