/** Writes files that hold secrets. */
import { chmod, chown, mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Whole or not at all, and never readable by others, not even for a moment. A file that was there keeps its owner and what its owner
 * and group may do: a service's settings may belong to root and be read by the service's group.
 */
export async function writePrivately(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const before = await stat(file).catch(() => undefined)
  const next = `${file}.next`
  await writeFile(next, content, { mode: 0o600 })
  if (before) await chown(next, before.uid, before.gid).catch(leaveToWhoWrites)
  await chmod(next, before ? before.mode & 0o660 : 0o600)
  await rename(next, file)
}

/** Only root gives files away; of somebody else's the writer is the owner from now on. */
function leaveToWhoWrites(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPERM') throw error
}
