/** The catalog's server as a process: started, awaited, stopped. */
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Child, startChild } from './child-process.ts'
import { CommandFailed, exitCode } from './exit-code.ts'
import { programs, serverNodeOptions } from './programs.ts'

export interface ServerOptions {
  readonly home: string
  readonly port: string | undefined
  readonly adminPort?: string | undefined
  readonly role: string | undefined
  readonly configFile: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface RunningServer {
  readonly child: Child
  /** Where people reach it, without a slash at the end. */
  readonly url: string
}

interface ReadyLine {
  readonly event: 'ready'
  readonly url: string
}

export function serverArguments({ home, port, adminPort, role, configFile }: ServerOptions): string[] {
  return [
    ...['--data-dir', home],
    ...(port === undefined ? [] : ['--port', port]),
    ...(adminPort === undefined ? [] : ['--admin-port', adminPort]),
    ...(role === undefined ? [] : ['--role', role]),
    ...(configFile === undefined ? [] : ['--config', configFile]),
  ]
}

/**
 * Starts the server with its log in a file, and waits until it serves.
 * @throws CommandFailed with the server's own sentences when it ends instead; 78 stays 78
 */
export async function startServer(options: ServerOptions, logFile: string): Promise<RunningServer> {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 })
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  const said: string[] = []
  let ready: (line: ReadyLine) => void
  const readiness = new Promise<ReadyLine>((resolve) => {
    ready = resolve
  })
  const child = startChild({
    program: programs.server,
    nodeOptions: serverNodeOptions,
    args: [...serverArguments(options), '--json'],
    environment: options.environment,
    onLine: (line) => {
      const event = readyLineIn(line)
      if (event) ready(event)
      // The line may hold the set-up link, which is as good as a password.
      else log.write(`${line}\n`)
    },
    onErrorLine: (line) => {
      log.write(`${line}\n`)
      said.push(line)
      if (said.length > 40) said.shift()
    },
  })
  const line = await Promise.race([readiness, child.ended])
  if ('event' in line) return { child, url: line.url.replace(/\/+$/, '') }
  const code = line.code === exitCode.configuration ? exitCode.configuration : exitCode.server
  throw new CommandFailed(code, said.join('\n') || 'The server ended without a word.', `Its log: ${logFile}`)
}

function readyLineIn(line: string): ReadyLine | undefined {
  if (!line.startsWith('{"event":"ready"')) return undefined
  return JSON.parse(line) as ReadyLine // our own server's
}
