/** Writes the reference pages from the tables that the program itself uses, so that they cannot say something else. */
import { explainedAadstsCodes } from '@waymark/credentials'
import { checks } from './doctor/run-doctor.ts'
import { numbersIn } from './explain.ts'

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

export function doctorPage(): string {
  return `# What \`waymark doctor\` checks

In this order; each builds on those before, so the first that fails names the cause of the rest. A check that cannot run is
skipped and says why: those of the directory need a token for Microsoft Graph (\`az login\`, or \`--access-token-file\`), those of
the token need the credential of ingestion, those of the bot a server on this machine. "Guide" is the step of the
[manual set-up](../guides/azure-sso.md#by-hand) that a check proves.

| Check | What it looks at | Guide | What goes wrong there | Seen as |
| --- | --- | --- | --- | --- |
${checks
  .map(
    ({ id, title, guide, wrong, symptom }) =>
      `| \`${id}\` | ${cell(title)} | ${guide} | ${cell(wrong)} | ${cell(symptom)} |`,
  )
  .join('\n')}
`
}

export function aadstsPage(): string {
  const lines = explainedAadstsCodes().map(({ code, meaning, fix }) => {
    const found = checks
      .filter(({ symptom }) => numbersIn(symptom).includes(code))
      .map(({ id }) => `\`${id}\``)
    return `| ${code} | ${cell(meaning)} | ${cell(fix)} | ${found.join(', ')} |`
  })
  return `# Entra's error numbers

\`waymark explain AADSTS7000215\` says the same, and takes an address or a log line, too. Microsoft may change numbers and texts, so
nothing in Waymark decides by them. The last column names the checks of [\`waymark doctor\`](doctor.md) that find the cause.

| AADSTS | Meaning | Fix | Check |
| --- | --- | --- | --- |
${lines.join('\n')}
`
}
