/** PostgreSQL's SQL lineage: PostgreSQL's own parser, and name resolution over what it yields. */
import type { LineageResult, SqlLineage } from '../lineage.ts'
import { createParser } from './parse.ts'
import { readStatement } from './statements.ts'

/** Loads the parser; the result may be used from then on without waiting, by any number of callers. */
export async function createPostgresLineage(): Promise<SqlLineage> {
  const parse = await createParser()
  return {
    ofView(definition, known) {
      const parsed = parse(definition)
      if ('refused' in parsed) return nothing(parsed.refused)
      const results = parsed.statements.flatMap((statement) => readStatement(statement, known))
      const [result] = results
      if (result === undefined) return nothing('the view definition holds no SELECT')
      if (results.length === 1) return result
      const surplus = 'the view definition holds more than one statement; only the first is traced'
      return { ...result, notUnderstood: [...result.notUnderstood, surplus] }
    },
    ofStatement(sql, known) {
      const parsed = parse(sql)
      if ('refused' in parsed) return [nothing(parsed.refused)]
      return parsed.statements.flatMap((statement) => readStatement(statement, known))
    },
  }
}

function nothing(reason: string): LineageResult {
  return { sources: [], columns: [], notUnderstood: [reason] }
}
