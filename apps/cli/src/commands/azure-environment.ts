/** The settings that `azure setup` and `doctor` look at: this process's environment, with an environment file over it. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type DoctorSettings,
  type Environment,
  kubernetesEnvironment,
  parseEnvironmentFile,
  readSettings,
  secretFile,
} from '@waymark/azure'
import { parse } from 'yaml'
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

/**
 * @param envFile - lines `NAME=value`, or values of the chart for Kubernetes, with the Secret that set-up wrote beside them
 * @throws CommandFailed (78) when a file cannot be read
 */
export function environmentFrom(envFile: string | undefined, environment: Environment): Environment {
  if (envFile === undefined) return environment
  return {
    ...environment,
    ...(isYaml(envFile) ? valuesOf(envFile) : parseEnvironmentFile(readOrFail(envFile))),
  }
}

const isYaml = (file: string): boolean => /\.ya?ml$/.test(file)

function valuesOf(file: string): Environment {
  const secret = join(dirname(file), secretFile)
  return kubernetesEnvironment(parseOrFail(file), existsSync(secret) ? parseOrFail(secret) : undefined)
}

function parseOrFail(file: string): unknown {
  const text = readOrFail(file)
  try {
    return parse(text)
  } catch {
    throw new CommandFailed(exitCode.configuration, `${file} is no YAML that can be read.`)
  }
}

export function readOrFail(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CommandFailed(exitCode.configuration, `${path} cannot be read.`)
  }
}
