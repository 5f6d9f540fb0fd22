/** Makes search documents anew: after a change of their layout or of what a definition lets search. */
import { createHash } from 'node:crypto'
import type { Database } from '../database.ts'
import { entityColumns, selectEntities } from '../entity-rows.ts'
import type { EntityType, EntityTypes } from '../entity-type.ts'
import { rewriteSearchDocuments } from '../search-follow.ts'

/** Raised whenever the same entity would give another document. */
const layout = 2

const chunk = 200

const selectChunk = `
select ${entityColumns} from entity
 where entity.type = $1 and entity.id > $2
 order by entity.id limit ${chunk}
   for no key update`

const note = `
insert into search_layout values ($1, $2)
on conflict (entity_type) do update set fingerprint = excluded.fingerprint`

/** Types without entities are in order as they are. */
const noteEmpty = `
insert into search_layout
select * from unnest($1::text[], $2::text[]) as wanted (of_type, fingerprint)
 where not exists (select from entity where entity.type = of_type)
on conflict (entity_type) do update set fingerprint = excluded.fingerprint
 where search_layout.fingerprint <> excluded.fingerprint`

const firstId = '00000000-0000-0000-0000-000000000000'

function fingerprint({ definition }: EntityType): string {
  return createHash('md5')
    .update(JSON.stringify([layout, definition.search]))
    .digest('hex')
}

/**
 * Writes are not held up: entities are locked a few at a time, and what changes meanwhile writes its own document. A run that
 * breaks off is begun again by the next.
 */
export async function rebuildSearch(database: Database, types: EntityTypes, only?: string): Promise<number> {
  const searched = types.all.filter(
    (type) => type.definition.search && (only === undefined || only === type.type),
  )
  await database.query(noteEmpty, [searched.map((type) => type.type), searched.map(fingerprint)])
  const { rows } = await database.query<{ entity_type: string; fingerprint: string }>(
    'select * from search_layout',
  )
  const known = new Map(rows.map((row) => [row.entity_type, row.fingerprint]))
  let written = 0
  for (const type of searched) {
    const wanted = fingerprint(type)
    if (only === undefined && known.get(type.type) === wanted) continue
    written += await rebuildType(database, type)
    await database.query(note, [type.type, wanted])
  }
  return written
}

async function rebuildType(database: Database, type: EntityType): Promise<number> {
  let written = 0
  for (let after = firstId; ; ) {
    const found = await database.transaction(async (tx) => {
      const entities = await selectEntities(tx, 'search-rebuild', selectChunk, [type.type, after])
      await rewriteSearchDocuments(
        tx,
        entities.map((entity) => ({ type, entity })),
      )
      return entities
    })
    written += found.length
    const last = found.at(-1)
    if (!last || found.length < chunk) return written
    after = last.id
  }
}
