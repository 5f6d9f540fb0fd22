/** `waymark config …`: what the server would run with, and workflow files put right. */
import { writeFile } from 'node:fs/promises'
import { indentationIsLost, repairIndentation } from '@waymark/ingest'
import type { Command } from 'commander'
import { administer } from '../admin-client.ts'
import { exitCode } from '../exit-code.ts'
import { readWorkflowFile, readWorkflowText } from '../ingest/read-workflow-file.ts'
import type { Terminal } from '../terminal.ts'

export function addConfig(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('settings of the server, and workflow files')
  config
    .command('show')
    .description('every setting of the server, its value (secrets masked) and where it comes from')
    .action(async () => terminal.data(JSON.stringify(await administer('config-show', {}), null, 2)))
  config
    .command('check [workflow]')
    .description('check the settings of the server, or a workflow file')
    .action(async (workflow: string | undefined) => {
      if (workflow === undefined) {
        const answer = await administer('config-check', {})
        terminal.data(JSON.stringify(answer, null, 2))
        if (Array.isArray(answer.problems) && answer.problems.length > 0) {
          process.exitCode = exitCode.configuration
        }
        return
      }
      const { warnings } = await readWorkflowFile(workflow)
      const found = warnings.length === 0 ? '' : ` ${warnings.length} warnings:`
      terminal.say(`${workflow} can be run.${found}`)
      for (const { line, column, key, message } of warnings) {
        terminal.say(`  ${workflow}:${line}:${column}  ${key}: ${message}`)
      }
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
