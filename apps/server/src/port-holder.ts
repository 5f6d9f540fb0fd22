/** Says which program listens on a port of this machine, for whoever is told that it is taken. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** `TCP_LISTEN` in the kernel's numbering. */
const listening = '0A'

/**
 * Reads Linux' /proc. Sockets of other users' programs can't be followed to their process without the right to, and other systems have
 * no such place.
 *
 * @returns `name (process 123)`; undefined where nobody can tell
 */
export function portHolder(port: number): string | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listenersIn(table, port)))
  if (inodes.size === 0) return undefined
  for (const pid of entriesOf('/proc').filter((name) => /^\d+$/.test(name))) {
    const holds = entriesOf(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1]
      return inode !== undefined && inodes.has(inode)
    })
    if (holds) return `${textOf(`/proc/${pid}/comm`).trim() || 'a program'} (process ${pid})`
  }
  return undefined
}

/** Inodes of the sockets that listen on the port. */
function listenersIn(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return textOf(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => local.endsWith(suffix) && state === listening)
    .flatMap((columns) => columns[9] ?? [])
}

// Processes come and go while they are looked at, and some may not be looked at: both read as nothing.
function quietly<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch {
    return otherwise
  }
}
const textOf = (path: string) => quietly(() => readFileSync(path, 'utf8'), '')
const linkOf = (path: string) => quietly(() => readlinkSync(path), '')
const entriesOf = (path: string) => quietly<readonly string[]>(() => readdirSync(path), [])
