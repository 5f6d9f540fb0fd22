/** What `waymark azure setup` does with the catalog itself: starts it where that is asked for, binds the bot, signs it in. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DeploymentSettings, type Environment, parseEnvironmentFile } from '@waymark/azure'
import { createTokenSource } from '@waymark/credentials'
import { administerRunning } from '../admin-client.ts'
import { waymarkHome } from '../directories.ts'
import { type RunningServer, startServer } from '../server-process.ts'
import { readOrFail } from './azure-environment.ts'

/** How long the directory may take until it lets a new application sign in. */
const patienceMs = 90_000

export interface BotApplication {
  readonly tenant: string
  readonly app: string
  readonly object: string
}

/** Where a server of this machine listens, whatever people call it. */
function localAddress(serverUrl: string, environment: Environment): string {
  const url = new URL(serverUrl)
  const port = url.protocol === 'http:' && url.port ? url.port : (environment.SERVER_PORT ?? '8585')
  return `http://127.0.0.1:${port}`
}

/**
 * Starts the server with the settings that were written.
 * @param file - lines `NAME=value`
 * @throws CommandFailed with the server's own sentences when it ends instead
 */
export async function startConfigured(
  file: string,
  serverUrl: string,
): Promise<RunningServer & { readonly localUrl: string }> {
  const environment = { ...process.env, ...parseEnvironmentFile(readOrFail(file)) }
  const home = waymarkHome(environment)
  const localUrl = localAddress(serverUrl, environment)
  const options = {
    home,
    port: new URL(localUrl).port,
    role: undefined,
    configFile: undefined,
    environment,
  }
  return { ...(await startServer(options, join(home, 'logs', 'server.log'))), localUrl }
}

/** The applications are in order even when no server runs here, so that this never fails the command. */
export async function bindBot(bot: string, application: BotApplication): Promise<string> {
  const { tenant, app, object } = application
  const command = `waymark bot bind ${bot} --tenant ${tenant} --app ${app} --object ${object}`
  const answer = await administerRunning('bot-bind', { name: bot, ...application }).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  )
  if (answer === undefined) return `no server runs here; on its host: ${command}`
  return typeof answer === 'string'
    ? `not bound: ${answer} Run: ${command}`
    : `${bot} is bound to object id ${object}`
}

/**
 * Obtains a token as ingestion will and shows it to the catalog.
 * @returns the sentence to show; a new application may need a while until the directory knows it everywhere
 */
export async function signInAsBot(
  settings: Pick<DeploymentSettings, 'authority' | 'ingestionClientId' | 'ingestionScope'>,
  clientSecret: string,
  localUrl: string,
): Promise<string> {
  const source = createTokenSource({
    kind: 'azure',
    clientId: settings.ingestionClientId,
    authority: settings.authority,
    scope: settings.ingestionScope,
    proof: { kind: 'secret', clientSecret },
  })
  const until = Date.now() + patienceMs
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 8_000)) {
    try {
      const { token = '' } = (await source?.token()) ?? {}
      const response = await fetch(`${localUrl}/api/v1/users/loggedInUser`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const answer = (await response.json()) as { name?: unknown; message?: unknown } // our own server's
      if (response.ok) return `signed in as ${String(answer.name)}`
      return `the catalog refuses its token: ${String(answer.message)}`
    } catch (error) {
      if (Date.now() > until) return `no token: ${error instanceof Error ? error.message : String(error)}`
      await sleep(waitMs)
    }
  }
}
