/** A streaming hot standby of a throw-away PostgreSQL, for tests of reading from one: its files copied while it runs, as a base backup is. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFile, cp, mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../apps/server/src/embedded-postgres/index.ts'
import { type TestPostgres, testPrefix } from './index.ts'

/** What a base backup leaves out: the primary's log comes over the wire, the rest belongs to its process. */
const left = new Set(['pg_wal', 'postmaster.pid', 'postmaster.opts', 'pg_replslot', 'pg_stat_tmp'])

export interface TestStandby extends TestPostgres {
  /** Follows another primary or standby from now on. */
  follow(url: string): Promise<void>
  /** Makes it a primary, and resolves once it takes changes. */
  promote(): Promise<void>
  /** Stops the server and keeps its files. */
  pause(): Promise<void>
  /** Starts it again, at the same address while that is free. */
  resume(): Promise<void>
}

/** @param primaryUrl - a superuser's, over 127.0.0.1; started with `wal_keep_size`, as it keeps no log for a standby otherwise */
export async function startTestStandby(primaryUrl: string): Promise<TestStandby> {
  const dataDir = join(tmpdir(), `${testPrefix}${process.pid}-${randomUUID().slice(0, 8)}`)
  await copyCluster(primaryUrl, dataDir)
  const start = () =>
    startEmbeddedPostgres({
      dataDir,
      log: { info: () => undefined, warn: (message) => console.warn(message) },
      loopback: true,
      settings: {
        // No smaller than the primary's.
        max_connections: '200',
        fsync: 'off',
        // For those that follow it once it is promoted.
        wal_keep_size: '64MB',
      },
    })
  let server = await start()
  const url = new URL(server.loopbackUrl ?? server.url)
  url.pathname = new URL(primaryUrl).pathname
  const run = async (...statements: readonly string[]) => {
    const client = new Client(url.href)
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  return {
    url: url.href,
    follow: (other) =>
      run(`alter system set primary_conninfo = '${connectionTo(other)}'`, 'select pg_reload_conf()'),
    promote: () => run('select pg_promote()'),
    pause: () => server.stop(),
    async resume() {
      server = await start()
    },
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** As libpq reads it. */
function connectionTo(url: string): string {
  const { username, password, port } = new URL(url)
  return `host=127.0.0.1 port=${port} user=${username} password=${password}`
}

async function copyCluster(primaryUrl: string, dataDir: string): Promise<void> {
  const primary = new Client(primaryUrl)
  await primary.connect()
  try {
    const { rows } = await primary.query<{ data_directory: string }>('show data_directory')
    const from = await realpath(rows[0]?.data_directory ?? '')
    const to = join(dataDir, 'cluster')
    await mkdir(dataDir, { mode: 0o711 })
    // The backup lasts as long as this session.
    await primary.query(`select pg_backup_start('standby', true)`)
    await cp(from, to, { recursive: true, filter: (path) => !left.has(basename(path)) })
    for (const name of ['pg_wal', 'pg_replslot', 'pg_stat_tmp']) await mkdir(join(to, name), { mode: 0o700 })
    const stopped = await primary.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    await writeFile(join(to, 'backup_label'), stopped.rows[0]?.labelfile ?? '')
    await writeFile(join(to, 'standby.signal'), '')
    // Read last, so it wins over what the primary itself follows or followed.
    await appendFile(
      join(to, 'postgresql.auto.conf'),
      `\nprimary_conninfo = '${connectionTo(primaryUrl)}'\nsynchronous_standby_names = ''\n`,
    )
    await cp(join(dirname(from), 'password'), join(dataDir, 'password'))
    const { uid, gid } = await stat(from)
    await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, to])
  } finally {
    await primary.end()
  }
}
