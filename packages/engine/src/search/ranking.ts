/** Which documents come first: names before parts before prose, exact before prefix, what is used and important a little ahead. */

import { wordQuery } from './compile.ts'
import { type Condition, plainWords } from './condition.ts'
import type { Parameters } from './parameters.ts'
import { fold } from './words.ts'

/**
 * The same text looked for in names only; undefined where the condition asks for more than words, and so no name answers it
 * alone.
 */
export function inNames(text: Condition): Condition | undefined {
  switch (text.kind) {
    case 'words':
    case 'phrase':
      return text.scope === undefined ? { ...text, scope: 'AB' } : undefined
    case 'all':
    case 'any': {
      const of = text.of.flatMap((part) => inNames(part) ?? [])
      return of.length === text.of.length ? { kind: text.kind, of } : undefined
    }
    default:
      return undefined
  }
}

/** The text with each word taken as it is, or as its plural; undefined where no word may be a beginning, or names can't answer. */
export function wholeWords(text: Condition): Condition | undefined {
  if (inNames(text) === undefined) return undefined
  const whole = (part: Condition): Condition => {
    switch (part.kind) {
      case 'words':
        return { ...part, prefix: false, inflected: true }
      case 'all':
      case 'any':
        return { ...part, of: part.of.map(whole) }
      default:
        return part
    }
  }
  const hasPrefix = (part: Condition): boolean =>
    part.kind === 'words'
      ? part.prefix
      : (part.kind === 'all' || part.kind === 'any') && part.of.some(hasPrefix)
  return hasPrefix(text) ? whole(text) : undefined
}

/** What was typed, as a name is compared with it. */
export function typedName(text: Condition): string {
  return plainWords(text)
    .map(({ word }) => fold(word))
    .join(' ')
}

/** A name as {@link typedName} sees it. */
export const comparableName = 'plain_name'

/** Score of a document found by its name: above every score of {@link wordScore}. `typed` is a placeholder. */
export function nameScore(typed: string): string {
  return `(10 + case when ${comparableName} = ${typed} then 8
                     when starts_with(${comparableName}, ${typed}) then 4 else 0 end
         + 2::float8 / (1 + length(plain_name) / 16::float8) + 2 * boost)::real`
}

/** Score of a document found by any of its words, from 0 to 9. */
export function wordScore(text: Condition, parameters: Parameters): string {
  const found = plainWords(text)
  if (found.length === 0) return '1::real'
  // The query is a subselect so that it is made once, and not for every row that is ranked.
  const rank = (words: readonly string[]) =>
    `ts_rank('{0.1, 0.25, 0.6, 1.0}', words, (select ${words.map((word) => wordQuery(word, false, parameters)).join(' || ')}))`
  const plain = found.every(({ boost }) => boost === 1)
  const score = plain
    ? rank(found.map(({ word }) => word))
    : found.map(({ word, boost }) => `${rank([word])} * ${parameters.add(boost)}::real`).join(' + ')
  return `least(9, 5 * (${score}) + boost)::real`
}
