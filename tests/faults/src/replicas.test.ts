/**
 * Threat T15 and T17: two server processes on one database. What is revoked, ended or disabled on one is refused by the
 * other within five seconds, however good the signature and however warm the cache.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { keyRotations, revocations } from './numbers.ts'
import { createOwnDatabase, type OwnDatabase } from './own-database.ts'

const withinMs = 5000
/** Revocations at the same time; each is still polled on its own. */
const together = 10

let database: OwnDatabase
const replicas: RunningCatalog[] = []

/** Both need the same key for what is sealed in the database, as replicas do. */
const environment = () => ({
  AUTHENTICATION_PROVIDER: 'basic',
  DATABASE_URL: database.url,
  WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  WAYMARK_AUTH_FAILURE_LIMIT: '0',
  OM_MAX_FAILED_LOGIN_ATTEMPTS: '1000',
})

beforeAll(async () => {
  database = await createOwnDatabase()
  // One after the other: the first brings the schema.
  for (let number = 0; number < 2; number += 1)
    replicas.push(await startCatalog({ environment: environment() }))
})
afterAll(async () => {
  for (const replica of replicas) await replica.stop()
  await database?.drop()
})

function pair(): { first: RunningCatalog; second: RunningCatalog } {
  const [first, second] = replicas
  if (!first || !second) throw new Error('two replicas were started')
  return { first, second }
}

const ask = async (url: string, headers: Record<string, string>): Promise<number> => {
  const response = await fetch(`${url}/api/v1/auth/session`, { headers })
  await response.body?.cancel()
  return response.status
}

/**
 * When the last request was sent that was still accepted, in milliseconds from now; asked every 100 ms until an answer is 401. Fails when
 * it is anything but 200 before. However slow the answers of a busy machine are, nobody gets in later than that.
 */
async function lastAccepted(url: string, headers: Record<string, string>): Promise<number> {
  const since = performance.now()
  let last = 0
  for (;;) {
    const ms = performance.now() - since
    const status = await ask(url, headers)
    if (status === 401) return last
    expect(status).toBe(200)
    last = ms
    if (ms > 2 * withinMs) return ms
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Runs the rounds a few at a time and gives their times back, longest last. */
async function times(round: (number: number) => Promise<number>): Promise<number[]> {
  const found: number[] = []
  for (let at = 0; at < revocations; at += together) {
    const numbers = Array.from({ length: Math.min(together, revocations - at) }, (_, index) => at + index)
    found.push(...(await Promise.all(numbers.map(round))))
  }
  return found.sort((a, b) => a - b)
}

async function tokenOf({ api }: RunningCatalog): Promise<string> {
  const { id } = await api<{ id: string }>('users/name/ingestion-bot')
  const body = { JWTTokenExpiry: 'OneHour', keepOthers: true }
  return (await api<{ JWTToken: string }>(`users/generateToken/${id}`, { method: 'PUT', body })).JWTToken
}

const idOf = (jwt: string): string =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()).jti

describe('on two replicas', () => {
  it(`T15: ${revocations} tokens revoked on one are refused by the other within 5 s, and never accepted again`, async () => {
    const { first, second } = pair()
    const revoked: string[] = []
    const found = await times(async () => {
      const token = await tokenOf(first)
      const headers = { authorization: `Bearer ${token}` }
      // Warm on both: verified signature and row are remembered.
      expect(await ask(first.url, headers)).toBe(200)
      expect(await ask(second.url, headers)).toBe(200)
      await first.api(`bots/name/ingestion-bot/tokens/${idOf(token)}`, { method: 'DELETE' })
      const ms = await lastAccepted(second.url, headers)
      revoked.push(token)
      return ms
    })
    expect(found.at(-1)).toBeLessThan(withinMs)
    for (const token of revoked) {
      const headers = { authorization: `Bearer ${token}` }
      expect([await ask(first.url, headers), await ask(second.url, headers)]).toEqual([401, 401])
    }
  })

  it(`T17: ${revocations} people disabled on one are out on the other within 5 s, sessions and tokens alike`, async () => {
    const { first, second } = pair()
    const password = 'a pass phrase for everybody'
    const found = await times(async (number) => {
      const name = `leaver-${number}`
      await first.admin('user-create', { name, email: `${name}@example.com`, password })
      const login = await fetch(`${second.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: second.url },
        body: JSON.stringify({ name, password }),
      })
      const cookie = login.headers
        .getSetCookie()
        .map((each) => each.split(';', 1)[0])
        .join('; ')
      expect(await ask(second.url, { cookie })).toBe(200)
      await first.admin('user-disable', { name })
      return lastAccepted(second.url, { cookie })
    })
    expect(found.at(-1)).toBeLessThan(withinMs)
  })

  it('T17: a session opened on one is one on the other, and signing out ends it on both', async () => {
    const { first, second } = pair()
    const password = 'a pass phrase for everybody'
    await first.admin('user-create', { name: 'roamer', email: 'roamer@example.com', password })
    const login = await fetch(`${first.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: first.url },
      body: JSON.stringify({ name: 'roamer', password }),
    })
    const cookie = login.headers
      .getSetCookie()
      .map((each) => each.split(';', 1)[0])
      .join('; ')
    expect([await ask(first.url, { cookie }), await ask(second.url, { cookie })]).toEqual([200, 200])
    await fetch(`${second.url}/api/v1/auth/session`, {
      method: 'DELETE',
      headers: { cookie, origin: second.url },
    })
    expect(await lastAccepted(first.url, { cookie })).toBeLessThan(withinMs)
    expect(await ask(second.url, { cookie })).toBe(401)
  })

  it('T72: a signing key rotated on one is known to the other at once, and the old one stays valid', async () => {
    const { first, second } = pair()
    for (let rotation = 0; rotation < keyRotations; rotation += 1) {
      const before = await tokenOf(first)
      await first.admin('keys-rotate')
      const after = await tokenOf(first)
      for (const token of [before, after])
        expect(await untilAccepted(second.url, token), `rotation ${rotation}`).toBeLessThan(withinMs)
    }
  })
})

/** A key that a replica does not know is looked for at most once a second. */
async function untilAccepted(url: string, token: string): Promise<number> {
  const since = performance.now()
  for (;;) {
    const ms = performance.now() - since
    if ((await ask(url, { authorization: `Bearer ${token}` })) === 200 || ms > 2 * withinMs) return ms
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
