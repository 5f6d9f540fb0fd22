/** Tells whether a process id still means the process it meant when it was written down. */
import { execFileSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'

/**
 * A token that is equal for two observations of one process and different for two processes that share an id over time
 * (also across reboots and containers). Undefined if no such process runs; a zombie does not run.
 */
export function processToken(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  if (process.platform === 'linux') return linuxToken(pid)
  if (process.platform === 'win32') return idIsTaken(pid) ? 'running' : undefined
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

function linuxToken(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc(5): the command in parentheses may hold spaces; after it come the state (field 3) … start time (field 22).
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[18]}`
  } catch {
    return undefined
  }
}

/** Whether any process has this id, cheaply enough to ask several times a second; a zombie does not count where we can tell. */
export function isRunning(pid: number): boolean {
  return process.platform === 'linux' ? processToken(pid) !== undefined : idIsTaken(pid)
}

/** Whether `pid` is a PostgreSQL server working on `clusterDir`, and not a stranger that got its id later. */
export function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (processToken(pid) === undefined) return false
  try {
    // A postmaster's working directory is its data directory.
    if (process.platform === 'linux') return realpathSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir)
    if (process.platform === 'win32') return true
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(
      clusterDir,
    )
  } catch {
    return false
  }
}

/** Whether the process table has this id, be it of a process, or of a zombie that nobody asked for yet. */
export function idIsTaken(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
