/** Makes search documents anew: after a change of their layout or of what a definition lets search. */
import { createHash } from 'node:crypto'
import type { Database } from '../database.ts'
import { entityColumns, selectEntities } from '../entity-rows.ts'
import type { EntityType, EntityTypes } from '../entity-type.ts'
import { rewriteSearchDocuments } from '../search-follow.ts'

/** Raised whenever the same entity would give another document. */
const layout = 4

const chunk = 200

const selectChunk = `
select ${entityColumns} from entity
 where entity.type = $1 and entity.id > $2
 order by entity.id limit ${chunk}
   for no key update`

/** Types without entities are in order as they are. */
const noteEmpty = `
insert into search_layout (entity_type, fingerprint)
select * from unnest($1::text[], $2::text[]) as wanted (of_type, fingerprint)
 where not exists (select from entity where entity.type = of_type)
on conflict (entity_type) do update set fingerprint = excluded.fingerprint
 where search_layout.fingerprint <> excluded.fingerprint`

/**
 * Goes on where a run for the same fingerprint broke off. Unless it is forced, one that another replica has ended since this one
 * looked is not begun again.
 */
const begin = `
insert into search_layout (entity_type, fingerprint, pending) values ($1, '', $2)
on conflict (entity_type) do update
   set pending = excluded.pending, done_to = null
 where search_layout.pending is distinct from excluded.pending and ($3 or search_layout.fingerprint <> excluded.pending)`

/** Nobody's turn while another replica is at it: the one that gets the row makes the next documents. */
const takeTurn = `
select done_to from search_layout where entity_type = $1 and pending = $2 for update`

const noteProgress = 'update search_layout set done_to = $2 where entity_type = $1'

const noteDone = `
update search_layout set fingerprint = pending, pending = null, done_to = null where entity_type = $1`

const firstId = '00000000-0000-0000-0000-000000000000'

function fingerprint({ definition }: EntityType): string {
  return createHash('md5')
    .update(JSON.stringify([layout, definition.search]))
    .digest('hex')
}

/**
 * Where nothing has changed this is two short statements. Writes are not held up: entities are locked a few at a time, and
 * what changes meanwhile writes its own document. A run that breaks off is gone on with by the next, and replicas that start
 * at the same time share one run.
 * @param only - a type whose documents are made anew whether they need it or not
 * @returns how many documents were made here
 */
export async function rebuildSearch(database: Database, types: EntityTypes, only?: string): Promise<number> {
  const searched = types.all.filter(
    (type) => type.definition.search && (only === undefined || only === type.type),
  )
  await database.query(noteEmpty, [searched.map((type) => type.type), searched.map(fingerprint)])
  const { rows } = await database.query<{ entity_type: string; fingerprint: string }>(
    'select entity_type, fingerprint from search_layout',
  )
  const known = new Map(rows.map((row) => [row.entity_type, row.fingerprint]))
  let written = 0
  for (const type of searched) {
    if (only === undefined && known.get(type.type) === fingerprint(type)) continue
    written += await rebuildType(database, type, only !== undefined)
  }
  return written
}

async function rebuildType(database: Database, type: EntityType, isForced: boolean): Promise<number> {
  const wanted = fingerprint(type)
  await database.query(begin, [type.type, wanted, isForced])
  let written = 0
  for (;;) {
    const found = await database.transaction(async (tx) => {
      const { rows } = await tx.query<{ done_to: string | null }>(takeTurn, [type.type, wanted])
      const [turn] = rows
      // Another replica has made the last ones, or is of a release with other documents.
      if (!turn) return undefined
      const after = turn.done_to ?? firstId
      const entities = await selectEntities(tx, 'search-rebuild', selectChunk, [type.type, after])
      await rewriteSearchDocuments(
        tx,
        entities.map((entity) => ({ type, entity })),
      )
      const last = entities.at(-1)
      const isEnd = last === undefined || entities.length < chunk
      if (isEnd) await tx.query(noteDone, [type.type])
      else await tx.query(noteProgress, [type.type, last.id])
      return { written: entities.length, isEnd }
    })
    written += found?.written ?? 0
    if (!found || found.isEnd) return written
  }
}
