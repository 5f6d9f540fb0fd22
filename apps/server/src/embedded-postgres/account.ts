/** Chooses the account PostgreSQL runs under: ours, unless we are root, which PostgreSQL refuses. */
import { execFileSync } from 'node:child_process'
import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Where root's clusters and binaries go if they would be out of the account's reach. */
export const systemStateDir = '/var/lib/waymark'

/**
 * The account to start PostgreSQL's programs with, or undefined when we are not root and run them as ourselves.
 *
 * A cluster that exists keeps its owner, so that it opens again whichever account was chosen at its first start. Otherwise it is
 * the system account `waymark`, created if the system lets us, else `nobody`.
 */
export function databaseAccount(clusterDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0)
    return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid }
  const account = lookUp('waymark') ?? create('waymark') ?? lookUp('nobody')
  if (account === undefined) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root, and this system has neither useradd to create the account "waymark" nor an account ' +
        '"nobody". Start Waymark as an ordinary user, or set DATABASE_URL to a PostgreSQL that you run yourself.',
    )
  }
  return account
}

/** Whether `account` can enter `dir` and every directory above it; `dir` must exist. Without an account: yes. */
export function canReach(account: Account | undefined, dir: string): boolean {
  if (account === undefined) return true
  for (let path = realpathSync(dir); ; path = dirname(path)) {
    const { uid, gid, mode } = statSync(path)
    const executeBit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & executeBit) === 0) return false
    if (path === dirname(path)) return true
  }
}

function lookUp(name: string): Account | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
    const uid = id('-u')
    // macOS prints nobody's id as -2; the system calls want it unsigned.
    return uid === 0 ? undefined : { name, uid: uid >>> 0, gid: id('-g') >>> 0 }
  } catch {
    return undefined
  }
}

function create(name: string): Account | undefined {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', systemStateDir]
  try {
    execFileSync('useradd', [...options, '--shell', '/usr/sbin/nologin', name], { stdio: 'pipe' })
  } catch {
    return undefined
  }
  return lookUp(name)
}
