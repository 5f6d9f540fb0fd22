/** Keeps what Node compiles of this program for the next start, which then takes a third of the CPU time less. */
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Call before the modules worth keeping are imported. The directory is the one that the commands keep theirs in: of this
 * person's own, since whoever may write there could have us run their code. Node's own variable goes first, also to
 * switch it off (`NODE_DISABLE_COMPILE_CACHE`).
 */
export function keepCompiled(environment: Readonly<Record<string, string | undefined>>): void {
  const { LOCALAPPDATA, NODE_COMPILE_CACHE, XDG_CACHE_HOME } = environment
  if (NODE_COMPILE_CACHE) return
  try {
    const caches = XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache')
    enableCompileCache(join(caches, 'waymark', 'compiled'))
  } catch {
    // No home directory: every start compiles anew.
  }
}
