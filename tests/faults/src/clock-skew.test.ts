/** Threat T66: the server's clock is wrong by two minutes, or jumps by hours while people work. PostgreSQL's clock is right. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInAtEmulator } from '../../processes/src/sign-in-at-emulator.ts'
import type { SkewedClock } from '../../processes/src/skewed-clock.ts'
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'
import { ingestionToken, type RunningEmulator } from '../../processes/src/start-emulator.ts'
import { type CatalogWithEntra, startCatalogWithEntra } from './catalog-with-entra.ts'

const ada = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a01'
let entra: CatalogWithEntra
let emulator: RunningEmulator
let clock: SkewedClock
let catalog: RunningCatalog

beforeAll(async () => {
  entra = await startCatalogWithEntra({ AUTHORIZER_PRINCIPAL_DOMAIN: 'fjordlight.example' })
  ;({ catalog, emulator, clock } = entra)
})
afterAll(() => entra?.stop())

/** What the process thinks the time is, by the `Date` header that it writes. */
async function aheadSeconds(): Promise<number> {
  const response = await fetch(`${catalog.url}/livez`)
  await response.body?.cancel()
  return Math.round((Date.parse(response.headers.get('date') ?? '') - Date.now()) / 1000)
}

const sessionStatus = async (headers: Record<string, string>): Promise<number> => {
  const response = await fetch(`${catalog.url}/api/v1/auth/session`, { headers })
  await response.body?.cancel()
  return response.status
}

interface Event {
  readonly entityFullyQualifiedName: string
  readonly currentVersion: number
}

describe('a server whose clock is wrong', () => {
  it.each([120, -120])(
    'T66: by %i s signs people in and takes tokens of applications and of its own',
    async (seconds) => {
      clock.set(seconds)
      await expect.poll(aheadSeconds).toSatisfy((found: number) => Math.abs(found - seconds) <= 2)
      const cookie = await signInAtEmulator(emulator, catalog.url, ada)
      expect(await sessionStatus({ cookie })).toBe(200)
      expect(await sessionStatus({ authorization: `Bearer ${await ingestionToken(emulator)}` })).toBe(200)
      const own = String((await catalog.admin('admin-token')).token)
      expect(await sessionStatus({ authorization: `Bearer ${own}` })).toBe(200)
      // Signed with one skew, read with another four minutes away.
      clock.set(-seconds)
      await expect.poll(aheadSeconds).toSatisfy((found: number) => Math.abs(found + seconds) <= 2)
      expect(await sessionStatus({ cookie })).toBe(200)
      expect(await sessionStatus({ authorization: `Bearer ${own}` })).toBe(200)
    },
  )

  it('T66: that jumps back and forth keeps versions and events in the order in which they happened', async () => {
    clock.set(0)
    // An administrator's token of one hour rightly ends when the clock jumps by more.
    const token = await catalog.botToken()
    const { paging } = await catalog.api<{ paging: { offset: number } }>('events?limit=1000')
    const { id } = await catalog.api<{ id: string }>('classifications', {
      method: 'PUT',
      token,
      body: { name: 'jumping', description: '0' },
    })
    const jumps = [3600, -3600, 7200, -7200, 0, -86_400, 86_400, 0]
    for (const [index, jump] of jumps.entries()) {
      clock.set(jump)
      await catalog.api(`classifications/${id}`, {
        method: 'PATCH',
        token,
        body: [{ op: 'replace', path: '/description', value: String(index + 1) }],
      })
    }
    const { versions } = await catalog.api<{ versions: string[] }>(`classifications/${id}/versions`, {
      token,
    })
    const documents = versions.map((text) => JSON.parse(text) as { version: number; description: string })
    // Newest first.
    expect(documents.map(({ description }) => Number(description))).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0])
    const numbers = documents.map(({ version }) => version)
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
    expect(new Set(numbers).size).toBe(numbers.length)

    const { data } = await catalog.api<{ data: Event[] }>(`events?limit=1000&after=${paging.offset}`, {
      token,
    })
    const seen = data.filter(({ entityFullyQualifiedName }) => entityFullyQualifiedName === 'jumping')
    expect(seen.map(({ currentVersion }) => currentVersion)).toEqual(numbers.toReversed())
  })

  it('T66: and comes right again goes on with its sessions, and with the keys that it knew', async () => {
    clock.set(0)
    const cookie = await signInAtEmulator(emulator, catalog.url, ada)
    clock.set(-7200)
    expect(await sessionStatus({ cookie })).toBe(200)
    await emulator.control('faults', { kind: 'unavailable', endpoint: 'keys' })
    clock.set(2 * 3600)
    expect(await sessionStatus({ authorization: `Bearer ${await ingestionToken(emulator)}` })).toBe(401)
    clock.set(0)
    expect(await sessionStatus({ cookie })).toBe(200)
    expect(await sessionStatus({ authorization: `Bearer ${await ingestionToken(emulator)}` })).toBe(200)
    expect((await fetch(`${catalog.url}/readyz`)).status).toBe(200)
  })
})
