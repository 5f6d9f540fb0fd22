/**
 * Threats T67 and T69 to T72: Entra ID is away when the catalog starts or while it runs, changes its keys, or somebody floods the catalog
 * with tokens of keys that nobody has. Who has a good token never notices, and Entra ID is not asked more than once.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SkewedClock } from '../../processes/src/skewed-clock.ts'
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'
import { ingestionToken, type RunningEmulator } from '../../processes/src/start-emulator.ts'
import { type CatalogWithEntra, startCatalogWithEntra } from './catalog-with-entra.ts'
import { isFull, keyRotations, unknownKeys } from './numbers.ts'

const hourSeconds = 3600
/** A key that nobody has seen is looked for at most once in this time. */
const unknownKeySeconds = 300

let entra: CatalogWithEntra
let emulator: RunningEmulator
let clock: SkewedClock
let catalog: RunningCatalog
/** How far the clocks of the catalog and of Entra ID are ahead of this test's. */
let aheadSeconds = 0

beforeAll(async () => {
  entra = await startCatalogWithEntra({ LOG_LEVEL: 'error' }, (starting) =>
    starting.control('faults', { kind: 'discovery-down' }),
  )
  ;({ catalog, emulator, clock } = entra)
})
afterAll(() => entra?.stop())

/** Entra ID answers again; its clock and its keys stay what they are. */
async function comesBack(): Promise<void> {
  await fetch(`${emulator.plainUrl}/__emulator/faults`, { method: 'DELETE' })
}

/** Both clocks go on from there; nobody's keys or tokens are touched. */
async function passTime(seconds: number): Promise<void> {
  aheadSeconds += seconds
  clock.set(aheadSeconds)
  await emulator.control('clock', { advanceSeconds: seconds })
  const dateOf = async () => Date.parse((await fetch(`${catalog.url}/livez`)).headers.get('date') ?? '')
  await expect
    .poll(async () => Math.abs((await dateOf()) - Date.now() - aheadSeconds * 1000))
    .toBeLessThan(3000)
}

async function ask(token: string): Promise<number> {
  const response = await fetch(`${catalog.url}/api/v1/auth/session`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await response.body?.cancel()
  return response.status
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A good token in everything but the name of its key. */
function underUnknownKey(token: string): string {
  const [, payload, signature] = token.split('.')
  return [base64url({ typ: 'JWT', alg: 'RS256', kid: randomUUID() }), payload, signature].join('.')
}

/** `ok`, `stale` or `none`, as `/readyz` says it. */
async function keysInUse(): Promise<string> {
  const { checks } = (await (await fetch(`${catalog.url}/readyz`)).json()) as {
    checks: Record<string, string>
  }
  return checks.identityProviderKeys ?? ''
}

const keysAsked = async () =>
  (await emulator.requests()).filter(({ path }) => path.endsWith('/discovery/v2.0/keys')).length

it('T71: starts while Entra ID is away, says so, takes its own tokens, and recovers by itself within 30 s', async () => {
  expect((await fetch(`${catalog.url}/livez`)).status).toBe(200)
  expect((await fetch(`${catalog.url}/readyz`)).status).toBe(200)
  expect(await keysInUse()).toBe('none')
  expect(await ask(String((await catalog.admin('admin-token')).token))).toBe(200)
  expect(await ask(await catalog.botToken())).toBe(200)
  const token = await ingestionToken(emulator)
  expect(await ask(token)).toBe(401)
  await comesBack()
  await expect.poll(() => ask(token), { timeout: 60_000, interval: 500 }).toBe(200)
  // Keys of both generations of tokens, each of which is tried again every ten seconds.
  await expect.poll(keysInUse, { timeout: 60_000, interval: 500 }).toBe('ok')
})

it('T67: while the keys cannot be fetched, for less than a day, good tokens are good and unknown keys are refused', async () => {
  await emulator.control('faults', { kind: 'discovery-down' })
  for (const hours of [0, 2, 20]) {
    await passTime(hours * hourSeconds)
    const token = await ingestionToken(emulator)
    expect(await ask(underUnknownKey(token))).toBe(401)
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(token)))
    expect([hours, new Set(answers)]).toEqual([hours, new Set([200])])
  }
  expect((await fetch(`${catalog.url}/readyz`)).status).toBe(200)
  expect(await keysInUse()).toBe('stale')
  await comesBack()
  await passTime(unknownKeySeconds + 1)
  expect(await ask(underUnknownKey(await ingestionToken(emulator)))).toBe(401)
  expect(await keysInUse()).toBe('ok')
})

