/** What a catalog tells of the standby that it reads from. */
import { expect } from 'vitest'
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'

interface Told {
  /** Of `/readyz`, which says the same on both ports. */
  readonly status: number
  readonly checks: Readonly<Record<string, string>>
  /** Its metrics by their names, without `waymark_`; absent where it is not written. */
  readonly metrics: Readonly<Record<string, number>>
}

export async function toldOf({ url, adminUrl }: RunningCatalog): Promise<Told> {
  const answer = await fetch(`${url}/readyz`)
  const { checks } = (await answer.json()) as Pick<Told, 'checks'> // as the monitoring guide says
  expect((await fetch(`${adminUrl}/readyz`)).status).toBe(answer.status)
  const text = await (await fetch(`${adminUrl}/metrics`)).text()
  const samples = text.matchAll(/^waymark_(standby_\w+|database_writable)(?:\{[^}]*\})? (\S+)$/gm)
  const metrics = Object.fromEntries([...samples].map(([, name = '', value]) => [name, Number(value)]))
  return { status: answer.status, checks, metrics }
}

/** Polls until the standby is in this state; whatever it is, the catalog serves. */
export async function untilStandbyIs(catalog: RunningCatalog, state: string): Promise<Told> {
  await expect
    .poll(async () => (await toldOf(catalog)).checks.standby1, { timeout: 60_000, interval: 200 })
    .toBe(state)
  return await toldOf(catalog)
}
