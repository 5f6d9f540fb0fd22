/** `waymark start` on a machine where nothing is configured: a whole catalog with people, a source and what was read from it. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RunReport } from '@waymark/ingest'
import { administer, textOf } from '../admin-client.ts'
import { type Child, startChild } from '../child-process.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { programs, sampleTenantFile } from '../programs.ts'
import { type RunningServer, type ServerOptions, startServer } from '../server-process.ts'
import { createSteps, type Steps } from '../steps.ts'
import type { Terminal } from '../terminal.ts'
import { bannerLines } from './banner.ts'
import { type RunningEmulator, shellEnvironment, startEmulator } from './emulator.ts'
import { loadSampleDatabase } from './sample-database.ts'
import { readSampleTenant, type SampleTenant } from './sample-tenant.ts'
import { sampleWorkflow } from './sample-workflow.ts'

/** The bot that ingestion acts as; every catalog has it. */
const ingestionBot = 'ingestion-bot'

/** What the first start leaves behind, so that the next ones load nothing twice. */
interface Loaded {
  readonly tables: number
  readonly lineageEdges: number
}

/** Processes that were started, last one first; they are stopped in this order. */
export type Children = Child[]

/** @param children - receives each process as soon as it runs, so that the caller can stop it whatever happens */
export async function runDemo(
  options: ServerOptions,
  terminal: Terminal,
  children: Children,
  signal: AbortSignal,
): Promise<RunningServer> {
  const { home } = options
  const directory = join(home, 'demo')
  const logFile = join(home, 'logs', 'server.log')
  const tenant = readSampleTenant(sampleTenantFile)
  const steps = createSteps(terminal, Date.now)
  terminal.say(
    `\n  ${terminal.colors.bold('Waymark')}  the demo: ${tenant.company}, a company that does not exist\n`,
  )

  makeDirectory(directory, home)
  const emulator = await steps.run(
    'entra',
    'starting an offline Microsoft Entra ID',
    async () => {
      const started = await startEmulator(directory)
      children.unshift(started.child)
      return started
    },
    () => `offline Microsoft Entra ID, tenant ${tenant.domain}`,
  )
  signal.throwIfAborted()
  const server = await steps.run(
    'catalog',
    'starting PostgreSQL and the server',
    async () => {
      const environment = demoEnvironment(options.environment, emulator, tenant)
      const started = await startServer({ ...options, environment }, logFile)
      children.unshift(started.child)
      return started
    },
    ({ url }) => `embedded PostgreSQL, API and UI on ${url}`,
  )
  signal.throwIfAborted()
  const loaded =
    readLoaded(directory) ?? (await load(server, emulator, tenant, home, steps, children, signal))
  const shellFile = join(directory, 'environment.sh')
  writeFileSync(shellFile, shellEnvironment(emulator, resolve(home)), { mode: 0o600 })
  for (const line of bannerLines(
    { server, tenant, loaded, directory, logFile, shellFile, home, elapsedMs: steps.elapsedMs },
    terminal,
  )) {
    terminal.say(line)
  }
  return server
}

/** @throws CommandFailed (78) where the home cannot be written */
function makeDirectory(directory: string, home: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandFailed(
      exitCode.configuration,
      `${home} cannot be used: ${reason}.`,
      'Give it to the account that this runs as, or choose another with --data-dir or WAYMARK_HOME.',
    )
  }
}

/** What the user has set wins, except where the demo would not work with it. */
function demoEnvironment(
  environment: ServerOptions['environment'],
  emulator: RunningEmulator,
  tenant: SampleTenant,
): ServerOptions['environment'] {
  return {
    SERVER_HOST: '127.0.0.1',
    AUTHORIZER_ADMIN_PRINCIPALS: `[${tenant.people
      .filter((person) => person.isAdmin)
      .map((person) => person.userName.split('@')[0])
      .join(',')}]`,
    AUTHORIZER_PRINCIPAL_DOMAIN: tenant.domain,
    LOG_FORMAT: 'json',
    ...environment,
    ...emulator.environment,
    AUTHENTICATION_PROVIDER: 'azure',
    AUTHENTICATION_AUTHORITY: emulator.authority,
    AUTHENTICATION_CLIENT_ID: tenant.ui.clientId,
    WAYMARK_AUTHENTICATION_ENDPOINT_OVERRIDE: emulator.browserUrl,
  }
}

async function load(
  server: RunningServer,
  emulator: RunningEmulator,
  tenant: SampleTenant,
  home: string,
  steps: Steps,
  children: Children,
  signal: AbortSignal,
): Promise<Loaded> {
  const directory = join(home, 'demo')
  const database = await steps.run(
    'source',
    "loading the sample company's database",
    async () => {
      const status = await administer('status', {}, home)
      return loadSampleDatabase(textOf(status, 'embeddedDatabaseUrl'), join(directory, 'reader-password'))
    },
    ({ tables }) => `PostgreSQL database fjordlight, ${tables} tables and views`,
  )
  await steps.run(
    'bot',
    'binding the ingestion bot to its Entra application',
    () =>
      administer(
        'bot-bind',
        {
          name: ingestionBot,
          tenant: tenant.tenantId,
          app: tenant.ingestion.clientId,
          object: tenant.ingestion.objectId,
        },
        home,
      ),
    () => `${ingestionBot} ↔ Entra application ${tenant.ingestion.clientId}`,
  )
  signal.throwIfAborted()
  const workflowFile = join(directory, 'fjordlight.yaml')
  // A file that exists keeps its mode, so it is made anew.
  rmSync(workflowFile, { force: true })
  writeFileSync(workflowFile, sampleWorkflow(database, tenant, emulator.authority, server.url), {
    mode: 0o600,
  })
  const report = await steps.run(
    'ingest',
    'metadata ingest -c fjordlight.yaml',
    () => ingest(workflowFile, home, emulator, children),
    ({ tally, lineageEdges }) =>
      `${tally.pass} entities, ${lineageEdges} lineage edges over the API, as an Entra application${tally.error > 0 ? `; ${tally.error} failed, see the report` : ''}`,
  )
  const loaded = { tables: report.byType.table ?? 0, lineageEdges: report.lineageEdges }
  writeFileSync(loadedFile(directory), `${JSON.stringify(loaded)}\n`)
  return loaded
}

const loadedFile = (directory: string) => join(directory, 'loaded.json')

function readLoaded(directory: string): Loaded | undefined {
  const file = loadedFile(directory)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Loaded) : undefined // written above
}

/** The same program and file that a user would run. */
async function ingest(
  workflowFile: string,
  home: string,
  emulator: RunningEmulator,
  children: Children,
): Promise<RunReport> {
  let report: RunReport | undefined
  const said: string[] = []
  const child = startChild({
    program: programs.metadata,
    args: ['ingest', '--config', workflowFile, '--json'],
    environment: { ...process.env, ...emulator.environment, WAYMARK_HOME: home },
    onLine: (line) => {
      const event = JSON.parse(line) as { event: string; report?: RunReport } // our own program's
      if (event.event === 'run.finished') report = event.report
    },
    onErrorLine: (line) => said.push(line),
  })
  children.unshift(child)
  const { code } = await child.ended
  children.splice(children.indexOf(child), 1)
  if (code === 0 && report) return report
  const why = report?.failure?.message ?? said.join('\n')
  throw new CommandFailed(exitCode.failed, `The demo's ingestion failed: ${why}`, report?.failure?.hint)
}
