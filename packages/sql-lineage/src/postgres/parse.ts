/** SQL text to syntax tree: PostgreSQL's own parser behind guards, with every refusal as a sentence. */
import { hasSqlDetails, loadModule, type Node, parseSync } from 'libpg-query'
import { measureNesting } from './nesting.ts'

export type Parsed = { readonly statements: readonly Node[] } | { readonly refused: string }

const maximumCharacters = 4 * 1024 * 1024
/** Measured: the parser and the readers here manage 5,000 levels on Node's default stack; callers may have used some of it. */
const maximumDepth = 1500
/** Measured at 4 MiB of text: a second. */
const maximumNestedComments = 100
/** About ten bytes of tree each. */
const maximumAssignmentCost = 2_000_000

/**
 * Loads the parser (once per process, by libpg-query itself) and answers the function that parses. It never throws. If the parser
 * ever fails in another way than by a syntax error its memory can't be trusted any more, and the function refuses from then on.
 */
export async function createParser(): Promise<(sql: string) => Parsed> {
  await loadModule()
  let failure: string | undefined
  return (sql) => {
    if (failure !== undefined)
      return { refused: `the SQL parser failed earlier (${failure}); restart the process to parse again` }
    const refused = refusal(sql)
    if (refused !== undefined) return { refused }
    if (sql.trim() === '') return { statements: [] }
    try {
      const statements = parseSync(sql).stmts ?? []
      return { statements: statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])) }
    } catch (error) {
      if (hasSqlDetails(error)) {
        const position = error.sqlDetails?.cursorPosition ?? 0
        return { refused: `${error.message} (${lineAndColumn(sql, position)})` }
      }
      failure = error instanceof Error ? error.message : String(error)
      return { refused: `the SQL parser failed: ${failure}` }
    }
  }
}

/** Why a text must not reach the parser. */
function refusal(sql: string): string | undefined {
  if (sql.length > maximumCharacters)
    return `the text has ${sql.length} characters; at most ${maximumCharacters} are read`
  const nul = sql.indexOf('\0')
  if (nul >= 0) return `the text holds a NUL character (${lineAndColumn(sql, [...sql.slice(0, nul)].length)})`
  const { depth, nestedComments, assignmentCost } = measureNesting(sql)
  if (depth > maximumDepth)
    return `the text nests about ${depth} levels deep; at most ${maximumDepth} are read`
  if (nestedComments > maximumNestedComments)
    return `the text holds ${nestedComments} comments inside comments; at most ${maximumNestedComments} are read`
  if (assignmentCost > maximumAssignmentCost)
    return 'the text assigns to more columns at once, SET (…) = (…), than can be read'
  return undefined
}

/** The parser counts code points from 0; people count lines and columns from 1. */
function lineAndColumn(sql: string, codePoint: number): string {
  const before = [...sql].slice(0, codePoint)
  const line = before.filter((character) => character === '\n').length + 1
  const column = before.length - before.lastIndexOf('\n')
  return `line ${line}, column ${column}`
}
