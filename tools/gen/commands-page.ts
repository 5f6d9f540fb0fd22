/** The page of every command with its options, from the trees that the programs parse with. */
import { buildMetadata } from '../../apps/cli/src/metadata.ts'
import { createTerminal } from '../../apps/cli/src/terminal.ts'
import { buildWaymark } from '../../apps/cli/src/waymark.ts'

type Command = ReturnType<typeof buildWaymark>

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')

export function commandsPage(): string {
  const terminal = createTerminal(process)
  const sections = [buildWaymark(terminal), buildMetadata(terminal)].flatMap((program) =>
    section(program, ''),
  )
  return `# Every command and its options

Written from the commands themselves (\`npm run gen\`). [What they have in common](cli.md): exit codes, output, environment.

${sections.join('\n')}`
}

function section(command: Command, above: string): readonly string[] {
  const name = `${above}${command.name()}`
  const below = command.commands.flatMap((each) => section(each, `${name} `))
  const title = `## ${name}\n\n${command.description()}\n`
  // A command that only holds others is named by them.
  if (command.commands.length > 0) return [title, ...below]
  return [`${title}\n\`\`\`console\n$ ${name} ${command.usage()}\n\`\`\`\n${parametersOf(command)}`]
}

function parametersOf(command: Command): string {
  const help = command.createHelp()
  const rows = [
    ...help.visibleArguments(command).map((one) => [help.argumentTerm(one), help.argumentDescription(one)]),
    ...help.visibleOptions(command).map((one) => [help.optionTerm(one), help.optionDescription(one)]),
  ].filter(([term]) => term !== '-h, --help')
  if (rows.length === 0) return ''
  const lines = rows.map(
    ([term = '', meaning = '']) => `| \`${term.replaceAll('|', '\\|')}\` | ${cell(meaning)} |`,
  )
  return `\n| | |\n| --- | --- |\n${lines.join('\n')}\n`
}
