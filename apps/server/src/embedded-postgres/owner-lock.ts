/** Lets one process at a time own a data directory, and names the owner to everybody else. */
import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts'
import { processToken } from './running-process.ts'

interface Owner {
  readonly id: string
  readonly pid: number
  readonly token: string
  readonly host: string
  readonly command: string
  readonly since: string
}

export interface OwnerLock {
  release(): void
}

const heartbeatMs = 5_000
const silentAfterMs = 15_000

/**
 * Takes the lock of `dataDir`, also from an owner that died without releasing it.
 *
 * An owner on this host is alive if its process is. An owner on another host (a container that shares the volume) can only
 * be judged by its heartbeat, the lock file's modification time; finding it silent can take up to 15 seconds.
 *
 * @throws EmbeddedPostgresError naming the owner's process while it lives.
 */
export async function takeOwnerLock(dataDir: string): Promise<OwnerLock> {
  const path = join(dataDir, 'owner.lock')
  const self: Owner = {
    id: randomUUID(),
    pid: process.pid,
    token: processToken(process.pid) ?? '',
    host: hostname(),
    command: process.argv.slice(1, 3).join(' '),
    since: new Date().toISOString(),
  }
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(self), { flag: 'wx', mode: 0o600 })
      return hold(path, self)
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    }
    const text = readIfPresent(path)
    const owner = text === undefined ? undefined : parseOwner(text)
    if (owner === undefined && attempt < 5) {
      await sleep(50) // Another process is between creating and writing it, or has just released it.
      continue
    }
    if (owner !== undefined && (await isAlive(owner, path)))
      throw new EmbeddedPostgresError(refusal(owner, dataDir, path))
    if (text !== undefined) removeStale(path, text)
  }
  throw new EmbeddedPostgresError(
    `Could not take the lock file ${path}: other processes keep taking it. Try again.`,
  )
}

function hold(path: string, self: Owner): OwnerLock {
  const heartbeat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date())
    } catch {
      // The directory was deleted under us; PostgreSQL will say so more clearly.
    }
  }, heartbeatMs)
  heartbeat.unref()
  return {
    release() {
      clearInterval(heartbeat)
      const text = readIfPresent(path)
      if (text !== undefined && parseOwner(text)?.id === self.id) rmSync(path, { force: true })
    },
  }
}

async function isAlive(owner: Owner, path: string): Promise<boolean> {
  if (owner.host === hostname()) return owner.token !== '' && processToken(owner.pid) === owner.token
  const first = modifiedMs(path)
  while (first !== undefined && Date.now() - first < silentAfterMs) {
    await sleep(500)
    if (modifiedMs(path) !== first) return true
  }
  return false
}

/** Moves the stale file away before deleting it, so that a lock someone took in between is noticed and put back. */
function removeStale(path: string, staleText: string): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return
    throw error
  }
  if (readIfPresent(aside) === staleText) rmSync(aside, { force: true })
  else renameSync(aside, path)
}

function refusal(owner: Owner, dataDir: string, path: string): string {
  const where = owner.host === hostname() ? '' : ` on host ${owner.host}`
  return (
    `The data directory ${dataDir} is in use by process ${owner.pid}${where} (${owner.command}), started ${owner.since}. ` +
    `Stop that process, or choose another directory with --data-dir. If it is gone for certain, delete ${path}.`
  )
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const field = (name: string): unknown => Object.entries(value).find(([key]) => key === name)?.[1]
    return {
      id: String(field('id')),
      pid: Number(field('pid')),
      token: String(field('token')),
      host: String(field('host')),
      command: String(field('command')),
      since: String(field('since')),
    }
  } catch {
    return undefined
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function modifiedMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
