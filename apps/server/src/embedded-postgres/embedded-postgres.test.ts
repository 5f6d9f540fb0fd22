/** The embedded PostgreSQL against its real binaries: as root and not, after kills, and with hostile directories. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canReach } from './account.ts'
import { prepareBinaries } from './binaries.ts'
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
  stopAbandonedPostgres,
} from './index.ts'
import { findPlatformPackage } from './platform-package.ts'
import { isRunning } from './running-process.ts'

const isRoot = process.getuid?.() === 0
const nobody = 65534

let scratch: string
let messages: string[]
const undo: (() => Promise<void> | void)[] = []

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'waymark-pg-'))
  chmodSync(scratch, 0o755)
  messages = []
})

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
  rmSync(scratch, { recursive: true, force: true })
})

describe('a data directory', () => {
  test('becomes a durable UTF-8 cluster at the first start and keeps its data for the next', async () => {
    const first = await start('data')
    expect(first.firstStart).toBe(true)
    const [settings] = await query(
      first.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('data_checksums') AS sums,
      pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, current_database() AS name, lower('ÄÉ') AS lower
      FROM pg_database WHERE datname = current_database()`,
    )
    expect(settings).toEqual({
      fsync: 'on',
      sums: 'on',
      encoding: 'UTF8',
      provider: 'b',
      name: 'waymark',
      lower: 'äé',
    })
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()

    const second = await start('data')
    expect(second.firstStart).toBe(false)
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('has the extensions the catalog needs, and trigrams see letters beyond ASCII', async () => {
    const { url } = await start('data')
    for (const name of ['pg_trgm', 'unaccent', 'btree_gin', 'pg_stat_statements'])
      await query(url, `CREATE EXTENSION ${name}`)
    const [row] = await query(
      url,
      `SELECT similarity('日本語', '日本語') AS same, unaccent('École') AS plain`,
    )
    expect(row).toEqual({ same: 1, plain: 'Ecole' })
  })

  test('keeps the password to its owner and refuses a wrong one on the socket and on the loopback port', async () => {
    const server = await start('data', { loopback: true })
    expect(statSync(join(scratch, 'data/password')).mode & 0o777).toBe(0o600)
    expect(statSync(join(scratch, 'data/cluster')).mode & 0o777).toBe(0o700)
    for (const host of [server.connection.host, '127.0.0.1']) {
      await expect(query({ ...server.connection, host, password: 'guess' }, 'SELECT 1')).rejects.toThrow(
        /password/,
      )
      expect(await query({ ...server.connection, host }, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    }
  })

  test('with a path too long for a socket gets its socket elsewhere, and removes it at the end', async () => {
    const server = await start('deep/'.repeat(30))
    expect(server.connection.host).toMatch(/^\/tmp\/waymark-/)
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await server.stop()
    expect(existsSync(server.connection.host)).toBe(false)
  })

  test('may have spaces, quotes and letters beyond ASCII in its name', async () => {
    const { url } = await start(`it's "ünser" dir`)
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('of another major version is refused with the way to move it', async () => {
    mkdirSync(join(scratch, 'data/cluster'), { recursive: true })
    writeFileSync(join(scratch, 'data/cluster/PG_VERSION'), '12\n')
    await expect(start('data')).rejects.toThrow(/written by PostgreSQL 12.*waymark upgrade --old-postgres/)
  })

  test('keeps its loopback port from one start to the next', async () => {
    const first = await start('data', { loopback: true })
    await first.stop()
    const second = await start('data', { loopback: true })
    expect(second.loopbackUrl).toBe(first.loopbackUrl)
  })

  test('whose first start was interrupted starts afresh', async () => {
    mkdirSync(join(scratch, 'data/cluster.new/base'), { recursive: true })
    writeFileSync(join(scratch, 'data/cluster.new/PG_VERSION'), '18\n')
    expect((await start('data')).firstStart).toBe(true)
  })
})

describe('one owner', () => {
  test('is named to the second one that asks, and the directory is free after a clean stop', async () => {
    const owner = await startOwner('data')
    await expect(start('data')).rejects.toThrow(EmbeddedPostgresError)
    await expect(start('data')).rejects.toThrow(new RegExp(`in use by process ${owner.pid} .*testing-owner`))
    expect(await stopAbandonedPostgres(join(scratch, 'data'))).toBe(false)
    owner.end()
    expect(await owner.next('stopped')).toBeDefined()
    expect((await start('data')).firstStart).toBe(false)
  })

  test('on another host is believed while its heartbeat moves', async () => {
    mkdirSync(join(scratch, 'data'))
    const path = join(scratch, 'data/owner.lock')
    const foreign = {
      id: 'x',
      pid: 1,
      token: 'x',
      host: `not-${hostname()}`,
      command: 'waymark',
      since: 'then',
    }
    writeFileSync(path, JSON.stringify(foreign))
    const heartbeat = setInterval(() => writeFileSync(path, JSON.stringify(foreign)), 300)
    undo.push(() => clearInterval(heartbeat))
    await expect(start('data')).rejects.toThrow(/process 1 on host not-/)
  })
})

describe('after SIGKILL', () => {
  test('of the owner, the next start adopts the running server with everything in it', async () => {
    const owner = await startOwner('data')
    const pid = postmasterPid('data')
    await owner.kill()
    const server = await start('data')
    expect(postmasterPid('data')).toBe(pid)
    expect(messages.join()).toContain('Adopted')
    expect(await query(server.url, 'SELECT count(*)::int AS kept FROM kept')).toEqual([{ kept: 1 }])
    await server.stop()
    expect(isRunning(pid)).toBe(false)
  })

  test('of the owner, a start that wants other settings replaces the server', async () => {
    const owner = await startOwner('data')
    const pid = postmasterPid('data')
    await owner.kill()
    const server = await start('data', { settings: { work_mem: '5MB' } })
    expect(postmasterPid('data')).not.toBe(pid)
    expect(isRunning(pid)).toBe(false)
    expect(await query(server.url, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }])
  })

  test('of PostgreSQL, it is running again at the same address within seconds and lost nothing committed', async () => {
    const server = await start('data')
    await query(server.url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n')
    process.kill(postmasterPid('data'), 'SIGKILL')
    await expect
      .poll(() => query(server.url, 'SELECT count(*)::int AS n FROM kept').catch(() => []))
      .toEqual([{ n: 1000 }])
    expect(messages.join()).toContain('ended unexpectedly')
  })

  test('of both, the next start recovers', async () => {
    const owner = await startOwner('data')
    const pid = postmasterPid('data')
    await owner.kill()
    process.kill(pid, 'SIGKILL')
    const server = await start('data')
    expect(await query(server.url, 'SELECT count(*)::int AS kept FROM kept')).toEqual([{ kept: 1 }])
  })

  test('a stranger that got the id of the old server is left alone', async () => {
    const owner = await startOwner('data')
    const pid = postmasterPid('data')
    await owner.kill()
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => isRunning(pid)).toBe(false)
    const path = join(scratch, 'data/cluster/postmaster.pid')
    const [, ...rest] = readFileSync(path, 'utf8').split('\n')
    const stranger = spawn('sleep', ['60'])
    undo.push(() => void stranger.kill())
    writeFileSync(path, [stranger.pid, ...rest].join('\n'))
    const server = await start('data')
    expect(await query(server.url, 'SELECT count(*)::int AS kept FROM kept')).toEqual([{ kept: 1 }])
    expect(stranger.exitCode).toBe(null)
  })

  test('of the owner, stopAbandonedPostgres ends what is left', async () => {
    const owner = await startOwner('data')
    const pid = postmasterPid('data')
    await owner.kill()
    expect(await stopAbandonedPostgres(join(scratch, 'data'))).toBe(true)
    expect(isRunning(pid)).toBe(false)
  })
})

describe.runIf(isRoot)('as root', () => {
  test('PostgreSQL runs under an unprivileged account that cannot touch lock, password and log', async () => {
    await start('data')
    const { uid } = statSync(`/proc/${postmasterPid('data')}`)
    expect(uid).not.toBe(0)
    expect(statSync(join(scratch, 'data/cluster')).uid).toBe(uid)
    for (const name of ['', 'owner.lock', 'password', 'postgres.log'])
      expect(statSync(join(scratch, 'data', name)).uid).toBe(0)
    expect(statSync(join(scratch, 'data')).mode & 0o022).toBe(0)
  })

  test('a directory in a closed home is placed where the account can reach it', async () => {
    mkdirSync(join(scratch, 'home'), { mode: 0o700 })
    const server = await start('home/data')
    const place = realpathSync(join(scratch, 'home/data'))
    undo.unshift(() => rmSync(place, { recursive: true, force: true }))
    expect(place).toMatch(/^\/var\/lib\/waymark\/clusters\//)
    await query(server.url, 'CREATE TABLE kept AS SELECT 1 AS one')
    await server.stop()
    expect(await query((await start('home/data')).url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  })

  test('binaries in a closed home are copied once to where the account can run them', () => {
    const closed = join(scratch, 'home')
    cpSync(findPlatformPackage().nativeDir, join(closed, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    })
    chmodSync(closed, 0o700)
    const account = { name: 'nobody', uid: nobody, gid: nobody }
    const prepare = () =>
      prepareBinaries(
        { nativeDir: join(closed, 'native'), version: '18.0' },
        account,
        join(scratch, 'copies'),
      )
    const { postgres } = prepare()
    expect(postgres).toBe(join(scratch, 'copies/postgresql-18.0/bin/postgres'))
    expect(execFileSync(postgres, ['--version'], { uid: nobody, gid: nobody, encoding: 'utf8' })).toContain(
      '(PostgreSQL) 18',
    )
    const { ctimeMs } = statSync(postgres)
    prepare()
    expect(statSync(postgres).ctimeMs).toBe(ctimeMs)
  })

  // Running our code as nobody takes a checkout that nobody may read.
  test.runIf(canReach({ name: 'nobody', uid: nobody, gid: nobody }, import.meta.dirname))(
    'and as nobody it works alike, in a home of its own',
    async () => {
      mkdirSync(join(scratch, 'home'), { mode: 0o700 })
      chownSync(join(scratch, 'home'), nobody, nobody)
      const owner = await startOwner('home/data', { uid: nobody, gid: nobody })
      expect(owner.ready).toMatchObject({ uid: nobody, firstStart: true, words: 1 })
      await owner.kill()
      const again = await startOwner('home/data', { uid: nobody, gid: nobody })
      expect(again.ready).toMatchObject({ uid: nobody, firstStart: false, words: 2 })
      again.end()
      expect(await again.next('stopped')).toBeDefined()
    },
  )
})

async function start(
  name: string,
  options: { loopback?: boolean; settings?: Record<string, string> } = {},
): Promise<EmbeddedPostgres> {
  const note = (message: string) => void messages.push(message)
  const server = await startEmbeddedPostgres({
    dataDir: join(scratch, name),
    log: { info: note, warn: note },
    ...options,
  })
  undo.push(() => server.stop())
  return server
}

/** A process that owns the directory, to be killed: this one must survive. */
async function startOwner(name: string, as: { uid?: number; gid?: number } = {}) {
  const script = join(import.meta.dirname, 'testing-owner.ts')
  const child: ChildProcess = spawn(process.execPath, [script, join(scratch, name)], {
    ...as,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  undo.push(async () => {
    child.kill('SIGKILL')
    await exited
    await stopAbandonedPostgres(join(scratch, name))
  })
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]()
  const next = async (event: string): Promise<Record<string, unknown>> => {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const report = JSON.parse(line.value)
      if (report.event === event) return report
      if (report.event === 'failed') throw new Error(report.message)
    }
    throw new Error(`The owner ended without reporting "${event}"`)
  }
  const ready = await next('ready')
  return {
    ready,
    next,
    pid: child.pid,
    end: () => child.stdin?.end(),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
      await sleep(20)
    },
  }
}

function postmasterPid(name: string): number {
  return Number.parseInt(readFileSync(join(scratch, name, 'cluster/postmaster.pid'), 'utf8'), 10)
}

async function query(to: string | object, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(to)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
