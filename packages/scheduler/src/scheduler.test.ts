import { setTimeout as sleep } from 'node:timers/promises'
import type { EntityJson } from '@waymark/engine'
import { createTestEngine, type TestEngine } from '@waymark/engine/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  createScheduler,
  type Execute,
  leaveOf,
  type Run,
  type Scheduler,
  schedulerMigrations,
} from './index.ts'

const ada = { name: 'ada' }
const minute = 60_000
const startMs = Date.UTC(2026, 10, 22, 12)

let test: TestEngine
let nowMs = startMs
const open: Scheduler[] = []
const made: string[] = []

beforeAll(async () => {
  test = await createTestEngine({ migrations: [schedulerMigrations] })
  for (const name of ['a', 'b'])
    await test.engine.create('databaseService', { name, serviceType: 'Postgres' }, ada)
})
afterAll(() => test?.drop())
afterEach(async () => {
  for (const scheduler of open.splice(0)) await scheduler.stop()
  for (const id of made.splice(0)) await set({ id }, '/enabled', false).catch(() => undefined) // one test deletes its own
})

const done: Execute = async () => ({ state: 'success', outcome: {} })

async function schedulerWith(execute?: Execute, concurrency = 4): Promise<Scheduler> {
  const scheduler = createScheduler({
    ...test,
    now: () => nowMs,
    everyMs: { look: 200, sweep: 500 },
    log: { info: () => {}, warn: (fields, message) => console.warn(message, fields) },
    ...(execute ? { work: { execute, concurrency } } : {}),
  })
  await scheduler.start()
  open.push(scheduler)
  return scheduler
}

let count = 0
async function pipeline(service: string, airflowConfig: object = {}): Promise<EntityJson> {
  count += 1
  const body = {
    name: `p${count}`,
    pipelineType: 'metadata',
    service: { id: (await test.engine.get('databaseService', { fqn: service })).id, type: 'databaseService' },
    sourceConfig: { config: { type: 'DatabaseMetadata' } },
    airflowConfig,
  }
  const { entity } = await test.engine.create('ingestionPipeline', body, ada)
  made.push(entity.id)
  return entity
}

const set = async ({ id }: Pick<EntityJson, 'id'>, path: string, value: unknown) => {
  await test.engine.patch('ingestionPipeline', { id }, [{ op: 'add', path, value }], ada, { asSystem: true })
}
const statuses = async ({ fullyQualifiedName: fqn }: EntityJson) =>
  await test.engine.extensions.series('ingestionPipeline', fqn, 'pipelineStatuses', {})
const states = async (of: EntityJson) => (await statuses(of)).map(({ pipelineState }) => pipelineState)

