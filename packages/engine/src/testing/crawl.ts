/** Looks for a text in every table of a database, whoever put it there. */
import type { Database } from '../database.ts'

/** What was: versions that were superseded, and events that happened. */
const history = new Set(['entity_version', 'change_event', 'waymark_migration'])

/** Answers the tables in which a text stands anywhere. What the last change of an entity was is history as well. */
export async function crawler(database: Database): Promise<(text: string) => Promise<string[]>> {
  const { rows } = await database.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
  )
  const tables = rows.map((row) => row.name).filter((name) => !history.has(name))
  return async (text) => {
    const found: string[] = []
    for (const table of tables) {
      const row =
        table === 'entity' ? "concat(t.fqn, t.id, (t.doc::jsonb - 'changeDescription')::text)" : 't::text'
      const selected = await database.query(
        `select 1 from ${table} as t where position($1 in ${row}) > 0 limit 1`,
        [text],
      )
      if (selected.rows.length > 0) found.push(table)
    }
    return found
  }
}
