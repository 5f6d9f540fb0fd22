/** `metadata <verb> -c file.yaml`: one run in the foreground, from the file to the exit code. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { createTokenSource } from '@waymark/credentials'
import { type ParsedWorkflow, type RunReport, runWorkflow, type Workflow } from '@waymark/ingest'
import { runsDirectory } from '../directories.ts'
import { exitCode, exitCodeOf } from '../exit-code.ts'
import { onStopSignal } from '../stop-signals.ts'
import type { Terminal } from '../terminal.ts'
import { releaseVersion } from '../version.ts'
import { createProgress } from './progress.ts'
import { readWorkflowFile } from './read-workflow-file.ts'

/** How a run is shown. */
export interface RunAppearance {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** Commander turns `--no-progress` into false. */
  readonly progress: boolean
}

export interface RunOptions extends RunAppearance {
  readonly config: string
  readonly strict?: boolean
  readonly dryRun?: boolean
  readonly allowMassDelete?: boolean
}

/**
 * Sets the exit code of the process. Ctrl-C ends the run as stopped; pressed twice, the process at once.
 * @param accept - throws when the file is not one for this command
 */
export async function runFile(
  options: RunOptions,
  terminal: Terminal,
  accept: (workflow: Workflow) => void = () => {},
): Promise<void> {
  const parsed = await readWorkflowFile(options.config)
  accept(parsed.workflow)
  await runParsed(parsed, options, terminal)
}

/**
 * The same for a workflow that is no file.
 * @param tokenSource - default: what the workflow says
 */
export async function runParsed(
  { workflow, warnings }: ParsedWorkflow,
  options: Omit<RunOptions, 'config'>,
  terminal: Terminal,
  tokenSource = createTokenSource(workflow.server.credential),
): Promise<void> {
  boundMemory()
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted)
    if (!options.json) terminal.say('  stopping  (Ctrl-C again leaves at once)')
    controller.abort()
  }
  const stopListening = onStopSignal(interrupt)
  // Started by another program of ours, a run does not outlive it; listening must not keep this process alive.
  process.on('disconnect', interrupt)
  process.channel?.unref()
  try {
    const report = await runWorkflow(workflow, {
      runId: workflow.runId ?? randomUUID(),
      tokenSource,
      progress: createProgress(terminal, {
        json: options.json ?? false,
        quiet: options.quiet ?? false,
        verbose: options.verbose ?? false,
        bar: options.progress && terminal.interactive,
        nowMs: Date.now,
        keepReport: ({ report }) => keepReport(report),
      }),
      signal: controller.signal,
      userAgent: `waymark-metadata/${releaseVersion()}`,
      warnings,
      dryRun: options.dryRun ?? false,
      allowMassDelete: options.allowMassDelete ?? false,
    })
    process.exitCode = exitCodeOf(report, options.strict ?? false)
  } finally {
    stopListening()
    process.off('disconnect', interrupt)
  }
}

/**
 * Keeps the space for new objects at its first size. It would grow with every page that is read, to three times 16 MB
 * and what is promoted from there, though a run holds the same few pages however many tables there are: 5,000 tables
 * took 1.7 times the memory of 1,000, and take 1.3 times since, in the same time (bench/README.md).
 */
function boundMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** A run does not fail because its report cannot be kept; the tally then names no file. */
function keepReport(report: RunReport): string | undefined {
  const directory = runsDirectory(process.env)
  const file = join(directory, `${report.runId.replace(/[^\w.-]/g, '_')}.json`)
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 })
    return file
  } catch {
    return undefined
  }
}
