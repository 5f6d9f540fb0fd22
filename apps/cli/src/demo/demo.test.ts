/** `waymark start` as a newcomer runs it: real server, PostgreSQL, emulator and ingestion, twice, and nothing left behind. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Running, run } from '../testing-process.ts'

const minuteMs = 60_000
const home = mkdtempSync(join(tmpdir(), 'wm-'))
/** Nothing of the machine that runs the tests decides whether the demo starts. */
const environment = {
  WAYMARK_HOME: home,
  SERVER_ADMIN_PORT: '0',
  NO_COLOR: '1',
  ...{ AUTHENTICATION_PROVIDER: undefined, AUTHENTICATION_AUTHORITY: undefined },
  ...{ DATABASE_URL: undefined, DB_HOST: undefined },
}
const running: Running[] = []
afterAll(async () => {
  for (const { process, finished } of running) {
    process.kill('SIGTERM')
    await finished
  }
  rmSync(home, { recursive: true, force: true })
})

async function start() {
  const demo = run('waymark', ['start', '--port', '0'], environment)
  running.push(demo)
  let err = ''
  demo.process.stderr?.on('data', (chunk) => {
    err += chunk
  })
  await demo.said('Stop ')
  return { ...demo, shown: err, url: /Ready in .*(http:\S+)/.exec(err)?.[1] ?? '' }
}

async function isGone(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answered = await fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    )
    if (!answered) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

describe('waymark start, where nothing is configured', () => {
  it('ends with a catalog that holds a real database, read by an Entra application, and stops on Ctrl-C', {
    timeout: 4 * minuteMs,
  }, async () => {
    const demo = await start()
    for (const step of ['entra', 'catalog', 'source', 'bot', 'ingest', 'Ada Lindqvist', 'Rosa Keller']) {
      expect(demo.shown).toContain(step)
    }
    const { out: token } = await run('waymark', ['admin', 'token'], environment).finished
    const get = async (path: string) => {
      const headers = { authorization: `Bearer ${token.trim()}` }
      return (await fetch(`${demo.url}/api/v1/${path}`, { headers })).json()
    }
    const tables = (await get('tables?limit=1')) as { paging: { total: number } }
    expect(tables.paging.total).toBeGreaterThan(75)
    const table = (await get('tables/name/fjordlight.fjordlight.crm.customers?fields=columns')) as {
      columns: unknown[]
      updatedBy: string
    }
    expect(table.columns.length).toBeGreaterThan(3)
    expect(table.updatedBy).toBe('ingestion-bot')
    const lineage = (await get(
      'lineage/table/name/fjordlight.fjordlight.crm.customers?downstreamDepth=1',
    )) as {
      downstreamEdges: unknown[]
    }
    expect(lineage.downstreamEdges.length).toBeGreaterThan(0)

    // As in a second terminal that has read the demo's lines.
    const shell = [
      ...readFileSync(join(home, 'demo', 'environment.sh'), 'utf8').matchAll(/^export (\w+)='(.*)'$/gm),
    ]
    const elsewhere = { ...environment, ...Object.fromEntries(shell.map(([, name, value]) => [name, value])) }
    const again = await run('metadata', ['ingest', '-c', join(home, 'demo', 'fjordlight.yaml')], elsewhere)
      .finished
    expect(again.err).toMatch(/changes {3}\+0 new {2}~0 changed {2}-0 gone {2}[1-9]/)
    const doctor = await run('waymark', ['doctor'], elsewhere).finished
    expect(doctor.err).toContain('Judged are the settings of the server that runs here.')
    expect(doctor.out).toContain('0 failed')

    demo.process.kill('SIGINT')
    expect((await demo.finished).code).toBe(0)
    expect(await isGone(demo.url)).toBe(true)
  })

  it('loads nothing the second time, and nothing outlives it when it is killed', {
    timeout: 2 * minuteMs,
  }, async () => {
    const demo = await start()
    expect(demo.shown).not.toContain('metadata ingest -c fjordlight.yaml …')
    expect(demo.shown).not.toMatch(/^ {2}ingest/m)
    expect(demo.shown).toContain('Ada Lindqvist')
    demo.process.kill('SIGKILL')
    await demo.finished
    expect(await isGone(demo.url)).toBe(true)
  })
})
