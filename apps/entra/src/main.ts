/** The `waymark-entra` program: starts an emulator, says when it is ready, and stops on a signal. */
import { readArguments, usage } from './cli/arguments.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { StartRefused } from './state/load.ts'

/** Exit codes: 0 stopped on request, 1 unexpected failure, 2 refused to start. */
export async function main(args: string[]): Promise<void> {
  try {
    const command = readArguments(args)
    if (command === 'help') {
      process.stdout.write(usage)
      return
    }
    const { output, ...options } = command
    const emulator = await startEmulator({
      ...options,
      environment: process.env,
      report: (error) => console.error(error),
    })
    stopOnRequest(emulator)
    if (output === 'json') process.stdout.write(`${JSON.stringify(emulator.ready)}\n`)
    if (output === 'text') process.stdout.write(readyText(emulator))
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    process.stderr.write(`waymark-entra: ${error.message}\n`)
    process.exitCode = 2
  }
}

function stopOnRequest(emulator: Emulator): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    emulator.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Started with a channel to its parent, the emulator does not outlive it.
  if (process.send) process.on('disconnect', stop)
}

const readyText = ({ ready }: Emulator): string => `The Entra emulator is ready. Tests and demos only.
  Authority   ${ready.authority}
  Programs    HTTPS_PROXY=http://127.0.0.1:${ready.proxyPort} and trust ${ready.caFile}
  Browser     http://localhost:${ready.httpPort}
  TLS         https://localhost:${ready.tlsPort}
`
