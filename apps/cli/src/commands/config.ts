/** `waymark config …`: what the server would run with, and workflow files put right. */
import { writeFile } from 'node:fs/promises'
import { formatProblem, indentationIsLost, repairIndentation } from '@waymark/ingest'
import type { Command } from 'commander'
import { administer } from '../admin-client.ts'
import { startChild } from '../child-process.ts'
import { exitCode } from '../exit-code.ts'
import { readWorkflowFile, readWorkflowText } from '../ingest/read-workflow-file.ts'
import { programs } from '../programs.ts'
import type { Terminal } from '../terminal.ts'
import { environmentFrom, type ShownSetting } from './azure-environment.ts'
import { addConfigImport } from './config-import.ts'

export function addConfig(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('settings of the server, and workflow files')
  config
    .command('show')
    .description('the settings in force; secrets are masked')
    .option('--origin', 'who said each: environment, file or default')
    .option('--all', 'also those that nobody set')
    .option('--json', 'as JSON')
    .action((options: ShowOptions) => show(options, terminal))
  addConfigImport(config, terminal)
  config
    .command('check [workflow]')
    .description('check a workflow file, or the settings that a server started here would have')
    .option('--env-file <file>', 'the settings, where they are not in the environment')
    .option('--config <file>', "OpenMetadata's openmetadata.yaml")
    .action(async (workflow: string | undefined, { envFile, config: file }: CheckOptions) => {
      if (workflow === undefined) {
        const { code } = await startChild({
          program: programs.server,
          args: ['--check', ...(file === undefined ? [] : ['--config', file])],
          environment: environmentFrom(envFile, process.env),
          onLine: (line) => terminal.say(line),
        }).ended
        process.exitCode = code ?? exitCode.failed
        return
      }
      const { warnings } = await readWorkflowFile(workflow)
      terminal.say(`${workflow} can be run.`)
      for (const warning of warnings) terminal.say(`  ${formatProblem(workflow, warning)}`)
    })
  config
    .command('fix <workflow>')
    .description('put back the indentation that a workflow file lost when it was copied')
    .option('--write', 'change the file; without it, the repaired text is printed')
    .action(async (workflow: string, { write = false }: { write?: boolean }) => {
      const text = await readWorkflowText(workflow)
      if (!indentationIsLost(text)) {
        terminal.say(
          `${workflow} has its indentation. "waymark config check ${workflow}" says whether it can be run.`,
        )
        return
      }
      const repaired = repairIndentation(text)
      if (write && workflow !== '-') {
        await writeFile(workflow, repaired)
        terminal.say(`${workflow} is repaired. Look it over, then: metadata ingest -c ${workflow}`)
      } else terminal.data(repaired.trimEnd())
    })
}

interface CheckOptions {
  readonly envFile?: string
  readonly config?: string
}

interface ShowOptions {
  readonly origin?: boolean
  readonly all?: boolean
  readonly json?: boolean
}

/** A running server says what it runs with; where none runs, what one started here would run with. */
async function show({ origin = false, all = false, json = false }: ShowOptions, terminal: Terminal) {
  const answer = await administer('config-show', {})
  const settings = (answer.settings ?? []) as readonly ShownSetting[] // our own server's
  const shown = settings.filter(({ from }) => all || from !== 'default')
  if (json) return terminal.data(JSON.stringify(shown))
  if (shown.length === 0)
    return terminal.say('Nothing is set: every setting has its default (--all shows them).')
  for (const { name, value, from, origin: by } of shown) {
    const said = from === 'default' ? 'default' : `${from} ${by}`
    terminal.data(origin ? `${name}=${value}  # ${said}` : `${name}=${value}`)
  }
}
