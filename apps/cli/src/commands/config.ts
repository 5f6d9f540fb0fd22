/** `waymark config …`: what the server would run with, and workflow files put right. */
import { writeFile } from 'node:fs/promises'
import { formatProblem, indentationIsLost, repairIndentation } from '@waymark/ingest'
import type { Command } from 'commander'
import { administer } from '../admin-client.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { readWorkflowFile, readWorkflowText } from '../ingest/read-workflow-file.ts'
import type { Terminal } from '../terminal.ts'

export function addConfig(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('settings of the server, and workflow files')
  config
    .command('show')
    .description('not part of this release')
    .action(() => {
      throw new CommandFailed(
        exitCode.usage,
        "'waymark config show' is not part of this release; 'waymark config check' checks the settings.",
      )
    })
  config
    .command('check [workflow]')
    .description('check a workflow file, or the settings of the server')
    .action(async (workflow: string | undefined) => {
      if (workflow === undefined) {
        // The server refuses to do anything, even this, with settings it does not understand.
        await administer('status', {})
        terminal.say('The settings of the server are in order.')
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
