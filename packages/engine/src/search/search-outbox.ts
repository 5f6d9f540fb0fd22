/** Turns the outbox of changed search documents on and off: nothing is noted while nobody reads it. */
import type { Database, Tx } from '../database.ts'

const triggers = ['inserted', 'updated', 'deleted'].map((name) => `search_document_${name}`)

/** Whether every change is noted. */
export async function isNoting(tx: Tx): Promise<boolean> {
  const { rows } = await tx.query<{ on: boolean }>(
    `select bool_and(tgenabled <> 'D') as on from pg_trigger
      where tgrelid = 'search_document'::regclass and tgname = any($1)`,
    [triggers],
  )
  return rows[0]?.on === true
}

/** @returns whether changes were not noted until now, so that some may be unknown */
export async function noteChanges(tx: Tx): Promise<boolean> {
  if (await isNoting(tx)) return false
  for (const name of triggers) await tx.query(`alter table search_document enable trigger ${name}`)
  return true
}

/** For a catalog that searches in PostgreSQL again: what was noted is forgotten, and the next backend is told everything. */
export async function stopSearchFeed(database: Database): Promise<void> {
  if (!(await isNoting(database))) return
  await database.transaction(async (tx) => {
    for (const name of triggers) await tx.query(`alter table search_document disable trigger ${name}`)
    await tx.query('delete from search_feed')
    await tx.query('delete from search_change')
  })
}
