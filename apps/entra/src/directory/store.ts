/** The directory as it is, and as readers see it: changes reach them after a delay, when one is set. */
import type { Directory } from './model.ts'

export interface DirectoryStore {
  /** What sign-ins, tokens and queries see: with a delay, the state of so long ago. */
  replica: () => Directory
  /** What is written to, and what a read by object id sees. */
  primary: () => Directory
  /** Says that the primary was changed through Microsoft Graph: from now the delay runs. */
  recordChange: () => void
  /** Applies a change that must be seen at once: what a sign-in writes is read by the same sign-in. */
  changeEverywhere: (change: (directory: Directory) => void) => void
  delayMs: () => number
  /** Sets how long changes take to be seen; what was written before is seen at once. */
  setDelay: (delayMs: number) => void
  /** Starts anew from another directory. */
  replace: (directory: Directory, delayMs: number) => void
}

export function createDirectoryStore(
  initial: Directory,
  initialDelayMs: number,
  now: () => number,
): DirectoryStore {
  let primary = initial
  let delayMs = 0
  /** States by the time they were written, oldest first; empty without a delay. */
  let written: { atMs: number; directory: Directory }[] = []
  const setDelay = (ms: number) => {
    delayMs = ms
    written = ms > 0 ? [{ atMs: Number.NEGATIVE_INFINITY, directory: structuredClone(primary) }] : []
  }
  setDelay(initialDelayMs)
  return {
    replica: () => written.findLast(({ atMs }) => atMs <= now() - delayMs)?.directory ?? primary,
    primary: () => primary,
    recordChange: () => {
      if (delayMs > 0) written.push({ atMs: now(), directory: structuredClone(primary) })
    },
    changeEverywhere: (change) => {
      change(primary)
      for (const { directory } of written) change(directory)
    },
    delayMs: () => delayMs,
    setDelay,
    replace: (directory, ms) => {
      primary = directory
      setDelay(ms)
    },
  }
}
