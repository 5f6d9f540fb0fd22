/** `waymark doctor`: what is wrong with the sign-in, step by step, or with one token, claim by claim. */
import { text as readStream } from 'node:stream/consumers'
import {
  type Available,
  type BotState,
  type Check,
  type DoctorSettings,
  explainToken,
  type GraphClient,
  parseAuthoritySetting,
  processSurroundings,
  redact,
  reportOf,
  runDoctor,
  type TokenReport,
} from '@waymark/azure'
import { CredentialError } from '@waymark/credentials'
import type { Command } from 'commander'
import { administerRunning } from '../admin-client.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { readWorkflowFile } from '../ingest/read-workflow-file.ts'
import type { Terminal } from '../terminal.ts'
import { settingsInForce } from './azure-environment.ts'
import { connectToGraph, type GraphOptions } from './azure-graph.ts'

interface DoctorOptions extends GraphOptions {
  readonly token?: string
  readonly envFile?: string
  readonly workflow?: string
  readonly bot: string
  readonly json?: boolean
}

export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('check the sign-in with Microsoft Entra ID, or explain a token')
    .option(
      '--token <jwt>',
      'explain this token instead; - reads standard input, which keeps it out of the history',
    )
    .option('--env-file <file>', "the deployment's settings: NAME=value lines, or values for Kubernetes")
    .option('--workflow <file>', "a workflow file, whose sign-in is checked in place of the settings'")
    .option('--access-token-file <file>', 'token for Microsoft Graph; - reads standard input (default: az)')
    .option(
      '--bootstrap-client [id]',
      "sign in by device code, where there is no az, with this public client (default Microsoft's)",
    )
    .option('--bot <name>', 'the bot that ingestion signs in as', 'ingestion-bot')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit codes: 0 nothing failed, 4 sign-in is broken, 78 a setting is wrong')
    .action((options: DoctorOptions) => doctor(options, terminal))
}

async function doctor(options: DoctorOptions, terminal: Terminal): Promise<void> {
  const { settings: deployed, areTheServers } = await settingsInForce(options.envFile, process.env)
  if (areTheServers && !options.json) terminal.say('  Judged are the settings of the server that runs here.')
  const settings = options.workflow ? await withWorkflow(deployed, options.workflow) : deployed
  if (options.token !== undefined) return explain(options.token, settings, options, terminal)
  const signIn = await runDoctor(settings, {
    ...processSurroundings(settings, process.env),
    graph: await graphOf(options, settings, terminal),
    bot: () => botOf(options.bot),
    botName: options.bot,
  })
  const checks = [...signIn, ...(await productionOf())]
  report(checks, options, terminal)
  const failed = checks.find(({ status }) => status === 'fail')
  if (failed) process.exitCode = settingIds.has(failed.id) ? exitCode.configuration : exitCode.signIn
}

/** The settings with the sign-in that a workflow file has for ingestion. */
async function withWorkflow(settings: DoctorSettings, file: string): Promise<DoctorSettings> {
  const { workflow } = await readWorkflowFile(file)
  const { credential } = workflow.server
  if (credential.kind !== 'azure') {
    throw new CommandFailed(
      exitCode.usage,
      `${file} does not sign in with Azure: its authProvider is another one.`,
      'Set authProvider: azure with clientId, clientSecret, authority and scopes, or leave --workflow out.',
    )
  }
  const { clientId = '', authority = '', scope, proof } = credential
  return {
    ...settings,
    ingestion: {
      clientId,
      authority,
      scopes: [scope],
      proof,
      secretExpiresAtMs: undefined,
    },
  }
}

/** Checks of settings alone; a failure there is one of configuration. */
const settingIds = new Set([
  'provider',
  'authority',
  'client-id',
  'callback-url',
  'server-address',
  'ingestion-settings',
])

const needsDirectory = 'Needs to read the directory.'

async function graphOf(
  options: DoctorOptions,
  { authority }: DoctorSettings,
  terminal: Terminal,
): Promise<Available<GraphClient>> {
  const place = parseAuthoritySetting(authority)
  if (!place) return { unavailable: 'The authority has to be right first.' }
  try {
    return { value: (await connectToGraph(options, place, terminal)).graph }
  } catch (error) {
    if (!(error instanceof CommandFailed || error instanceof CredentialError)) throw error
    return { unavailable: `${needsDirectory} ${error.message}` }
  }
}

