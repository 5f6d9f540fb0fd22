/** `a.x = b.y` as a whole condition, seen from its sign: what a join compares. */
import type { Cursor } from './cursor.ts'
import { clauseWords, statementWords } from './keywords.ts'
import type { Part } from './query-tree.ts'
import type { Token } from './tokens.ts'

const isName = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'quoted'

/** Undefined where more than two names are compared, or where the condition need not hold. @param cursor - at the sign */
export function equalityAt({ tokens, index, dialect }: Cursor): Part | undefined {
  const nameAt = (start: number, step: 1 | -1): { readonly path: string[]; readonly beyond: number } => {
    const path: string[] = []
    let at = start
    while (isName(tokens[at])) {
      path[step === 1 ? 'push' : 'unshift'](tokens[at]?.text ?? '')
      at += step
      if (tokens[at]?.text !== '.' || tokens[at]?.kind !== 'symbol') break
      at += step
    }
    return { path, beyond: at }
  }
  const left = nameAt(index - 1, -1)
  const right = nameAt(index + 1, 1)
  if (left.path.length === 0 || right.path.length === 0) return undefined
  const before = tokens[left.beyond]
  const opens = before === undefined || before.text === '(' || /^(?:ON|WHERE|AND)$/.test(before.upper)
  const after = tokens[right.beyond]
  const closes =
    after === undefined ||
    after.kind === 'end' ||
    /^[,;)]$/.test(after.text) ||
    after.upper === 'AND' ||
    clauseWords.has(after.upper) ||
    (dialect.looseStatements && statementWords.has(after.upper))
  return opens && closes ? { kind: 'equality', left: left.path, right: right.path } : undefined
}
