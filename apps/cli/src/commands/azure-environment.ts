/** The settings that `azure setup` and `doctor` look at: this process's environment, with an environment file over it. */
import { readFileSync } from 'node:fs'
import { type DoctorSettings, type Environment, parseEnvironmentFile, readSettings } from '@waymark/azure'
import { administerRunning } from '../admin-client.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'

/** A setting as the server tells it; secrets are masked. */
export interface ShownSetting {
  readonly name: string
  readonly value: string
  readonly from: string
  readonly origin: string
}

/** @throws CommandFailed (78) when a file cannot be read */
export function settingsFrom(envFile: string | undefined, environment: Environment): DoctorSettings {
  return readSettings(environmentFrom(envFile, environment), readOrFail)
}

/**
 * The same; where nobody says here how people sign in, what the server of this machine runs with, without its secrets: a service has an
 * environment of its own.
 *
 * @throws CommandFailed (78) when a file cannot be read
 */
export async function settingsInForce(
  envFile: string | undefined,
  environment: Environment,
): Promise<{ readonly settings: DoctorSettings; readonly areTheServers: boolean }> {
  const said = environmentFrom(envFile, environment)
  const running = saysHowToSignIn(said) ? undefined : await runningEnvironment()
  return { settings: readSettings({ ...running, ...said }, readOrFail), areTheServers: running !== undefined }
}

const saysHowToSignIn = (environment: Environment): boolean =>
  Object.entries(environment).some(([name, value]) => value && /^(?:AUTHENTICATION|OIDC)_/.test(name))

async function runningEnvironment(): Promise<Environment | undefined> {
  try {
    const answer = await administerRunning('config-show', {})
    if (!answer) return undefined
    const settings = answer.settings as readonly ShownSetting[] // our own server's
    const { serverUrl } = (await administerRunning('status', {})) ?? {}
    return {
      ...(typeof serverUrl === 'string' && { OPENMETADATA_SERVER_URL: serverUrl }),
      ...Object.fromEntries(
        settings
          .filter(({ from, value }) => from !== 'default' && !/^\*+$/.test(value))
          .map(({ name, value }) => [name, value]),
      ),
    }
  } catch (error) {
    // Somebody else's server: what is set here has to do.
    if (error instanceof CommandFailed) return undefined
    throw error
  }
}

/** @throws CommandFailed (78) when the file cannot be read */
export function environmentFrom(envFile: string | undefined, environment: Environment): Environment {
  return envFile === undefined
    ? environment
    : { ...environment, ...parseEnvironmentFile(readOrFail(envFile)) }
}

export function readOrFail(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CommandFailed(exitCode.configuration, `${path} cannot be read.`)
  }
}
