/** Reads what processes have cost so far, from the kernel: processor time and memory. Linux only, which is where benchmarks run. */
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of `/proc/<pid>/stat` are 10 ms on every Linux that Node.js supports. */
const msPerTick = 10

/** Fields of `/proc/<pid>/stat` by their number in proc_pid_stat(5). */
const field = { parent: 4, user: 14, system: 15, childrenUser: 16, childrenSystem: 17 } as const

function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command stands in parentheses and may hold spaces; what follows begins with field 3.
    return ['', '', ...text.slice(text.lastIndexOf(')') + 2).split(' ')]
  } catch {
    return undefined // ended in the meantime
  }
}

function sumOf(stat: readonly string[], fields: readonly number[]): number {
  return fields.reduce((sum, number) => sum + Number(stat[number - 1]), 0) * msPerTick
}

/** User and system time of a process with all its threads, in milliseconds. */
export function processorMs(pid: number): number {
  const stat = statOf(pid)
  return stat === undefined ? Number.NaN : sumOf(stat, [field.user, field.system])
}

/** User and system time of the processes that a process has started and that have ended, in milliseconds. */
export function endedChildrenMs(pid: number): number {
  const stat = statOf(pid)
  return stat === undefined ? Number.NaN : sumOf(stat, [field.childrenUser, field.childrenSystem])
}

export function parentOf(pid: number): number {
  return Number(statOf(pid)?.[field.parent - 1])
}

/** Processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid)
}

/** User and system time of a process and of all it has started, the ended ones included, in milliseconds. */
export function familyProcessorMs(pid: number): number {
  const stat = statOf(pid)
  if (stat === undefined) return Number.NaN
  const own = sumOf(stat, [field.user, field.system, field.childrenUser, field.childrenSystem])
  return childrenOf(pid).reduce((sum, child) => sum + (processorMs(child) || 0), own)
}

/** Resident memory of a process in MB. `most`: the highest it has been. */
export function residentMb(pid: number, most = false): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${most ? 'VmHWM' : 'VmRSS'}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
}

/** Memory of a process and its children in MB; what they share is counted once. */
export function familyMb(pid: number): number {
  const share = (one: number): number => {
    try {
      return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1]) / 1024
    } catch {
      return 0 // ended in the meantime
    }
  }
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + share(one), 0)
}
