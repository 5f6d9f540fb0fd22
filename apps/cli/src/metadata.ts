/** The program `metadata`: OpenMetadata's verbs on a workflow file. */
import type { Command } from 'commander'
import { CommandFailed, exitCode } from './exit-code.ts'
import { type IngestOptions, ingest } from './ingest/ingest-command.ts'
import { createProgram, runProgram } from './program.ts'
import type { Terminal } from './terminal.ts'
import { releaseVersion } from './version.ts'

/** Verbs of OpenMetadata that this release refuses rather than pretend, each with what there is instead. */
const notServed: Readonly<Record<string, string>> = {
  lineage:
    "'metadata lineage' (from query logs) is not part of this release; the lineage of views comes with 'metadata ingest'.",
  usage: "'metadata usage' is not part of this release.",
  profile: "'metadata profile' is not part of this release.",
  test: "'metadata test' (data quality) is not part of this release; 'metadata ingest --dry-run' tests the connections.",
  classify: "'metadata classify' is not part of this release.",
}

function build(terminal: Terminal): Command {
  const program = createProgram('metadata', 'Brings metadata into the catalog, as a workflow file says.')
  program.version(releaseVersion())
  program
    .command('ingest')
    .description('read databases, schemas, tables, views and their lineage into the catalog')
    .requiredOption('-c, --config <file>', 'workflow file, YAML or JSON; - reads standard input')
    .option('--json', 'one JSON object an event on standard output')
    .option('-q, --quiet', 'nothing but the closing line and errors')
    .option('-v, --verbose', "also the connector's log")
    .option('--no-progress', 'plain lines instead of a moving bar')
    .option('--strict', 'exit with 3 when some entities failed, though fewer than the threshold')
    .option('--dry-run', 'compare with the catalog, but change nothing')
    .option('--allow-mass-delete', 'remove what is gone from the source, however much it is')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 usage, 3 partly done (--strict), 4 sign-in,\n5 source, 6 server, 78 workflow file, 130 interrupted',
    )
    .action((options: IngestOptions) => ingest(options, terminal))
  for (const [verb, sentence] of Object.entries(notServed)) {
    program
      .command(verb)
      .description('not part of this release')
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(() => {
        throw new CommandFailed(exitCode.usage, sentence)
      })
  }
  return program
}

export async function main(args: readonly string[]): Promise<void> {
  await runProgram(build, args)
}
