/** `waymark explain`: one of Entra's error numbers in plain words. */
import { explainAadsts, findAadstsCode } from '@waymark/credentials'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

/** @param words - a number, an error message, or an address with one in it */
export function explain(words: readonly string[], json: boolean, terminal: Terminal): void {
  const text = words.join(' ')
  const code = findAadstsCode(text)
  if (code === undefined) {
    throw new CommandFailed(
      exitCode.usage,
      'There is no AADSTS number in this.',
      'For example: waymark explain AADSTS7000215',
    )
  }
  const explanation = explainAadsts(code)
  if (!explanation) {
    throw new CommandFailed(
      exitCode.failed,
      `AADSTS${code} has no explanation here.`,
      `Microsoft's: https://login.microsoftonline.com/error?code=${code}`,
    )
  }
  if (json) terminal.data(JSON.stringify(explanation))
  else terminal.data(`AADSTS${code}  ${explanation.meaning}\n  fix  ${explanation.fix}`)
}
