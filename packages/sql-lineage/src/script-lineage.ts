/** SQL lineage of every dialect but PostgreSQL's: the reader's tree of a statement, and one resolver for all of them. */
import type { KnownSchemas, LineageResult, SqlLineage } from './lineage.ts'
import { dialects, type ReadDialect } from './reader/dialect.ts'
import { readScript } from './reader/read-script.ts'
import { createSession } from './resolver/analysis.ts'
import { readStatement } from './resolver/resolve-statement.ts'

/** Needs nothing loaded; may be used by any number of callers. */
export function createScriptLineage(name: ReadDialect): SqlLineage {
  const dialect = dialects[name]

  function ofStatement(sql: string, known: KnownSchemas): readonly LineageResult[] {
    const session = createSession()
    return readScript(sql, dialect).flatMap((read): readonly LineageResult[] => {
      if ('problem' in read) return [nothing(read.text, read.problem)]
      try {
        return readStatement(read.statement, read.text, known, dialect, session)
      } catch (error) {
        // The reader bounds what reaches this place; should a stack overflow or a bug get through, the other statements still count.
        return [
          nothing(
            read.text,
            `the statement cannot be traced: ${error instanceof Error ? error.message : String(error)}`,
          ),
        ]
      }
    })
  }

  return {
    ofStatement,
    ofView(definition, known) {
      const results = ofStatement(definition, known)
      const [result] = results
      if (result === undefined) return nothing(definition, 'the view definition holds no SELECT')
      if (results.length === 1) return result
      const surplus = 'the view definition holds more than one statement; only the first is traced'
      return { ...result, notUnderstood: [...result.notUnderstood, surplus] }
    },
  }
}

function nothing(statement: string, reason: string): LineageResult {
  return { statement, sources: [], columns: [], notUnderstood: [reason] }
}
