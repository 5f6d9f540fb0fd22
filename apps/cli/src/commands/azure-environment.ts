/** The settings that `azure setup` and `doctor` look at: this process's environment, with an environment file over it. */
import { readFileSync } from 'node:fs'
import { type DoctorSettings, type Environment, parseEnvironmentFile, readSettings } from '@waymark/azure'
import { CommandFailed, exitCode } from '../exit-code.ts'

/** @throws CommandFailed (78) when a file cannot be read */
export function settingsFrom(envFile: string | undefined, environment: Environment): DoctorSettings {
  const file = envFile === undefined ? {} : parseEnvironmentFile(readOrFail(envFile))
  return readSettings({ ...environment, ...file }, readOrFail)
}

export function readOrFail(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CommandFailed(exitCode.configuration, `${path} cannot be read.`)
  }
}
