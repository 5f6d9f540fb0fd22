/** The demo's Entra ID: our emulator as a process. */
import { join } from 'node:path'
import { type Child, startChild } from '../child-process.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { programs, sampleTenantFile } from '../programs.ts'

export interface RunningEmulator {
  readonly child: Child
  readonly authority: string
  /** Where a browser on this machine finds its pages, without TLS. */
  readonly browserUrl: string
  /** What programs need to reach the real authority's address here. */
  readonly environment: Readonly<Record<string, string>>
}

interface ReadyLine {
  readonly event: 'ready'
  readonly httpPort: number
  readonly proxyPort: number
  readonly caFile: string
  readonly authority: string
}

/**
 * Lines for a shell: with them, programs in another terminal find the demo's Entra ID and its catalog.
 * @param home - where the demo keeps its state
 */
export function shellEnvironment({ environment }: RunningEmulator, home: string): string {
  // Python's requests know the certificate authority by another name.
  const values = { ...environment, REQUESTS_CA_BUNDLE: environment.NODE_EXTRA_CA_CERTS, WAYMARK_HOME: home }
  const lines = Object.entries(values).map(
    ([name, value = '']) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  )
  return `# Written at each start of the demo.\n${lines.join('\n')}\n`
}

/** @throws CommandFailed with its last words when it does not start */
export async function startEmulator(directory: string): Promise<RunningEmulator> {
  let ready: (line: ReadyLine) => void
  const readiness = new Promise<ReadyLine>((resolve) => {
    ready = resolve
  })
  const said: string[] = []
  const child = startChild({
    program: programs.entra,
    args: ['start', '--state', sampleTenantFile, '--data-dir', join(directory, 'entra'), '--json'],
    environment: process.env,
    onLine: (line) => ready(JSON.parse(line) as ReadyLine), // its only line of output
    onErrorLine: (line) => said.push(line),
  })
  const line = await Promise.race([readiness, child.ended])
  if (!('event' in line)) {
    throw new CommandFailed(exitCode.failed, `The Entra emulator did not start: ${reasonIn(said)}`)
  }
  const proxy = `http://127.0.0.1:${line.proxyPort}`
  return {
    child,
    authority: line.authority,
    browserUrl: `http://localhost:${line.httpPort}`,
    environment: {
      HTTPS_PROXY: proxy,
      NO_PROXY: 'localhost,127.0.0.1,::1',
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: line.caFile,
    },
  }
}

/** Its own sentence, else the line of an exception that names it. */
function reasonIn(said: readonly string[]): string {
  const line = said.find((each) => /^waymark-entra: |Error\b.*: /.test(each)) ?? said.at(-1)
  return line?.replace(/^waymark-entra: /, '') ?? 'it said nothing.'
}
