/** Threat T63: the disk of the catalog and its PostgreSQL is full. Whoever writes is told "not now"; with room again, all goes on by itself. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { expectNothingLost, failuresIn } from './whole-tables.ts'
import { prepareSchema, startWriting, writeTable } from './writing.ts'

/** A disk of its own needs the right to mount one. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0
const diskBytes = 400 * 1024 * 1024

const disk = mkdtempSync(join(tmpdir(), 'waymark-disk-'))
const ballast = join(disk, 'ballast')
let catalog: RunningCatalog | undefined

beforeAll(async () => {
  if (!mayMount) return
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes},mode=0755`, 'waymark-disk', disk])
  const home = join(disk, 'home')
  // PostgreSQL's own account passes through it; else its files would be kept on another disk.
  mkdirSync(home, { mode: 0o755 })
  catalog = await startCatalog({
    home,
    environment: { AUTHENTICATION_PROVIDER: 'basic', LOG_LEVEL: 'error' },
  })
  await prepareSchema(catalog)
})
afterAll(async () => {
  await catalog?.stop()
  if (mayMount) execFileSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

/** Takes what room is left. */
function fill(): void {
  const file = openSync(ballast, 'w')
  try {
    for (const bytes of [1024 * 1024, 4096]) {
      const block = Buffer.alloc(bytes)
      try {
        for (;;) if (writeSync(file, block) < bytes) break
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      }
    }
  } finally {
    closeSync(file)
  }
}

it.skipIf(!mayMount)(
  'T63: whose disk is full refuses changes for the moment, loses none that it took, and goes on when there is room (needs root on Linux, to mount a disk)',
  async () => {
    if (!catalog) throw new Error('the catalog was started')
    const token = await catalog.botToken()
    // Where PostgreSQL keeps its files is this very disk.
    const { blocks, bavail, bsize } = statfsSync(disk)
    expect((blocks - bavail) * bsize).toBeGreaterThan(40_000_000)
    const { url } = catalog
    const writing = startWriting(url, token, 'full', 3)
    await expect.poll(() => writing.ledger.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(50)
    fill()
    await expect.poll(() => writing.ledger.refused.size, { timeout: 120_000 }).toBeGreaterThan(20)
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    const read = await fetch(`${url}/api/v1/tables?limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect([200, 503]).toContain(read.status)
    rmSync(ballast)
    await expect
      .poll(async () => (await writeTable(url, token, 'roomy'))?.status, { timeout: 60_000 })
      .toSatisfy((status) => status === 200 || status === 201)
    writing.ledger.acknowledged.add('roomy')
    await writing.stop()
    expect(writing.surprises, failuresIn(catalog.log())).toEqual([])
    const { embeddedDatabaseUrl } = await catalog.admin('status')
    await expectNothingLost(String(embeddedDatabaseUrl), writing.ledger)
  },
  300_000,
)
