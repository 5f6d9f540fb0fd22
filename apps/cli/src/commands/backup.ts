/** `waymark backup` and `waymark restore`: everything that the catalog holds, in one encrypted file. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text as readStream } from 'node:stream/consumers'
import type { Command } from 'commander'
import { administer, administerRunning, askOnce } from '../admin-client.ts'
import { waymarkHome } from '../directories.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { environmentFrom } from './azure-environment.ts'

interface PassphraseOptions {
  readonly envFile?: string
  readonly keyFile?: string
  readonly passphraseStdin?: boolean
}

interface BackupOptions extends PassphraseOptions {
  readonly json?: boolean
}

interface RestoreOptions extends PassphraseOptions {
  readonly replace?: boolean
  readonly check?: boolean
  readonly json?: boolean
}

const leastCharacters = 12

export function addBackup(program: Command, terminal: Terminal): void {
  const withPassphrase = (command: Command) =>
    command
      .option('--key-file <file>', 'a file with the passphrase; made with: openssl rand -base64 32')
      .option('--passphrase-stdin', 'read the passphrase from standard input')
      .option('--env-file <file>', "the server's settings, where they are not in the environment")
      .option('--json', 'as JSON')
  withPassphrase(
    program
      .command('backup [file]')
      .description(
        'write everything into one encrypted file, while the catalog is used; the running server writes it',
      ),
  ).action(async (file: string | undefined, options: BackupOptions) => {
    const environment = environmentFrom(options.envFile, process.env)
    const home = waymarkHome(environment)
    const passphrase = await passphraseFrom(options, environment)
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '')
    const path = resolve(file ?? join(home, 'backups', `waymark-${stamp}.backup`))
    const made = await administer('backup', { path, passphrase }, home, environment)
    if (options.json) return terminal.data(JSON.stringify(made))
    terminal.data(String(made.path))
    terminal.say(`${made.rows} rows of ${made.tables} tables, ${Math.ceil(Number(made.bytes) / 1024)} KiB.`)
  })
  withPassphrase(
    program
      .command('restore <file>')
      .description('fill the configured database from a backup, while no server runs')
      .option('--replace', 'throw away the catalog that the database holds')
      .option('--check', 'read the whole file and change nothing'),
  ).action(async (file: string, options: RestoreOptions) => {
    const { replace = false, check = false, json = false } = options
    const environment = environmentFrom(options.envFile, process.env)
    const home = waymarkHome(environment)
    const passphrase = await passphraseFrom(options, environment)
    if (!check && (await administerRunning('status', {}, home)) !== undefined) {
      throw new CommandFailed(
        exitCode.failed,
        'A server runs on this home, and it would serve half of two catalogs.',
        'Stop it and every other that uses the same database, then restore.',
      )
    }
    const request = { path: resolve(file), passphrase, replace, check }
    const restored = await askOnce('restore', request, home, environment)
    if (json) return terminal.data(JSON.stringify(restored))
    const what = `release ${restored.waymark} of ${restored.madeAt}`
    if (check) return terminal.say(`${file} is whole: a backup of ${what}.`)
    terminal.say(
      `${restored.rows} rows of ${restored.tables} tables are restored from ${what}. Start the server.`,
    )
  })
}

/** @throws CommandFailed when there is none, or it is too short to resist guessing */
async function passphraseFrom(
  { keyFile, passphraseStdin }: PassphraseOptions,
  { WAYMARK_BACKUP_PASSPHRASE: inEnvironment }: NodeJS.ProcessEnv,
): Promise<string> {
  const passphrase =
    keyFile !== undefined
      ? readKeyFile(keyFile)
      : passphraseStdin === true
        ? await readStream(process.stdin)
        : inEnvironment
  const trimmed = passphrase?.trim() ?? ''
  if (trimmed.length >= leastCharacters) return trimmed
  throw new CommandFailed(
    exitCode.usage,
    trimmed === ''
      ? 'A backup holds every secret of the catalog, so it is always encrypted: name a passphrase.'
      : `The passphrase is shorter than ${leastCharacters} characters: whoever has the file could guess it.`,
    'Use --key-file, --passphrase-stdin, or the variable WAYMARK_BACKUP_PASSPHRASE.',
  )
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CommandFailed(exitCode.usage, `${path} cannot be read.`)
  }
}
