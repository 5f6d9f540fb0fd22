/** `waymark migrate`: brings over what another server of OpenMetadata's API holds, and says what did not come. */
import { readFileSync } from 'node:fs'
import { text as readStream } from 'node:stream/consumers'
import { type TokenSource, tokenSourceOfToken } from '@waymark/client'
import { connectors } from '@waymark/connectors'
import { parseWorkflow } from '@waymark/ingest'
import type { Command } from 'commander'
import { administerRunning } from '../admin-client.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { type RunAppearance, runParsed } from '../ingest/run-file.ts'
import type { Terminal } from '../terminal.ts'

interface MigrateOptions extends RunAppearance {
  readonly fromOpenmetadata: string
  readonly tokenFile?: string
  readonly to?: string
  readonly toTokenFile?: string
  readonly dryRun?: boolean
}

const tokenVariable = 'OPENMETADATA_JWT_TOKEN'
const renewBeforeMs = 5 * 60_000

export function addMigrate(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .description('bring over what another server holds; say what did not come; may be repeated')
    .requiredOption('--from-openmetadata <url>', 'the address of its API: https://catalog.example.com/api')
    .option(
      '--token-file <file>',
      `a file with the JWT of a bot there that may read everything, - for standard input; or ${tokenVariable}`,
    )
    .option('--to <url>', 'the API of the catalog to fill; default: the one that runs on this machine')
    .option('--to-token-file <file>', 'a file with the token of an administrator or bot there, with --to')
    .option('--dry-run', 'read everything, write nothing')
    .option('--json', 'one JSON object an event')
    .option('--quiet', 'nothing but problems and the end')
    .option('--verbose', 'every entity')
    .option('--no-progress', 'no moving bar')
    .action((options: MigrateOptions) => migrate(options, terminal))
}

async function migrate(options: MigrateOptions, terminal: Terminal): Promise<void> {
  const { fromOpenmetadata: address, tokenFile, dryRun = false } = options
  const jwtToken = tokenFile === undefined ? process.env[tokenVariable]?.trim() : await readToken(tokenFile)
  if (!jwtToken) {
    throw new CommandFailed(
      exitCode.usage,
      `The token of a bot of ${address} is missing.`,
      `Give it with --token-file <file>, or in ${tokenVariable}.`,
    )
  }
  const { hostPort, tokenSource } = await targetOf(options)
  const workflow = {
    source: {
      type: 'openmetadata',
      serviceName: 'openmetadata',
      serviceConnection: { config: { hostPort: address, securityConfig: { jwtToken } } },
    },
    workflowConfig: {
      openMetadataServerConfig: {
        hostPort,
        authProvider: 'openmetadata',
        securityConfig: { jwtToken: (await tokenSource.token()).token },
      },
    },
  }
  const parsed = await parseWorkflow(JSON.stringify(workflow), {
    fileName: '(waymark migrate)',
    connectors,
    environment: { variables: {}, readFile: (path) => readFileSync(path, 'utf8') },
    importModule: () => Promise.reject(new Error('A migration names no module.')),
  })
  await runParsed(parsed, { ...options, dryRun }, terminal, tokenSource)
}

/** Where everything goes: a catalog that is named, or the one of this machine with its administrator's rights. */
async function targetOf({
  to,
  toTokenFile,
}: MigrateOptions): Promise<{ readonly hostPort: string; readonly tokenSource: TokenSource }> {
  if (to !== undefined) {
    if (toTokenFile === undefined)
      throw new CommandFailed(
        exitCode.usage,
        '--to needs --to-token-file: a file with a token of that catalog.',
      )
    return { hostPort: to, tokenSource: tokenSourceOfToken(await readToken(toTokenFile)) }
  }
  const status = await administerRunning('status', {})
  if (typeof status?.serverUrl !== 'string') {
    throw new CommandFailed(
      exitCode.failed,
      'No catalog runs on this machine.',
      'Start it (waymark start), or name one: --to https://catalog.example.com/api --to-token-file <file>.',
    )
  }
  return { hostPort: `${status.serverUrl}/api`, tokenSource: localAdministrator() }
}

/** An administrator's token lasts for an hour; a migration may take longer. */
function localAdministrator(): TokenSource {
  let held: { readonly token: string; readonly expiresAtMs: number } | undefined
  return {
    description: 'the administrator of this machine',
    async token({ force = false } = {}) {
      if (held && !force && held.expiresAtMs - Date.now() > renewBeforeMs) return held
      const { token, expiresAt } = (await administerRunning('admin-token', {})) ?? {}
      if (typeof token !== 'string' || typeof expiresAt !== 'number')
        throw new CommandFailed(exitCode.server, 'The catalog of this machine has stopped.')
      held = { token, expiresAtMs: expiresAt }
      return held
    },
  }
}

async function readToken(file: string): Promise<string> {
  try {
    return (file === '-' ? await readStream(process.stdin) : readFileSync(file, 'utf8')).trim()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new CommandFailed(exitCode.configuration, `${file}: it cannot be read (${code}).`)
  }
}
