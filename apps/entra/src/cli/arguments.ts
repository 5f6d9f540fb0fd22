/** The command line of `waymark-entra`. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { EmulatorOptions } from '../emulator.ts'
import { StartRefused } from '../state/load.ts'

export const usage = `Offline Microsoft Entra ID emulator: for tests, demos and development only.

Usage: waymark-entra start [--state FILE] [options]

  --state FILE           Directory to serve, YAML or JSON (default: the sample company,
                         sample-company.yaml beside this program)
  --port N               TLS port; 0 takes a free one (default 0)
  --http-port N          Port for a browser on this machine, without TLS (default 0)
  --proxy-port N         Port of the CONNECT proxy (default 0)
  --host ADDRESS         127.0.0.1 (default), ::1 or localhost; nothing else
  --data-dir DIR         Keeps the certificate authority and signing keys between starts
                         (default ~/.cache/waymark-entra)
  --ca-out FILE          Also writes the authority's certificate here
  --secret APPID=FILE    A client secret kept outside the state file; repeatable
  --seed TEXT            Makes codes and ids repeatable
  --json                 One line of JSON on standard output when ready
  --quiet                Nothing on standard output when ready
  --help                 This text
`

const sampleCompany = fileURLToPath(new URL('../../sample-company.yaml', import.meta.url))

export interface StartCommand extends Omit<EmulatorOptions, 'environment' | 'report'> {
  /** What goes to standard output when it is ready. */
  output: 'json' | 'quiet' | 'text'
}

/**
 * Reads the arguments after the program's name.
 * @returns `'help'` when help was asked for
 * @throws StartRefused naming the argument
 */
export function readArguments(args: string[]): StartCommand | 'help' {
  const { values, positionals } = parse(args)
  if (values.help || positionals.length === 0) return 'help'
  if (positionals[0] !== 'start' || positionals.length > 1)
    throw new StartRefused(`unknown command "${positionals.join(' ')}"; the only one is "start" (see --help)`)
  return {
    stateFile: values.state ?? sampleCompany,
    dataDirectory: values['data-dir'] ?? join(homedir(), '.cache', 'waymark-entra'),
    host: values.host ?? '127.0.0.1',
    tlsPort: port('--port', values.port),
    httpPort: port('--http-port', values['http-port']),
    proxyPort: port('--proxy-port', values['proxy-port']),
    ...(values['ca-out'] && { caOut: values['ca-out'] }),
    ...(values.seed && { seed: values.seed }),
    secretFiles: (values.secret ?? []).map(secretFile),
    output: values.json ? 'json' : values.quiet ? 'quiet' : 'text',
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        state: text,
        port: text,
        'http-port': text,
        'proxy-port': text,
        host: text,
        'data-dir': text,
        'ca-out': text,
        secret: { type: 'string', multiple: true },
        seed: text,
        json: flag,
        quiet: flag,
        help: flag,
      },
    })
  } catch (error) {
    throw new StartRefused(`${(error as Error).message} (see --help)`)
  }
}

function port(flag: string, value: string | undefined): number {
  if (value === undefined) return 0
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new StartRefused(`${flag} ${value}: a port is a whole number from 0 to 65535`)
  return number
}

function secretFile(value: string): { appId: string; file: string } {
  const [appId, ...file] = value.split('=')
  if (!appId || file.length === 0)
    throw new StartRefused(`--secret ${value}: expected <client id>=<file with the secret>`)
  return { appId, file: file.join('=') }
}
