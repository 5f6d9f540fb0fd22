/** Takes the values of custom properties that are no more off every entity that has them. */
import type { Tx } from '../database.ts'

/** No new version: nobody changed the entities, a word of their vocabulary went away. */
const strip = `
update entity
   set doc = (jsonb_set(doc::jsonb, '{extension}', (doc::jsonb -> 'extension') - $2::text[]))::text
 where type = $1 and position('"extension"' in doc) > 0 and doc::jsonb -> 'extension' ?| $2::text[]`

export async function removeValues(tx: Tx, entityType: string, names: readonly string[]): Promise<void> {
  if (names.length > 0) await tx.query(strip, [entityType, names])
}
