/** The key that seals stored secrets: from the configuration, else a file made at the first start. */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { MasterKey, SecretBoxError } from '@waymark/engine'
import { ConfigError } from './config-error.ts'

const keyBytes = 32

export type MasterKeys = readonly [MasterKey, ...MasterKey[]]

/** The id says nothing about the key, and the same key has the same id everywhere. */
function masterKey(setting: string, text: string): MasterKey {
  const key = Buffer.from(text, 'base64')
  if (key.length !== keyBytes) {
    throw new ConfigError([
      {
        setting,
        message: `The key must be ${keyBytes} bytes in base64, and this one has ${key.length}. Make one with: openssl rand -base64 32`,
      },
    ])
  }
  const id = createHash('sha256').update('waymark master key').update(key).digest('hex').slice(0, 12)
  return { id, key }
}

function parseKeys(setting: string, text: string): MasterKeys {
  const [first = '', ...rest] = text.split(',').map((each) => each.trim())
  return [masterKey(setting, first), ...rest.filter(Boolean).map((each) => masterKey(setting, each))]
}

export const masterKeyFile = (home: string): string => join(home, 'master.key')

/**
 * @param configured - one key or several, the newest first
 * @throws ConfigError on a key of the wrong length, and where the home cannot be used
 */
export function masterKeys(configured: string | undefined, home: string): MasterKeys {
  if (configured !== undefined) return parseKeys('WAYMARK_MASTER_KEY', configured)
  const path = masterKeyFile(home)
  return parseKeys(
    path,
    usable(home, () => readOrMake(path, home)),
  )
}

/** What is to be done where the database holds something that none of the keys opens. */
export function explainMasterKeys(
  { message }: SecretBoxError,
  { masterKeyFile: file }: { readonly masterKeyFile: string | undefined },
): ConfigError {
  const keptIn = file ?? 'WAYMARK_MASTER_KEY'
  return new ConfigError([
    {
      setting: keptIn,
      message: `${message} The database holds what was sealed with another key: put that one behind the newest, after a comma. 'waymark keys reseal' says when it can go.`,
    },
  ])
}

function readOrMake(path: string, home: string): string {
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    // `wx`: of two processes that start together one makes the key, the other reads it.
    try {
      writeFileSync(path, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if (!existsSync(path)) throw error
    }
    chmodSync(path, 0o600)
  }
  return readFileSync(path, 'utf8')
}

/** The first thing that a start does with the home: whoever cannot use it is told whose it has to be. */
function usable<T>(home: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const account = userInfo().username
    const fix: Readonly<Record<string, string>> = {
      EACCES: `Give it to '${account}', the account that this runs as (chown -R ${account} ${home}), or choose another directory.`,
      EROFS:
        'It lies on a file system that is read-only: mount one that can be written, or choose another directory.',
      ENOSPC: 'No room is left on its disk: make some, or choose another directory.',
      ENOTDIR: 'Part of it is a file: choose another directory.',
      EEXIST: 'It is a file: choose another directory.',
    }
    if (fix[code] === undefined) throw error
    const setting = 'WAYMARK_HOME (--data-dir)'
    throw new ConfigError([{ setting, message: `${home} cannot be used (${code}). ${fix[code]}` }])
  }
}