/** What only the running server knows: its local accounts, and the settings it runs with. */
async function productionOf(): Promise<readonly Check[]> {
  const answer = await administerRunning('production-checks', {})
  return (answer?.checks ?? []) as readonly Check[] // our own server's
}

async function botOf(name: string): Promise<Available<BotState>> {
  try {
    const answer = await administerRunning('bot-show', { name })
    if (!answer) return { unavailable: 'No server runs on this machine.' }
    const { tenantId, clientId, objectId, email } = answer
    const bound = typeof tenantId === 'string' && typeof clientId === 'string' && typeof objectId === 'string'
    return {
      value: {
        application: bound ? { tenantId, clientId, objectId } : undefined,
        email: typeof email === 'string' ? email : undefined,
      },
    }
  } catch (error) {
    return { unavailable: error instanceof Error ? error.message : String(error) }
  }
}

interface Line {
  readonly first: Check
  readonly last: Check
}

/** One line a check, but one for all that follow each other and were skipped for the same reason. */
function linesOf(checks: readonly Check[]): readonly Line[] {
  const lines: Line[] = []
  for (const check of checks) {
    const before = lines.at(-1)
    if (before?.last.status === 'skipped' && check.status === 'skipped' && before.last.cause === check.cause)
      lines[lines.length - 1] = { ...before, last: check }
    else lines.push({ first: check, last: check })
  }
  return lines
}

const signs = { pass: '✔', warn: '!', fail: '✖', skipped: '–' } as const

function report(checks: readonly Check[], { json }: DoctorOptions, terminal: Terminal): void {
  const summary = reportOf(checks)
  if (json) {
    terminal.data(JSON.stringify(summary))
    return
  }
  const { colors } = terminal
  const paints = { pass: colors.green, warn: colors.yellow, fail: colors.red, skipped: colors.dim }
  for (const { first, last } of linesOf(checks)) {
    const { id, status, cause, fix } = first
    const name = first === last ? id : `${id} … ${last.id}`
    terminal.data(`  ${paints[status](signs[status])} ${name.padEnd(39)} ${cause}`)
    if (fix) terminal.data(`      fix  ${fix}`)
  }
  const { failed, warnings, skipped } = summary
  if (checks.some(({ status, cause }) => status === 'skipped' && cause.startsWith(needsDirectory)))
    terminal.data(
      '  To have the directory checked, too: az login, or --access-token-file, or --bootstrap-client',
    )
  terminal.data(
    `  ${failed} failed, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${skipped} not checked`,
  )
}

async function explain(
  given: string,
  settings: DoctorSettings,
  { json }: DoctorOptions,
  terminal: Terminal,
): Promise<void> {
  const token = given === '-' ? await readStream(process.stdin) : given
  const found = await explainToken(token, settings, { fetch, nowMs: Date.now })
  if (!found)
    throw new CommandFailed(
      exitCode.usage,
      'This is no JWT: it must have three parts with dots between them.',
    )
  if (json) terminal.data(redact(JSON.stringify(found)))
  else for (const line of tokenLines(found)) terminal.data(redact(line))
  if (!found.accepted) process.exitCode = exitCode.signIn
}

function tokenLines({ kind, claims, rules, accepted }: TokenReport): readonly string[] {
  const verdicts = { accepts: '✔', refuses: '✖', 'not checked': '–' } as const
  return [
    `  ${kind === 'person' || kind === 'application' ? `access token of ${kind === 'person' ? 'a person' : 'an application'}` : kind}`,
    ...claims.map(({ claim, value, meaning }) => `    ${claim.padEnd(20)} ${value}  (${meaning})`),
    ...rules.flatMap(({ rule, verdict, because, fix }) => [
      `  ${verdicts[verdict]} ${rule.padEnd(12)} ${because}`,
      ...(fix ? [`      fix  ${fix}`] : []),
    ]),
    accepted ? '  No rule refuses it.' : '  It is refused.',
  ]
}
