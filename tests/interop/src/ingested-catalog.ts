/** A catalog, and our own `metadata ingest` into it: what the tests of connectors against real servers run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'

const program = fileURLToPath(new URL('../../../apps/cli/bin/metadata.js', import.meta.url))

export interface IngestedCatalog {
  readonly catalog: RunningCatalog
  /** Runs a workflow with this `source`; answers its exit code and everything it printed. */
  ingest(
    source: object,
    environment?: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number | null; readonly output: string }>
  stop(): Promise<void>
}

export async function startIngestedCatalog(): Promise<IngestedCatalog> {
  const directory = mkdtempSync(join(tmpdir(), 'waymark-ingested-'))
  const catalog = await startCatalog({ environment: { AUTHENTICATION_PROVIDER: 'basic' } })
  const token = await catalog.botToken()
  const openMetadataServerConfig = {
    hostPort: `${catalog.url}/api`,
    authProvider: 'openmetadata',
    securityConfig: { jwtToken: token },
  }
  return {
    catalog,
    async ingest(source, environment) {
      const file = join(directory, 'workflow.json')
      const sink = { type: 'metadata-rest', config: {} }
      writeFileSync(file, JSON.stringify({ source, sink, workflowConfig: { openMetadataServerConfig } }))
      const { code, stdout, stderr } = await runProgram(process.execPath, [program, 'ingest', '-c', file], {
        environment: { WAYMARK_HOME: directory, CI: '1', ...environment },
        timeoutMs: 5 * 60_000,
      })
      return { code, output: `${stdout}${stderr}` }
    },
    async stop() {
      await catalog.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
