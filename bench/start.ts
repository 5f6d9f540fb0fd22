/** Warm start: from the command to the first answer, with an own and with a given PostgreSQL; and the memory of a server that nobody asks. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type RunningCatalog, startCatalog } from '../tests/processes/src/start-catalog.ts'
import { benchHome, median, removeHome } from './catalog.ts'
import type { Figure } from './figure.ts'
import { processorMs, residentMb } from './processor-time.ts'

const starts = 5
const goalSeconds = { embedded: 4, external: 2 }
/** Above an empty Fastify with the same schemas. */
const goalMegabytes = 60
/** What a start leaves behind is done by then. */
const idleMs = 3000

interface Start {
  readonly seconds: number
  readonly processorSeconds: number
  readonly megabytes: number
}

/** Starts a server whose data is there, and stops it once it was left alone for a while. */
async function measureStart(start: () => Promise<RunningCatalog>): Promise<Start> {
  const begin = performance.now()
  const catalog = await start()
  const response = await fetch(`${catalog.url}/api/v1/system/version`)
  if (response.status !== 200) throw new Error(`version: ${response.status}`)
  const seconds = (performance.now() - begin) / 1000
  const processorSeconds = processorMs(catalog.pid) / 1000
  await sleep(idleMs)
  const megabytes = residentMb(catalog.pid)
  await catalog.stop()
  return { seconds, processorSeconds, megabytes }
}

async function several<T>(measure: () => Promise<T>): Promise<readonly T[]> {
  const found: T[] = []
  await measure() // what it compiles is kept for the next
  for (let run = 0; run < starts; run += 1) found.push(await measure())
  return found
}

async function emptyMegabytes(cache: string): Promise<number> {
  const child = fork(fileURLToPath(new URL('./empty-fastify.ts', import.meta.url)), [cache])
  await once(child, 'message')
  await sleep(idleMs)
  const megabytes = residentMb(child.pid ?? 0)
  child.kill()
  await once(child, 'exit')
  return megabytes
}

function startFigure(name: string, found: readonly Start[], goal: number): Figure {
  const time = median(found.map(({ seconds }) => seconds))
  const spent = median(found.map(({ processorSeconds }) => processorSeconds))
  return {
    name,
    measured: `${time.toFixed(2)} s, of which ${spent.toFixed(2)} s of processor time; median of ${starts}`,
    goal: `under ${goal} s`,
    reached: time < goal,
  }
}

export async function benchmarkStart(): Promise<readonly Figure[]> {
  const [home, other, cache] = [benchHome(), benchHome(), benchHome()]
  const environment = {
    AUTHENTICATION_PROVIDER: 'basic',
    WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'error',
    // As the command hands it on: the server then never loads what strips types.
    NODE_COMPILE_CACHE: join(cache, 'compiled'),
  }
  try {
    const embedded = await several(() => measureStart(() => startCatalog({ home, environment })))
    const first = await startCatalog({ home, environment })
    const { embeddedDatabaseUrl } = await first.admin('status')
    const DATABASE_URL = String(embeddedDatabaseUrl).replace('@/', '@localhost/') // the socket stands in its query
    const external = await several(() =>
      measureStart(() => startCatalog({ home: other, environment: { ...environment, DATABASE_URL } })),
    )
    await first.stop()
    const empty = median(await several(() => emptyMegabytes(join(cache, 'compiled'))))
    const idle = median(embedded.map(({ megabytes }) => megabytes))
    return [
      startFigure('warm start with an own PostgreSQL, to the first 200', embedded, goalSeconds.embedded),
      startFigure('warm start with a given PostgreSQL, to the first 200', external, goalSeconds.external),
      {
        name: 'memory of an idle server above an empty Fastify with the same schemas',
        measured: `${(idle - empty).toFixed(0)} MB (${idle.toFixed(0)} against ${empty.toFixed(0)} MB)`,
        goal: `under ${goalMegabytes} MB`,
        reached: idle - empty < goalMegabytes,
      },
    ]
  } finally {
    for (const each of [home, other, cache]) removeHome(each)
  }
}
