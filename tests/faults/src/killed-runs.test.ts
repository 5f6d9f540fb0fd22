/** Runs of ingestions whose worker, process or server is killed, or that grow too large: each ends once, in time, and says why. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSourceDatabase, type SourceDatabase } from '../../interop/src/source-database.ts'
import {
  createPipeline,
  createPostgresService,
  finalStates,
  lastLog,
  type Pipeline,
  statusesOf,
  trigger,
  untilRunIs,
} from '../../processes/src/ingestion-runs.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { isFull, runnerKills } from './numbers.ts'
import { createOwnDatabase, type OwnDatabase } from './own-database.ts'
import { wholeTables } from './whole-tables.ts'

let database: OwnDatabase
let source: SourceDatabase
let api: RunningCatalog
let service: { id: string }
const workers: RunningCatalog[] = []

const environment = () => ({
  AUTHENTICATION_PROVIDER: 'basic',
  DATABASE_URL: database.url,
  WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
})

async function startWorker(more: Readonly<Record<string, string>> = {}): Promise<RunningCatalog> {
  const apiUrl = { SERVER_HOST_API_URL: `${api.url}/api` }
  const worker = await startCatalog({ role: 'worker', environment: { ...environment(), ...apiUrl, ...more } })
  workers.push(worker)
  return worker
}

/** Nobody gets past reading comments while this is held. */
const hold = async () => {
  await source.query('begin')
  await source.query('lock table pg_catalog.pg_description in access exclusive mode')
}
const release = () => source.query('rollback')

/** The processes of runs that a worker has. */
function runProcessesOf({ pid }: RunningCatalog): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const isChild =
          readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] === String(pid)
        return isChild && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('run-process')
      } catch {
        return false // gone meanwhile
      }
    })
    .map(Number)
}

