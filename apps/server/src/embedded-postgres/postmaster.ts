/** Starts and stops PostgreSQL's server process, and knows when it is ready or gone. */
import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { programEnvironment } from './cluster.ts'
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts'
import type { Placement } from './placement.ts'
import { disownRecord, readPostmasterRecord } from './postmaster-file.ts'
import { isPostmasterOf, isRunning } from './running-process.ts'

const logLimitBytes = 10 * 1024 * 1024
const startLimitMs = 10 * 60_000
const fastStopLimitMs = 30_000

export interface Log {
  info(message: string): void
  warn(message: string): void
}

/**
 * Starts the server and returns its process id once it accepts connections; crash recovery may keep it busy for minutes first.
 *
 * It runs in a session of its own: Ctrl-C in a terminal reaches us, and we stop it after our last query.
 *
 * @throws EmbeddedPostgresError with the end of PostgreSQL's log if it gives up.
 */
export async function startPostmaster(
  { homeDir, clusterDir, account }: Placement,
  binaries: Binaries,
  argv: readonly string[],
  log: Log,
): Promise<number> {
  const logPath = join(homeDir, 'postgres.log')
  if ((statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > logLimitBytes)
    renameSync(logPath, `${logPath}.1`)
  disownRecord(clusterDir)
  const logFile = openSync(logPath, 'a', 0o600)
  const child = spawn(binaries.postgres, argv, {
    cwd: clusterDir,
    env: programEnvironment(),
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', logFile, logFile],
    ...(account && { uid: account.uid, gid: account.gid }),
  })
  closeSync(logFile)
  let failure: string | undefined
  child.once('error', (error) => {
    failure = error.message
  })
  child.once('exit', (code, signal) => {
    failure = signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`
  })
  const startedMs = Date.now()
  for (let round = 1; Date.now() - startedMs < startLimitMs; round++) {
    if (failure !== undefined) {
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start: ${failure}. The end of ${logPath}:\n${tail(logPath)}`,
      )
    }
    const record = readPostmasterRecord(clusterDir)
    if (record?.pid === child.pid && record?.status === 'ready') {
      child.unref()
      return record.pid
    }
    if (round % 1_000 === 0)
      log.info('PostgreSQL is still starting (after a crash it replays its write-ahead log first).')
    await sleep(10)
  }
  child.kill('SIGINT')
  throw new EmbeddedPostgresError(
    `PostgreSQL was not ready within ${startLimitMs / 60_000} minutes. The end of ${logPath}:\n${tail(logPath)}`,
  )
}

/**
 * Ends the server in PostgreSQL's mode *fast* (open transactions are rolled back, a checkpoint is written), and after 30 s without
 * one in mode *immediate*, from which the next start recovers. Resolves when the process is gone.
 */
export async function stopPostmaster(pid: number, clusterDir: string, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals to ask politely with; pg_ctl talks to the server through a named pipe.
    await promisify(execFile)(binaries.pgCtl, ['stop', '-D', clusterDir, '-m', 'fast'], { windowsHide: true })
    return
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isPostmasterOf(pid, clusterDir)) return
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (systemErrorCode(error) === 'ESRCH') return
      throw error
    }
    const deadlineMs = Date.now() + fastStopLimitMs
    while (Date.now() < deadlineMs) {
      if (!isRunning(pid)) return
      await sleep(10)
    }
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL (process ${pid}, ${clusterDir}) does not end, not even by SIGKILL.`,
  )
}

function tail(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
}
