/** Has PostgreSQL merge what was written into the indexes of searches soon: until then every search reads it from end to end. */
import type { Database } from '../database.ts'

const mergeAfterMs = 3000

/** Their lists of what is not merged yet; else they wait until they are full or the table is vacuumed. */
const merge = `
select gin_clean_pending_list(of_index)
  from unnest(array['search_document_found', 'search_document_words_8', 'search_document_words_64']::regclass[]) as of_index`

/**
 * Answers what to call after a write. The merge comes once nothing has been written for a while: merged piece by piece, a bulk load
 * would cost half as much again, and PostgreSQL merges by itself what grows long. A merge that fails is left to the vacuum.
 */
export function createIndexMerger(database: Database): () => void {
  let timer: NodeJS.Timeout | undefined
  return () => {
    timer ??= setTimeout(() => {
      database.query(merge).catch(() => {})
    }, mergeAfterMs).unref()
    timer.refresh()
  }
}
