/** A command line that stays, as a person leaves it running in a terminal. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface RunningShell {
  /** What it has said so far, on both outputs. */
  readonly said: () => string
  /** Ends it with all that it started. */
  readonly stop: () => Promise<void>
}

export function startShell(
  line: string,
  { directory, environment }: { directory: string; environment: Record<string, string> },
): RunningShell {
  // A process group of its own, so that a signal reaches the program behind the shell.
  const child = spawn('sh', ['-c', line], {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  const ended = once(child, 'close')
  return {
    said: () => said,
    stop: async () => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      await ended
    },
  }
}
