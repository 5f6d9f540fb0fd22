/** When apps run by themselves: at the times of their schedule, once however many replicas look, and not while switched off. */
import type { AppSchedule } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLog } from '../log.ts'
import { openTestCatalog, type TestCatalog } from '../testing/test-catalog.ts'
import { createAppRunner } from './app-runner.ts'

const name = 'DataRetentionApplication'
const hourMs = 60 * 60 * 1000

let test: TestCatalog
let nowMs = Date.now()

/** Two replicas on one database, with one clock. */
function replicas() {
  const log = openLog({ level: 'error', format: 'json' })
  return [0, 1].map(() => createAppRunner({ ...test.catalog, now: () => nowMs }, log))
}

async function set(path: string, value: AppSchedule | boolean): Promise<void> {
  const { engine } = test.catalog
  const patch = [{ op: 'add' as const, path, value }]
  await engine.patch('app', { fqn: name }, patch, { name: 'root' }, { asSystem: true })
}

async function look(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const both = replicas()
  await Promise.all(both.map((replica) => replica.startDue()))
  await Promise.all(both.map((replica) => replica.stop()))
  return await test.catalog.engine.extensions.series('app', name, 'runs', {})
}

beforeAll(async () => {
  test = await openTestCatalog()
  // The other apps of the catalog have schedules of their own.
  const { data } = await test.catalog.engine.list('app', { limit: 100 })
  for (const app of data) {
    if (app.name === name) continue
    const patch = [{ op: 'add' as const, path: '/enabled', value: false }]
    await test.catalog.engine.patch('app', { id: app.id }, patch, { name: 'root' }, { asSystem: true })
  }
  await set('/appSchedule', { scheduleTimeline: 'Custom', cronExpression: '30 * * * *' })
  nowMs = Date.now()
})
afterAll(() => test?.close())

describe('an app with a schedule', () => {
  it('runs when its time has come, once, whichever replica sees it first', async () => {
    expect(await look(), 'the schedule was made after its last time').toEqual([])
    const halfMs = hourMs / 2
    nowMs = Math.ceil((nowMs + halfMs) / hourMs) * hourMs - halfMs + hourMs
    expect(await look()).toMatchObject([{ status: 'success', runType: 'Scheduled' }])
    nowMs += 60_000
    expect(await look()).toHaveLength(1)
    nowMs += hourMs
    expect(await look()).toHaveLength(2)
  })

  it('waits while it is switched off, and makes up for one missed time only', async () => {
    await set('/enabled', false)
    nowMs += 3 * hourMs
    expect(await look()).toHaveLength(2)
    await set('/enabled', true)
    expect(await look()).toHaveLength(3)
    expect(await look()).toHaveLength(3)
  })
})