describe('runs', () => {
  it('are queued, taken and ended, and the catalog shows each state', async () => {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const asking = await schedulerWith()
    const one = await pipeline('a')
    const { runId } = await asking.trigger(one.id, 'ada')
    expect(await states(one)).toEqual(['queued'])
    await schedulerWith(async () => {
      await released
      return { state: 'partialSuccess', outcome: { message: 'One table was left out.' } }
    })
    await expect.poll(() => states(one)).toEqual(['running'])
    release()
    await expect.poll(() => states(one)).toEqual(['partialSuccess'])
    expect(await statuses(one)).toMatchObject([
      { runId, metadata: { askedBy: 'ada', cause: 'asked', message: 'One table was left out.' } },
    ])
    expect(await test.engine.runLogs.after(one.fullyQualifiedName, runId, 0)).toMatchObject({ closed: true })
  })

  it('of one service wait for each other over all workers, those of others do not', async () => {
    const underWay = new Set<string>()
    const met: string[][] = []
    const execute: Execute = async ({ subjectFqn }) => {
      underWay.add(subjectFqn)
      met.push([...underWay])
      await sleep(700)
      underWay.delete(subjectFqn)
      return { state: 'success', outcome: {} }
    }
    const first = await schedulerWith(execute)
    await schedulerWith(execute)
    const pipelines = [await pipeline('a'), await pipeline('a'), await pipeline('b')]
    for (const { id } of pipelines) await first.trigger(id, 'ada')
    for (const each of pipelines) await expect.poll(() => states(each)).toEqual(['success'])
    const services = met.map((together) =>
      together
        .map((fqn) => fqn.slice(0, 1))
        .sort()
        .join(''),
    )
    expect(services).not.toContain('aa')
    expect(services).toHaveLength(3)
  })

  it('are one when they are asked for twice while waiting', async () => {
    const asking = await schedulerWith()
    const one = await pipeline('a')
    const answers = await Promise.all(['x', 'y', 'z'].map(() => asking.trigger(one.id, 'ada')))
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1)
    await asking.kill(one.id)
  })

  it('that wait are stopped at once, and those under way are told', async () => {
    const asking = await schedulerWith()
    const waiting = await pipeline('a')
    await asking.trigger(waiting.id, 'ada')
    expect(await asking.kill(waiting.id)).toBe(1)
    expect(await states(waiting)).toEqual(['stopped'])
    expect(await asking.kill(waiting.id)).toBe(0)

    const scheduler = await schedulerWith(
      (_run, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () =>
            resolve({ state: 'stopped', outcome: { message: String(signal.reason) } }),
          )
        }),
    )
    const running = await pipeline('a')
    await scheduler.trigger(running.id, 'ada')
    await expect.poll(() => states(running)).toEqual(['running'])
    expect(await asking.kill(running.id)).toBe(1)
    await expect
      .poll(() => statuses(running))
      .toMatchObject([{ pipelineState: 'stopped', metadata: { message: 'asked' } }])
  })

  it('whose worker is lost fail within a minute, and what the worker reports afterwards changes nothing', async () => {
    let finish = () => {}
    const scheduler = await schedulerWith(
      () =>
        new Promise((resolve) => {
          finish = () => resolve({ state: 'success', outcome: {} })
        }),
    )
    const one = await pipeline('a')
    const { runId } = await scheduler.trigger(one.id, 'ada')
    await expect.poll(() => states(one)).toEqual(['running'])
    // Its beats stop: as good as a process that was killed.
    await test.database.query(
      `update ingestion_run set worker = 'gone', heartbeat_at = now() - interval '31 seconds' where run_id = $1`,
      [runId],
    )
    await expect
      .poll(() => statuses(one))
      .toMatchObject([
        { pipelineState: 'failed', metadata: { message: expect.stringContaining('was lost') } },
      ])
    finish()
    await sleep(300)
    expect(await states(one)).toEqual(['failed'])
    await expect(
      test.database.query(`update ingestion_run set state = 'success' where run_id = $1`, [runId]),
    ).rejects.toThrow(/has ended as failed/)
  })

  it('may remove however much is gone where that was confirmed, as may their retries, and none that waits without it', async () => {
    const asking = await schedulerWith()
    const one = await pipeline('a', { retries: 1, retryDelay: 0 })
    const plain = await asking.trigger(one.id, 'ada')
    const confirmed = await asking.trigger(one.id, 'ada', { allowMassDelete: true })
    expect(confirmed).not.toEqual(plain)
    expect(await asking.trigger(one.id, 'ada')).toEqual(plain)
    expect(await asking.trigger(one.id, 'ada', { allowMassDelete: true })).toEqual(confirmed)

    const seen: string[] = []
    await schedulerWith(async (run) => {
      seen.push(`${run.cause} ${leaveOf(run).allowMassDelete}`)
      return { state: 'failed', outcome: {} }
    })
    await expect.poll(() => states(one)).toEqual(['failed', 'failed', 'failed', 'failed'])
    expect(seen.sort()).toEqual(['asked false', 'asked true', 'retry false', 'retry true'])
  })

  it('that failed are tried again as often as the ingestion says, each as a run of its own', async () => {
    const attempts: number[] = []
    const scheduler = await schedulerWith(async ({ attempt }: Run) => {
      attempts.push(attempt)
      return { state: 'failed', outcome: { message: 'the source is away' } }
    })
    const one = await pipeline('a', { retries: 2, retryDelay: 0 })
    await scheduler.trigger(one.id, 'ada')
    await expect.poll(() => states(one)).toEqual(['failed', 'failed', 'failed'])
    expect(attempts).toEqual([1, 2, 3])
    expect(await statuses(one)).toMatchObject([
      { metadata: { cause: 'retry', attempt: 3, message: 'the source is away' } },
      { metadata: { cause: 'retry', attempt: 2 } },
      { metadata: { cause: 'asked', attempt: 1 } },
    ])
  })

  it('of a worker that stops have failed, and its end waits for them', async () => {
    const scheduler = await schedulerWith(
      (_run, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () =>
            resolve({ state: 'failed', outcome: { message: String(signal.reason) } }),
          )
        }),
    )
    const one = await pipeline('a')
    await scheduler.trigger(one.id, 'ada')
    await expect.poll(() => states(one)).toEqual(['running'])
    await scheduler.stop()
    expect(await statuses(one)).toMatchObject([
      { pipelineState: 'failed', metadata: { message: 'shutdown' } },
    ])
  })
})

