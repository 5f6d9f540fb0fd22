/** The reference page of all settings, from the table that the server reads them by. */
import type { Variable } from './variable.ts'
import { variables } from './variables.ts'

const head = `# Configuration

Every setting is an environment variable. The order is: command line, environment, file, default. An empty value counts as none.

- Lists are written \`[a,b]\`; brackets and quotes may be left out.
- A setting marked *secret* may come from a file: \`DATABASE_URL_FILE=/run/secrets/database\`.
- \`--config FILE\` reads OpenMetadata's \`openmetadata.yaml\`, with its \`\${NAME:-default}\` templates; the last column names the
  place of a setting in it.
- Names that look like settings and are none are reported at the start, with the nearest known one.
- Whatever is wrong is listed at once, and the process ends with exit code 78.

Command line: \`--port N\`, \`--admin-port N\` (0: any free one), \`--data-dir DIR\` (wins over \`WAYMARK_HOME\`), \`--config FILE\`,
\`--role all|api|worker\`, \`--json\` (the ready line as JSON).

\`HTTPS_PROXY\`, \`HTTP_PROXY\`, \`NO_PROXY\` and \`NODE_EXTRA_CA_CERTS\` hold for everything the server fetches.
`

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function fallbackOf({ fallback }: Variable): string {
  if (fallback === undefined || fallback === '') return ''
  return `\`${Array.isArray(fallback) ? `[${fallback.join(',')}]` : String(fallback)}\``
}

function row(name: string, variable: Variable): string {
  const notes = [
    variable.meaning,
    variable.isSecret ? '*Secret.*' : '',
    variable.aliases ? `Also ${variable.aliases.map((alias) => `\`${alias}\``).join(', ')}.` : '',
  ].filter(Boolean)
  const path = variable.path ? `\`${variable.path}\`` : ''
  return `| \`${name}\` | ${cell(fallbackOf(variable))} | ${cell(notes.join(' '))} | ${cell(variable.expectation)} | ${path} |\n`
}

/** Written by `npm run gen` to docs/reference/configuration.md. */
export function configurationPage(): string {
  const entries = Object.entries<Variable>(variables)
  const sections = new Set(entries.map(([, { section }]) => section))
  let page = head
  for (const section of sections) {
    page += `\n## ${section}\n\n| variable | default | meaning | value | in openmetadata.yaml |\n| --- | --- | --- | --- | --- |\n`
    for (const [name, variable] of entries) if (variable.section === section) page += row(name, variable)
  }
  return page
}
