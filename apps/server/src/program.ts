/** What the server process does: reads its configuration, serves until it is told to stop, and explains itself when it cannot. */
import { setGlobalProxyFromEnv } from 'node:http'
import { flushCompileCache } from 'node:module'
import { SecretBoxError } from '@waymark/engine'
import { parseArguments, type ServerArguments, serverUsage } from './arguments.ts'
import { ConfigError, configExitCode } from './config/config-error.ts'
import { withExternalSecrets } from './config/external-secrets.ts'
import { explainMasterKeys } from './config/master-key.ts'
import { checkSettings, readServerConfig, type ServerConfig } from './config/server-config.ts'
import { explainDatabase } from './explain-database.ts'
import { noteServedDatabase, refuseForgottenDatabase } from './served-database.ts'
import { startServer } from './server.ts'
import { returnStartMemory } from './start-memory.ts'
import { isStorageCommand } from './storage.ts'

async function run(argv: readonly string[]): Promise<void> {
  const options = parseArguments(argv)
  if (options === 'help') {
    process.stdout.write(`${serverUsage}\n`)
    return
  }
  // HTTPS_PROXY, HTTP_PROXY and NO_PROXY hold for everything this process fetches.
  setGlobalProxyFromEnv()
  const settings = await settingsOf(process.env)
  if (options.check) {
    process.stdout.write(['The settings are in order.', ...checkSettings(settings, options), ''].join('\n'))
    return
  }
  const config = readServerConfig(settings, options)
  try {
    await carryOut(config, options)
  } catch (error) {
    if (error instanceof SecretBoxError) throw explainMasterKeys(error, config)
    throw explainDatabase(error, config.database)
  }
}

async function carryOut(config: ServerConfig, options: ServerArguments): Promise<void> {
  if (options.adminCommand !== undefined) {
    refuseForgottenDatabase(config)
    if (isStorageCommand(options.adminCommand)) {
      const { runStorageCommand } = await import('./storage-commands.ts')
      process.exitCode = await runStorageCommand(config, options.adminCommand)
      return
    }
    const { runOneCall } = await import('./admin/one-call.ts')
    process.exitCode = await runOneCall(config, options.adminCommand)
    return
  }
  await serve(config, options)
}

/** The environment; where a secret is a reference to a vault, what lies there. */
async function settingsOf(
  environment: NodeJS.ProcessEnv,
): Promise<Readonly<Record<string, string | undefined>>> {
  if (!Object.values(environment).some((value) => value?.trim().startsWith('keyvault:'))) return environment
  // Loaded only where it is used: it brings the sign-in libraries along.
  const { createKeyVaultReader } = await import('./key-vault.ts')
  return withExternalSecrets(environment, createKeyVaultReader(environment, fetch))
}

async function serve(config: ServerConfig, { json }: ServerArguments): Promise<void> {
  const toldToEnd = untilToldToEnd()
  const server = await startServer(config)
  // A worker shares the home of nobody who types commands.
  if (server.url !== undefined) noteServedDatabase(config)
  returnStartMemory()
  const ready = {
    url: server.url ?? null,
    adminUrl: server.adminUrl,
    setupUrl: server.setupUrl ?? null,
    pid: process.pid,
  }
  process.stdout.write(json ? `${JSON.stringify({ event: 'ready', ...ready })}\n` : readyText(server))
  // Node does it at the end of a process, which a server may not live to see.
  flushCompileCache()
  await toldToEnd
  await server.stop().catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
  process.exit(0)
}

/** From the beginning, so that a start that is broken off leaves no PostgreSQL behind: it is finished first, and then stopped. */
function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0
    const onSignal = () => {
      signals += 1
      // The second means now.
      if (signals > 1) process.exit(1)
      resolve()
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
    // Started by another program of ours with a channel to it, the server does not outlive it.
    if (process.send && !process.connected) resolve()
    process.on('disconnect', () => resolve())
    // Nor whoever read what it says, as `head` does; without its log it goes on.
    process.stdout.on('error', () => resolve())
    process.stderr.on('error', () => undefined)
  })
}

function readyText({ url, adminUrl, setupUrl }: Awaited<ReturnType<typeof startServer>>): string {
  if (url === undefined) return `\nA worker of Waymark is ready. Its health: ${adminUrl}/readyz\n`
  const first =
    setupUrl === undefined ? '' : `\nCreate the local administrator within 30 minutes: ${setupUrl}\n`
  return `\nWaymark is ready: ${url}\n${first}`
}

/** Runs until the program is told to stop; a failure ends it with a sentence. @param argv - without node and script */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await run(argv)
  } catch (error) {
    if (error instanceof ConfigError) {
      console.error(error.message)
      process.exit(configExitCode)
    }
    console.error(error instanceof Error ? `Waymark could not start: ${error.message}` : error)
    process.exit(1)
  }
}