describe('schedules', () => {
  it('start a run when they are due, once however many times were missed', async () => {
    const one = await pipeline('a', { scheduleInterval: '*/5 * * * *' })
    const deploying = await schedulerWith()
    await deploying.deploy(one.id)
    await set(one, '/deployed', true)
    expect(await deploying.nextDue(one.id)).toEqual({ dueMs: startMs + 5 * minute, remark: undefined })
    nowMs = startMs + 33 * minute // nobody was there for half an hour
    await schedulerWith(done)
    await expect.poll(() => states(one)).toEqual(['success'])
    expect(await statuses(one)).toMatchObject([{ metadata: { cause: 'schedule' } }])
    await expect.poll(() => deploying.nextDue(one.id)).toMatchObject({ dueMs: startMs + 35 * minute })
  })

  it('leave a time out while the last run goes on, and say so', async () => {
    let release = () => {}
    const scheduler = await schedulerWith(
      () =>
        new Promise((resolve) => {
          release = () => resolve({ state: 'success', outcome: {} })
        }),
    )
    const one = await pipeline('b', { scheduleInterval: '*/5 * * * *' })
    await set(one, '/deployed', true)
    await scheduler.deploy(one.id)
    await scheduler.trigger(one.id, 'ada')
    await expect.poll(() => states(one)).toEqual(['running'])
    nowMs += 6 * minute
    await expect
      .poll(() => scheduler.nextDue(one.id))
      .toMatchObject({
        remark: expect.stringMatching(/^Left out at .* was still running/),
      })
    release()
    await expect.poll(() => states(one)).toEqual(['success'])
  })

  it('follow what is changed, paused or deleted in whatever way', async () => {
    const scheduler = await schedulerWith(done)
    const one = await pipeline('a', { scheduleInterval: '0 2 * * *' })
    expect(await scheduler.nextDue(one.id)).toBeUndefined() // not deployed: somebody else may run it
    await set(one, '/deployed', true)
    await expect.poll(() => scheduler.nextDue(one.id)).toBeDefined()
    await set(one, '/airflowConfig', { scheduleInterval: '0 3 * * *' })
    const three = Date.UTC(2026, 10, 23, 3)
    await expect.poll(() => scheduler.nextDue(one.id)).toMatchObject({ dueMs: three })
    await set(one, '/enabled', false)
    await expect.poll(() => scheduler.nextDue(one.id)).toBeUndefined()
    await set(one, '/enabled', true)
    await expect.poll(() => scheduler.nextDue(one.id)).toBeDefined()
    await test.engine.delete('ingestionPipeline', { id: one.id }, ada, { hard: true })
    await expect.poll(() => scheduler.nextDue(one.id)).toBeUndefined()
  })

  it('that cannot be read are refused when the ingestion is deployed', async () => {
    const scheduler = await schedulerWith()
    const one = await pipeline('a', { scheduleInterval: 'daily at two' })
    await expect(scheduler.deploy(one.id)).rejects.toThrow(/scheduleInterval/)
  })
})
