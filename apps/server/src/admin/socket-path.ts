/** Where the administration socket of a WAYMARK_HOME is. */
import { createHash } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Sockets have at most 104 bytes of path on macOS and the BSDs, 108 on Linux. */
const maxPathBytes = 100

/** `WAYMARK_HOME/run/admin.sock`; under a home with a very long path a directory of ours among the temporary files. */
export function adminSocketPath(home: string): string {
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\waymark-${digest}`
  const path = join(home, 'run', 'admin.sock')
  if (Buffer.byteLength(path) <= maxPathBytes) return path
  return join(tmpdir(), `waymark-${userInfo().uid}-${digest}`, 'admin.sock')
}
