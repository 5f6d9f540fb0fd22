/** Workflows of a published ingestion client, run as a scheduler would run them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../../processes/src/run-program.ts'
import { type PythonEnvironment, pythonEnvironment } from './python-client.ts'

export interface WorkflowRunner {
  /** A directory for what a workflow stages between its steps; it goes with `remove`. */
  readonly directory: string
  /** Runs `metadata <command> -c <the workflow>`; the output is everything it printed. */
  run(command: string, workflow: object): Promise<{ readonly code: number | null; readonly output: string }>
  remove(): void
}

/** `environment` may differ from run to run: it is what makes a client meet the Entra emulator. */
export function workflowRunner(
  client: PythonEnvironment,
  environment: Readonly<Record<string, string>> = {},
): WorkflowRunner {
  const directory = mkdtempSync(join(tmpdir(), 'waymark-workflow-'))
  return {
    directory,
    async run(command, workflow) {
      const program = await pythonEnvironment(client)
      const file = join(directory, 'workflow.yaml')
      writeFileSync(file, JSON.stringify(workflow)) // JSON is YAML
      const { code, stdout, stderr } = await runProgram(program('metadata'), [command, '-c', file], {
        environment: { ...environment },
        directory,
        timeoutMs: 9 * 60_000,
      })
      return { code, output: `${stdout}${stderr}` }
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
