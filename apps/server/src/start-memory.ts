/** Gives back the memory that only the start needed. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** V8's own function, which only contexts have that are made while the flag is set. */
type Collect = (options: {
  readonly type: 'major'
  readonly execution: 'sync'
  readonly flavor: 'last-resort'
}) => void

/**
 * A start makes much that lives shortly. V8 reserves up to 64 MB for it and keeps them, whatever the server does afterwards; only the
 * collection of last resort gives them back, for 0.15 s of processor time. Call it before anybody is served. A busy server takes again what it needs.
 */
export function returnStartMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect // there because of the flag
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
