/** Gathers the settings: environment over file over database over default, every mistake collected rather than thrown one by one. */
import { readFileSync } from 'node:fs'
import type { ConfigMistake } from './config-error.ts'
import { readConfigFile } from './openmetadata-file.ts'
import { UnreadableValue, type Variable } from './variable.ts'
import { type Settings, type VariableName, variables } from './variables.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Origin {
  readonly from: 'environment' | 'file' | 'database' | 'default'
  /** Variable, file or path that said it. */
  readonly name: string
}

export interface Loaded {
  readonly settings: Settings
  readonly origins: Readonly<Record<VariableName, Origin>>
  /** What was said, unparsed, by the name of the variable; what nobody said is missing. */
  readonly texts: Readonly<Record<string, string>>
  readonly mistakes: readonly ConfigMistake[]
}

/**
 * @param configFile - OpenMetadata's `openmetadata.yaml`, if any
 * @param saved - what administrators saved, by the name of the variable; holds where nobody else says anything
 */
export function loadSettings(
  environment: Environment,
  configFile: string | undefined,
  saved: Environment = {},
): Loaded {
  const file = configFile === undefined ? undefined : readConfigFile(configFile, environment)
  const mistakes: ConfigMistake[] = [...(file?.mistakes ?? [])]
  const settings: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  const texts: Record<string, string> = {}
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    const found = find(name, variable, environment, file?.values, mistakes) ?? savedText(name, saved)
    if (found) texts[name] = found.text
    origins[name] = found?.origin ?? { from: 'default', name }
    settings[name] = found === undefined ? variable.fallback : read(found, variable, mistakes)
  }
  // One entry per variable, each read by the parser that its type comes from.
  return { settings: settings as Settings, origins: origins as Loaded['origins'], texts, mistakes }
}

interface Found {
  readonly text: string
  readonly origin: Origin
}

/** An empty value counts as none: compose files pass variables on that nobody set. */
function find(
  name: string,
  variable: Variable,
  environment: Environment,
  file: ReadonlyMap<string, string> | undefined,
  mistakes: ConfigMistake[],
): Found | undefined {
  for (const each of [name, ...(variable.aliases ?? [])]) {
    const value = environment[each]?.trim()
    if (value) return { text: value, origin: { from: 'environment', name: each } }
    const path = variable.isSecret ? environment[`${each}_FILE`]?.trim() : undefined
    if (!path) continue
    const setting = `${each}_FILE`
    try {
      const text = readFileSync(path, 'utf8').trim()
      if (text) return { text, origin: { from: 'environment', name: setting } }
      mistakes.push({ setting, message: `${path} is empty.` })
    } catch {
      mistakes.push({ setting, message: `${path} cannot be read. Name a file that this process may read.` })
    }
  }
  const text = variable.path === undefined ? undefined : file?.get(variable.path)?.trim()
  return text ? { text, origin: { from: 'file', name: variable.path ?? name } } : undefined
}

function savedText(name: string, saved: Environment): Found | undefined {
  const text = saved[name]?.trim()
  return text ? { text, origin: { from: 'database', name } } : undefined
}

function read({ text, origin }: Found, variable: Variable, mistakes: ConfigMistake[]): unknown {
  try {
    return variable.parse(text)
  } catch (error) {
    if (!(error instanceof UnreadableValue)) throw error
    const shown = variable.isSecret ? 'The value' : `'${text}'`
    mistakes.push({ setting: origin.name, message: `${shown} is not ${variable.expectation}.` })
    return variable.fallback
  }
}
