/** Prepares the statements of frequent kinds of search: to parse and plan one takes as long as to run it. */
import { createHash } from 'node:crypto'
import type { Tx } from '../database.ts'

/** Kinds of search are without number, and a connection keeps every statement it has prepared. */
const mostPrepared = 200
const mostNoticed = 2000
export const termsAsked = /\bterms (&&|@>)/
const wordsAsked = /\b(words|names) @@/

/**
 * Words and terms together are one question to one index, whatever they are. Which index answers a filter by terms alone depends on how
 * common each of them is: such statements are planned for their values.
 */
function isPlannedOnce(text: string): boolean {
  return wordsAsked.test(text) || !termsAsked.test(text)
}
/** Asked this often, a kind of search is worth preparing. */
const frequent = 3

/**
 * Runs statements that are given as text. Only for those whose plan is a good one whatever their values are: PostgreSQL plans
 * them once and for all values.
 */
export function preparing(tx: Tx): Tx {
  const asked = new Map<string, number>()
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    const name = names.get(text)
    if (name !== undefined || names.size >= mostPrepared || !isPlannedOnce(text)) return name
    const times = (asked.get(text) ?? 0) + 1
    if (times < frequent) {
      if (asked.size >= mostNoticed) asked.clear()
      asked.set(text, times)
      return undefined
    }
    asked.delete(text)
    const digest = createHash('md5').update(text).digest('hex')
    names.set(text, `search-${digest}`)
    return names.get(text)
  }
  return {
    query(statement, values) {
      if (typeof statement !== 'string') return tx.query(statement, values)
      const name = nameOf(statement)
      return tx.query({ text: statement, values: values ?? [], ...(name === undefined ? {} : { name }) })
    },
  }
}
