/** Brings search documents up to date where an entity shows something that changed elsewhere. */
import type { Tx } from './database.ts'
import { fullEntity } from './document.ts'
import { type EntityWrite, entityColumns, selectEntities } from './entity-rows.ts'
import type { EntityTypes } from './entity-type.ts'
import { readLinks } from './links.ts'
import {
  documentOf,
  moveSearchDocuments,
  type SearchDocument,
  writeSearchDocuments,
} from './search/search-document.ts'

const selectByIds = `select ${entityColumns} from entity where entity.id = any($1::uuid[])`

/** Search documents as the entities stand now, owners and tags included. Of any types; those without search are left out. */
export async function rewriteSearchDocuments(tx: Tx, writes: readonly EntityWrite[]): Promise<void> {
  await rewrite(tx, writes, writeSearchDocuments)
}

/** The same for entities whose own names and texts did not change, which costs half. */
export async function moveSearchDocumentsOf(tx: Tx, writes: readonly EntityWrite[]): Promise<void> {
  await rewrite(tx, writes, moveSearchDocuments)
}

/** What search knows of entities as they are now, for a backend that keeps its own documents. What is gone is left out. */
export async function readSearchDocuments(
  tx: Tx,
  types: EntityTypes,
  ids: readonly string[],
): Promise<SearchDocument[]> {
  const stored = await selectEntities(tx, 'search-read', selectByIds, [ids])
  const found: SearchDocument[] = []
  const writes = stored.map((entity) => ({ type: types.of(entity.type), entity }))
  await rewrite(tx, writes, async (_tx, definition, entities) => {
    found.push(...entities.map((entity) => documentOf(definition, entity)))
  })
  return found
}

async function rewrite(
  tx: Tx,
  writes: readonly EntityWrite[],
  write: typeof writeSearchDocuments,
): Promise<void> {
  const none = new Map()
  for (const type of new Set(writes.map((write) => write.type))) {
    if (!type.definition.search) continue
    const entities = writes.filter((write) => write.type === type).map(({ entity }) => entity)
    const ids = entities.map((entity) => entity.id)
    const links = await readLinks(tx, ids, type.ownLinks, true)
    await write(
      tx,
      type.definition,
      entities.map((entity) => fullEntity(type, entity.document, links.get(entity.id) ?? none, none)),
    )
  }
}