const isThere = (pid: number) => {
  try {
    process.kill(pid, 0)
    // A zombie that nobody waits for any more is no process that does something.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

beforeAll(async () => {
  database = await createOwnDatabase()
  source = await createSourceDatabase()
  api = await startCatalog({ role: 'api', environment: environment() })
  service = await createPostgresService(api, 'fjord', source)
})
afterEach(async () => {
  await release()
  for (const worker of workers.splice(0)) await worker.stop()
})
afterAll(async () => {
  await api?.stop()
  await source?.drop()
  await database?.drop()
})

async function running(name: string, worker: RunningCatalog, airflowConfig: object = {}) {
  await hold()
  const pipeline = await createPipeline(api, service, { name, airflowConfig })
  const runId = await trigger(api, pipeline)
  await untilRunIs(api, pipeline, runId, ['running'])
  await expect.poll(() => lastLog(api, pipeline)).toContain('Step CheckAccess passed')
  const [pid] = runProcessesOf(worker)
  if (pid === undefined) throw new Error('the run has no process')
  return { pipeline, runId, pid }
}

const states = async (pipeline: Pipeline) =>
  (await statusesOf(api, pipeline)).map(({ pipelineState }) => pipelineState)

describe('a run', () => {
  it('waits while there is no worker, and is taken by the first that comes; a worker has no API', async () => {
    const pipeline = await createPipeline(api, service, { name: 'waits' })
    const runId = await trigger(api, pipeline)
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(await states(pipeline)).toEqual(['queued'])
    const worker = await startWorker()
    expect(worker.url).toBe('')
    expect((await fetch(`${worker.adminUrl}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${worker.adminUrl}/metrics`)).text()).toContain(
      'process_resident_memory_bytes',
    )
    const status = await untilRunIs(api, pipeline, runId, finalStates)
    expect(status.pipelineState, await lastLog(api, pipeline)).toMatch(/success|partialSuccess/)
  })

  it('T62: fails within 60 s of the SIGKILL of its worker; its process ends too, and its retry succeeds elsewhere', async () => {
    const worker = await startWorker()
    const { pipeline, runId, pid } = await running('lost', worker, { retries: 1, retryDelay: 0 })
    const killedAtMs = performance.now()
    await worker.kill()
    workers.length = 0
    // Nobody is there but the server that answers: it finds out.
    const status = await untilRunIs(api, pipeline, runId, finalStates)
    const tookMs = performance.now() - killedAtMs
    expect(status).toMatchObject({
      pipelineState: 'failed',
      metadata: { message: expect.stringContaining('lost') },
    })
    expect(tookMs).toBeLessThan(60_000)
    await expect.poll(() => isThere(pid)).toBe(false)

    await release()
    await startWorker()
    await expect
      .poll(() => states(pipeline), { timeout: 60_000 })
      .toEqual([expect.stringMatching(/success|partialSuccess/), 'failed'])
    expect((await statusesOf(api, pipeline))[0]).toMatchObject({ metadata: { cause: 'retry', attempt: 2 } })
  })

  it('stops on request, in the middle of a statement of the source', async () => {
    const worker = await startWorker()
    const { pipeline, runId, pid } = await running('stopped', worker)
    await api.api(`services/ingestionPipelines/kill/${pipeline.id}`, { method: 'POST' })
    expect(await untilRunIs(api, pipeline, runId, finalStates, 30_000)).toMatchObject({
      pipelineState: 'stopped',
    })
    await expect.poll(() => isThere(pid)).toBe(false)
  })

  it('fails when its worker is told to stop, which does not take longer than the run needs to hear of it', async () => {
    const worker = await startWorker()
    const { pipeline, runId } = await running('shut down', worker)
    await worker.stop()
    workers.length = 0
    expect(await untilRunIs(api, pipeline, runId, finalStates, 1_000)).toMatchObject({
      pipelineState: 'failed',
      metadata: { message: 'The worker of this run was shut down.' },
    })
  })

  it('that takes longer than it may fails, with the setting to raise', async () => {
    await startWorker()
    await hold()
    const pipeline = await createPipeline(api, service, {
      name: 'slow',
      airflowConfig: { workflowTimeout: 15 },
    })
    const runId = await trigger(api, pipeline)
    expect(await untilRunIs(api, pipeline, runId, finalStates)).toMatchObject({
      pipelineState: 'failed',
      metadata: {
        message: expect.stringContaining('longer than 15 s'),
        hint: expect.stringContaining('workflowTimeout'),
      },
    })
  })

  it('T62: that is frozen with its whole worker ends once: the worker that wakes up changes nothing', async () => {
    const worker = await startWorker()
    const { pipeline, runId, pid } = await running('frozen', worker)
    for (const each of [worker.pid, pid]) process.kill(each, 'SIGSTOP')
    expect(await untilRunIs(api, pipeline, runId, finalStates)).toMatchObject({ pipelineState: 'failed' })
    await release()
    for (const each of [pid, worker.pid]) process.kill(each, 'SIGCONT')
    await expect.poll(() => isThere(pid)).toBe(false)
    expect(await states(pipeline)).toEqual(['failed'])
  })
})

describe('an ingestion', () => {
  it(`T62: that is killed ${runnerKills} times is never stuck, and its rerun makes nothing twice`, async () => {
    const pipeline = await createPipeline(api, service, { name: 'often' })
    let worker = await startWorker()
    let wereFaster = 0
    for (let kill = 0; kill < runnerKills; kill += 1) {
      // Half of the runs are killed before they have written anything, the others wherever they are by then.
      const isHeld = kill % 4 < 2
      if (isHeld) await hold()
      const runId = await trigger(api, pipeline)
      await untilRunIs(api, pipeline, runId, ['running'])
      if (isHeld) await expect.poll(() => runProcessesOf(worker)).toHaveLength(1)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * (isHeld ? 1000 : 4000)))
      const [pid] = runProcessesOf(worker)
      // A lost worker is noticed by its silence, which takes 40 s each time: once is enough but in the full form.
      const isWorker = isFull && kill % 2 === 1
      if (isWorker) await worker.kill()
      else if (pid !== undefined) process.kill(pid, 'SIGKILL')
      const why = isWorker ? 'lost' : 'was ended by SIGKILL'
      const status = await untilRunIs(api, pipeline, runId, finalStates)
      if (!isHeld && status.pipelineState !== 'failed') wereFaster += 1
      else {
        const metadata = { message: expect.stringContaining(why) }
        expect(status).toMatchObject({ pipelineState: 'failed', metadata })
        if (!isWorker) expect(await lastLog(api, pipeline)).toContain(why)
      }
      await release()
      if (isWorker) {
        workers.length = 0
        worker = await startWorker()
      }
    }
    // Nothing holds the pipeline: the next run begins and ends well.
    const last = await trigger(api, pipeline)
    const status = await untilRunIs(api, pipeline, last, finalStates)
    expect(status.pipelineState, await lastLog(api, pipeline)).toMatch(/success|partialSuccess/)
    const ended = await states(pipeline)
    expect(ended.filter((state) => state === 'failed')).toHaveLength(runnerKills - wereFaster)
    expect(ended.filter((state) => !finalStates.includes(state))).toEqual([])
    expect((await wholeTables(database.url)).size).toBeGreaterThan(0)
  }, 1_800_000)
})

describe('a server that is its own worker', () => {
  it('T62: is killed: after its next start the run has failed, and the next one succeeds', async () => {
    const own = await createOwnDatabase()
    const all = { ...environment(), DATABASE_URL: own.url }
    try {
      const first = await startCatalog({ environment: all })
      const kept = await createPostgresService(first, 'fjord', source)
      const pipeline = await createPipeline(first, kept, { name: 'nightly' })
      await hold()
      const runId = await trigger(first, pipeline)
      await untilRunIs(first, pipeline, runId, ['running'])
      await first.kill()
      await release()
      const second = await startCatalog({ environment: all })
      try {
        expect(await untilRunIs(second, pipeline, runId, finalStates)).toMatchObject({
          pipelineState: 'failed',
        })
        const next = await trigger(second, pipeline)
        const status = await untilRunIs(second, pipeline, next, finalStates)
        expect(status.pipelineState, await lastLog(second, pipeline)).toMatch(/success|partialSuccess/)
      } finally {
        await second.stop()
      }
    } finally {
      await own.drop()
    }
  })
})

it('T62: leaves no process of a run behind', () => {
  const left = execFileSync('ps', ['-eo', 'ppid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('ingestion/run-process') && /^\s*1\s/.test(line))
  expect(left).toEqual([])
})
