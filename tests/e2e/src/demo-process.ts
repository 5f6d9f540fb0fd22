/** The product as a newcomer starts it: one command, nothing configured. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../tools/ports/free-port.ts'

const program = fileURLToPath(new URL('../../../apps/cli/bin/waymark.js', import.meta.url))

const readyWithinMs = 120_000

export interface RunningDemo {
  readonly url: string
  /** What the command has printed so far. */
  output(): string
  stop(): Promise<void>
}

/** Settings of whoever runs the tests would make it a catalog of their own instead of the demo. */
function plainEnvironment(): Record<string, string | undefined> {
  const own =
    /^(AUTHENTICATION_|AUTHORIZER_|DATABASE_URL$|DB_|WAYMARK_|SERVER_|OPENMETADATA_|OIDC_)|_proxy$|^FORCE_COLOR$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
}

export async function startDemo(): Promise<RunningDemo> {
  const home = mkdtempSync(join(tmpdir(), 'waymark-demo-'))
  const port = await freePort()
  const child = spawn(process.execPath, [program, 'start', '--port', String(port), '--data-dir', home], {
    env: { ...plainEnvironment(), SERVER_ADMIN_PORT: String(await freePort()), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    rmSync(home, { recursive: true, force: true })
  }
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', () => {
        if (output.includes('Ready in')) resolve()
      })
    }
    const late = (): void => reject(new Error(`The demo was not ready in time:\n${output}`))
    setTimeout(late, readyWithinMs).unref()
    void ended.then(() => reject(new Error(`The demo ended before it was ready:\n${output}`)))
  })
  await ready.catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url: `http://localhost:${port}`, output: () => output, stop }
}
