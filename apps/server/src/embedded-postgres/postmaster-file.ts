/** Reads `postmaster.pid` and `postmaster.opts`, PostgreSQL's own record of the server that works on a cluster. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemErrorCode } from './embedded-postgres-error.ts'
import { isPostmasterOf, isRunning } from './running-process.ts'

export interface PostmasterRecord {
  readonly pid: number
  readonly port: number
  readonly socketDir: string
  /** PostgreSQL's words: `starting`, `ready`, `standby`, `stopping`; empty before the first. */
  readonly status: string
}

/** The record as it stands; undefined without one or while it is being written. */
export function readPostmasterRecord(clusterDir: string): PostmasterRecord | undefined {
  const text = readIfPresent(join(clusterDir, 'postmaster.pid'))
  // Lines (PostgreSQL's pidfile.h): pid, data directory, start time, port, socket directory, listen address, shared memory, status.
  const [pid, , , port, socketDir, , , status] = (text ?? '').split('\n').map((line) => line.trim())
  if (!pid || Number.isNaN(Number(pid))) return undefined
  // A standalone backend (postgres --single) writes its id negated.
  return { pid: Math.abs(Number(pid)), port: Number(port), socketDir: socketDir ?? '', status: status ?? '' }
}

/** The server that is running on `clusterDir`, left behind by a process that was killed. */
export function findRunningPostmaster(clusterDir: string): PostmasterRecord | undefined {
  const record = readPostmasterRecord(clusterDir)
  if (record === undefined) return undefined
  if (isPostmasterOf(record.pid, clusterDir)) return record
  if (isRunning(record.pid)) disownStranger(clusterDir, record)
  return undefined
}

/**
 * After a reboot or in a new container, the recorded id can belong to a stranger, and PostgreSQL would refuse to start beside it.
 * It must not lose the record, though: the shared memory named there is how it notices backends that outlived their server. It
 * never takes its own parent for a server, so our id in the stranger's place keeps that check and lifts the refusal.
 */
function disownStranger(clusterDir: string, record: PostmasterRecord): void {
  const path = join(clusterDir, 'postmaster.pid')
  const [, ...rest] = (readIfPresent(path) ?? '').split('\n')
  writeFileSync(path, [process.pid, ...rest].join('\n'))
  if (record.socketDir !== '') rmSync(join(record.socketDir, `.s.PGSQL.${record.port}.lock`), { force: true })
}

/** The command line of the last server on this cluster, as PostgreSQL wrote it down. */
export function lastCommandLine(clusterDir: string): string {
  return (readIfPresent(join(clusterDir, 'postmaster.opts')) ?? '').trim()
}

/** `argv` the way PostgreSQL writes it to `postmaster.opts`. */
export function asCommandLine(program: string, argv: readonly string[]): string {
  return [program, ...argv.map((argument) => `"${argument}"`)].join(' ')
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