it(`T69: ${unknownKeys} tokens of unknown keys cause one fetch at most, and good tokens go on`, async () => {
  await passTime(unknownKeySeconds + 1)
  const token = await ingestionToken(emulator)
  const timed = async () => {
    const sinceMs = performance.now()
    expect(await ask(token)).toBe(200)
    return performance.now() - sinceMs
  }
  const p99 = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
  const before: number[] = []
  for (let at = 0; at < 100; at += 1) before.push(await timed())
  const asked = await keysAsked()
  expect(asked).toBeGreaterThan(0)
  const during: number[] = []
  const flood = async () => {
    for (let at = 0; at < unknownKeys / 4; at += 1) expect(await ask(underUnknownKey(token))).toBe(401)
  }
  let isOver = false
  const good = (async () => {
    while (!isOver || during.length < 100) during.push(await timed())
  })()
  await Promise.all(Array.from({ length: 4 }, flood))
  isOver = true
  await good
  expect((await keysAsked()) - asked).toBeLessThanOrEqual(1)
  // The flood takes processor time from everybody on a machine with few of them: it must not cost more than its share of five.
  if (isFull) expect(p99(during)).toBeLessThan(10 * p99(before))
})

it(`T70: ${keyRotations} rotations of the keys refuse nobody; a key that was taken out is refused with the next fetch`, async () => {
  const refused: string[] = []
  let first = ''
  for (let rotation = 0; rotation < keyRotations; rotation += 1) {
    const before = await ingestionToken(emulator)
    if (rotation === keyRotations - 1) first = before
    await emulator.control('keys/rotate')
    await passTime(unknownKeySeconds + 1)
    const after = await ingestionToken(emulator)
    for (const [which, token] of Object.entries({ before, after }))
      if ((await ask(token)) !== 200) refused.push(`${which} rotation ${rotation}`)
  }
  expect(refused).toEqual([])
  await emulator.control('keys/drop-retired')
  // What was verified is remembered for ten minutes.
  await passTime(2 * unknownKeySeconds + 1)
  // Any token of a key that is not known has the keys fetched.
  expect(await ask(underUnknownKey(first))).toBe(401)
  expect(await ask(first)).toBe(401)
  expect(await ask(await ingestionToken(emulator))).toBe(200)
})

it('T72: its own signing key is rotated with both keys published, and tokens of the old one stay good until they are revoked', async () => {
  const published = async () => {
    const answer = await fetch(`${catalog.url}/api/v1/system/config/jwks`)
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  }
  const kidOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid as string
  const { id } = await catalog.api<{ id: string }>('users/name/ingestion-bot')
  const issue = async () => {
    const body = { JWTTokenExpiry: 'OneHour', keepOthers: true }
    return (await catalog.api<{ JWTToken: string }>(`users/generateToken/${id}`, { method: 'PUT', body }))
      .JWTToken
  }
  const tokens = [await issue()]
  for (let rotation = 0; rotation < keyRotations; rotation += 1) {
    await catalog.admin('keys-rotate')
    tokens.push(await issue())
    expect(await published()).toEqual(expect.arrayContaining([...new Set(tokens.slice(-2).map(kidOf))]))
    for (const token of tokens) expect(await ask(token)).toBe(200)
  }
  expect(new Set(tokens.map(kidOf)).size).toBe(keyRotations + 1)
  await catalog.api('users/revokeToken', { method: 'PUT', body: { id } })
  for (const token of tokens) expect(await ask(token)).toBe(401)
})
