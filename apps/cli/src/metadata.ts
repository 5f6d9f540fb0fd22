/** The program `metadata`: OpenMetadata's verbs on a workflow file. */
import type { WorkflowKind } from '@waymark/ingest'
import type { Command } from 'commander'
import { CommandFailed, exitCode } from './exit-code.ts'
import { type RunOptions, runFile } from './ingest/run-file.ts'
import { createProgram, runProgram } from './program.ts'
import type { Terminal } from './terminal.ts'
import { releaseVersion } from './version.ts'

/** OpenMetadata's verbs: what each is for, and the kinds of runs whose files it takes. */
const verbs: Readonly<
  Record<string, { readonly description: string; readonly kinds: readonly WorkflowKind[] }>
> = {
  ingest: {
    description: 'read databases, topics, pipelines … and their lineage into the catalog',
    // The older client has one verb for these three.
    kinds: ['metadata', 'lineage', 'usage'],
  },
  profile: { description: 'measure tables and columns, and keep sample rows', kinds: ['profiler'] },
  test: { description: 'run data quality tests and report their results', kinds: ['testSuite'] },
  usage: { description: 'count how tables are used, from a query log', kinds: ['usage'] },
  lineage: { description: 'draw lineage from a query log and from views', kinds: ['lineage'] },
  classify: {
    description: 'find personal data in columns and suggest tags, with the reason',
    kinds: ['autoClassification'],
  },
}

const exitCodes =
  '\nExit codes: 0 done, 1 failed, 2 usage, 3 partly done (--strict), 4 sign-in,\n5 source, 6 server, 78 workflow file, 130 interrupted'

/** @throws CommandFailed naming the right verb when the file asks for another kind of run */
function requireKind(verb: string, kind: WorkflowKind, file: string): void {
  if (verbs[verb]?.kinds.includes(kind)) return
  const right =
    Object.keys(verbs).find((name) => name !== 'ingest' && verbs[name]?.kinds.includes(kind)) ?? 'ingest'
  throw new CommandFailed(
    exitCode.usage,
    `${file} describes another run (its sourceConfig.config.type): metadata ${right} -c ${file}`,
  )
}

/** The tree of its commands. */
export function buildMetadata(terminal: Terminal): Command {
  const program = createProgram('metadata', 'Brings metadata into the catalog, as a workflow file says.')
  program.version(releaseVersion())
  for (const [verb, { description }] of Object.entries(verbs)) {
    program
      .command(verb)
      .description(description)
      .requiredOption('-c, --config <file>', 'workflow file, YAML or JSON; - reads standard input')
      .option('--json', 'one JSON object an event on standard output')
      .option('-q, --quiet', 'nothing but the closing line and errors')
      .option('-v, --verbose', "also the connector's log")
      .option('--no-progress', 'plain lines instead of a moving bar')
      .option('--strict', 'exit with 3 when some entities failed, though fewer than the threshold')
      .option('--dry-run', 'compare with the catalog, but change nothing')
      .option('--allow-mass-delete', 'remove what is gone from the source, however much it is')
      .addHelpText('after', exitCodes)
      .action((options: RunOptions) =>
        runFile(options, terminal, (workflow) => requireKind(verb, workflow.kind, options.config)),
      )
  }
  return program
}

export async function main(args: readonly string[]): Promise<void> {
  await runProgram(buildMetadata, args)
}
