/** The command line of the server process. */
import { parseArgs } from 'node:util'
import { ConfigError, type ConfigMistake } from './config/config-error.ts'

export interface ServerArguments {
  readonly port?: number
  readonly adminPort?: number
  readonly dataDir?: string
  readonly configFile?: string
  /** `api` answers and does no work; `worker` works and answers for its health alone; `all` does both. */
  readonly role: 'all' | 'api' | 'worker'
  /** Print the ready line as JSON. */
  readonly json: boolean
  /** Only say whether the settings work. */
  readonly check?: true
  /** Run one administrative command instead of serving. */
  readonly adminCommand?: string
}

export const serverUsage = `Usage: server [--port N] [--admin-port N] [--data-dir DIR] [--config FILE] [--role all|api|worker] [--json]
       server --check [--config FILE]            (says whether the settings work, and touches nothing)
       server --admin COMMAND [--data-dir DIR]   (parameters as JSON on standard input)`

/** @throws ConfigError on anything that cannot be understood */
export function parseArguments(words: readonly string[]): ServerArguments | 'help' {
  const { values } = parse(words)
  if (values.help) return 'help'
  const mistakes: ConfigMistake[] = []
  const port = portOf('--port', values.port, mistakes)
  const adminPort = portOf('--admin-port', values['admin-port'], mistakes)
  const role = (['all', 'api', 'worker'] as const).find((each) => each === (values.role ?? 'all'))
  if (role === undefined) {
    mistakes.push({ setting: '--role', message: `'${values.role}' is not one of all, api, worker.` })
  }
  if (mistakes.length > 0 || role === undefined) throw new ConfigError(mistakes)
  return {
    role,
    json: values.json === true,
    ...(values.check === true && { check: true }),
    ...(port === undefined ? {} : { port }),
    ...(adminPort === undefined ? {} : { adminPort }),
    ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
    ...(values.config === undefined ? {} : { configFile: values.config }),
    ...(values.admin === undefined ? {} : { adminCommand: values.admin }),
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        port: { type: 'string' },
        'admin-port': { type: 'string' },
        'data-dir': { type: 'string' },
        config: { type: 'string' },
        role: { type: 'string' },
        json: { type: 'boolean' },
        check: { type: 'boolean' },
        admin: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ConfigError([{ setting: 'command line', message }])
  }
}

function portOf(setting: string, text: string | undefined, mistakes: ConfigMistake[]): number | undefined {
  if (text === undefined) return undefined
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 0 && port <= 65_535) return port
  mistakes.push({ setting, message: `'${text}' is not a port: a whole number from 0 to 65535.` })
  return undefined
}
