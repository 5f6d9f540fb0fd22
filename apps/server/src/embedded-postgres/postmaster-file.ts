/** Reads `postmaster.pid` and `postmaster.opts`, PostgreSQL's own record of the server that works on a cluster. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemErrorCode } from './embedded-postgres-error.ts'
import { idIsTaken, isPostmasterOf } from './running-process.ts'

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
  return record !== undefined && isPostmasterOf(record.pid, clusterDir) ? record : undefined
}

/**
 * Lets PostgreSQL start beside the record of a server that is gone but whose id is not: after a reboot or in a new container it
 * can belong to a stranger, and a killed server stays in the process table until its parent asks for it. PostgreSQL would refuse.
 *
 * It must not lose the record, though: the shared memory named there is how it notices backends that outlived their server. It
 * never takes its own parent for a server, so our id in place of the other keeps that check and lifts the refusal.
 */
export function disownRecord(clusterDir: string): void {
  const record = readPostmasterRecord(clusterDir)
  if (record === undefined || isPostmasterOf(record.pid, clusterDir) || !idIsTaken(record.pid)) return
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
