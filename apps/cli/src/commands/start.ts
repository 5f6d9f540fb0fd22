/** `waymark start`: the catalog in the foreground, with the demo where nothing is configured. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Child } from '../child-process.ts'
import { runDemo } from '../demo/run-demo.ts'
import { waymarkHome } from '../directories.ts'
import { programs, serverNodeOptions } from '../programs.ts'
import { type ServerOptions, serverArguments } from '../server-process.ts'
import { onStopSignal } from '../stop-signals.ts'
import type { Terminal } from '../terminal.ts'

export interface StartOptions {
  /** Commander turns `--no-demo` into false. */
  readonly demo: boolean
  readonly port?: string
  readonly adminPort?: string
  readonly dataDir?: string
  readonly role?: string
  readonly config?: string
}

/** Settings that mean that somebody has a catalog of their own in mind. */
const ownSettings = [
  'AUTHENTICATION_PROVIDER',
  'AUTHENTICATION_AUTHORITY',
  'DATABASE_URL',
  'DB_HOST',
] as const

/** Runs until it is stopped; sets the exit code. */
export async function start(options: StartOptions, terminal: Terminal): Promise<void> {
  const server: ServerOptions = {
    home: options.dataDir ?? waymarkHome(process.env),
    port: options.port,
    adminPort: options.adminPort,
    role: options.role,
    configFile: options.config,
    environment: process.env,
  }
  const configured = options.config !== undefined || ownSettings.some((name) => process.env[name])
  if (options.demo && !configured && (options.role ?? 'all') === 'all') await startDemo(server, terminal)
  else process.exitCode = await handOver(server)
}

/** The server speaks for itself: its output, its exit code; signals are passed on. */
async function handOver(options: ServerOptions): Promise<number> {
  const child = spawn(
    process.execPath,
    [...serverNodeOptions, programs.server, ...serverArguments(options)],
    {
      env: options.environment,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      detached: process.platform !== 'win32',
    },
  )
  onStopSignal(() => child.kill('SIGTERM'))
  const [code] = await once(child, 'close')
  return typeof code === 'number' ? code : 1
}

async function startDemo(options: ServerOptions, terminal: Terminal): Promise<void> {
  const children: Child[] = []
  const controller = new AbortController()
  const stopListening = onStopSignal(() => controller.abort())
  try {
    const server = await runDemo(options, terminal, children, controller.signal)
    const stopped = new Promise<'stopped'>((resolve) => {
      if (controller.signal.aborted) resolve('stopped')
      else controller.signal.addEventListener('abort', () => resolve('stopped'), { once: true })
    })
    const end = await Promise.race([stopped, server.child.ended])
    if (end !== 'stopped') {
      terminal.say(
        `  ${terminal.colors.red('The server ended')} (${end.code ?? end.signal}); its log says why.`,
      )
      process.exitCode = 1
    }
  } catch (error) {
    // A step that was cut short by Ctrl-C is no failure.
    if (!controller.signal.aborted) throw error
  } finally {
    if (controller.signal.aborted) terminal.say('\n  Stopping …')
    for (const child of [...children]) await child.stop()
    stopListening()
  }
}
