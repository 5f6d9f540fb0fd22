/** A streaming hot standby of a throw-away PostgreSQL, for tests of reading from one: its files copied while it runs, as a base backup is. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../apps/server/src/embedded-postgres/index.ts'
import { type TestPostgres, testPrefix } from './index.ts'

/** What a base backup leaves out: the primary's log comes over the wire, the rest belongs to its process. */
const left = new Set(['pg_wal', 'postmaster.pid', 'postmaster.opts', 'pg_replslot', 'pg_stat_tmp'])

export interface TestStandby extends TestPostgres {
  /** Stops the server and keeps its files. */
  pause(): Promise<void>
  /** Starts it again, at the same address while that is free. */
  resume(): Promise<void>
}

/** @param primaryUrl - a superuser's, over 127.0.0.1; started with `wal_keep_size`, as it keeps no log for a standby otherwise */
export async function startTestStandby(primaryUrl: string): Promise<TestStandby> {
  const dataDir = join(tmpdir(), `${testPrefix}${process.pid}-${randomUUID().slice(0, 8)}`)
  await copyCluster(primaryUrl, dataDir)
  const { username, password, port } = new URL(primaryUrl)
  const start = () =>
    startEmbeddedPostgres({
      dataDir,
      log: { info: () => undefined, warn: (message) => console.warn(message) },
      loopback: true,
      settings: {
        // No smaller than the primary's.
        max_connections: '200',
        fsync: 'off',
        primary_conninfo: `host=127.0.0.1 port=${port} user=${username} password=${password}`,
      },
    })
  let server = await start()
  const url = new URL(server.loopbackUrl ?? server.url)
  url.pathname = new URL(primaryUrl).pathname
  return {
    url: url.href,
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
    await cp(join(dirname(from), 'password'), join(dataDir, 'password'))
    const { uid, gid } = await stat(from)
    await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, to])
  } finally {
    await primary.end()
  }
}
