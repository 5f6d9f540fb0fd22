/** `waymark explain`: an error of Entra in plain words, from a number, an address or a log line. */
import { type Explanation, explainText } from '@waymark/azure'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

/** @param words - a number, an error message, or an address with one in it */
export function explain(words: readonly string[], json: boolean, terminal: Terminal): void {
  const explanation = explainText(words.join(' '))
  if (!explanation) {
    throw new CommandFailed(
      exitCode.usage,
      'There is no AADSTS number in this.',
      'For example: waymark explain AADSTS7000215',
    )
  }
  terminal.data(json ? JSON.stringify(explanation) : linesOf(explanation).join('\n'))
}

function linesOf(explanation: Explanation): readonly string[] {
  const { code, meaning, fix, checks, link, traceId, correlationId, timestamp } = explanation
  const ids = Object.entries({ traceId, correlationId, timestamp }).filter(([, value]) => value)
  return [
    `${code}  ${meaning}`,
    `  fix    ${fix}`,
    ...(checks.length > 0 ? [`  check  waymark doctor looks for it: ${checks.join(', ')}`] : []),
    ...(ids.length > 0 ? [`  event  ${ids.map(([name, value]) => `${name} ${value}`).join('  ')}`] : []),
    ...(link ? [`  see    ${link}`] : []),
  ]
}
