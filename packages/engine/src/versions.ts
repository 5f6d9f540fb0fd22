/** The history of an entity: every version as it stood. */
import { problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import { entityJson, fullEntity } from './document.ts'
import { printVersion } from './entity-tag.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { readLinks } from './links.ts'
import { readStored } from './read.ts'
import type { EntityJson } from './write-options.ts'

async function current(tx: Tx, types: EntityTypes, type: EntityType, id: string): Promise<EntityJson> {
  const stored = await readStored(tx, types, type, { id }, 'all')
  const links = (await readLinks(tx, [stored.id], type.ownLinks, true)).get(stored.id) ?? new Map()
  return fullEntity(type, stored.document, links, new Map())
}

/** JSON texts, newest first, links included. @throws problem `entity-not-found` */
export async function readVersions(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
  id: string,
): Promise<readonly string[]> {
  const newest = await current(tx, types, type, id)
  const { rows } = await tx.query<{ doc: string }>({
    name: 'version-list',
    text: 'select doc from entity_version where entity_id = $1 order by version desc',
    values: [id],
  })
  return [JSON.stringify(newest), ...rows.map((row) => row.doc)]
}

/** @throws problem `entity-not-found` when there is no such entity or no such version of it */
export async function readVersion(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
  id: string,
  version: number,
): Promise<EntityJson> {
  const newest = await current(tx, types, type, id)
  if (newest.version === version) return newest
  const { rows } = await tx.query<{ doc: string }>({
    name: 'version-one',
    text: 'select doc from entity_version where entity_id = $1 and version = $2',
    values: [id, Number.isFinite(version) ? version : -1],
  })
  const [row] = rows
  if (!row)
    throw problem('entity-not-found', { type: type.type, key: `${id}, version ${printVersion(version)}` })
  return entityJson(JSON.parse(row.doc) as JsonObject) // stored by the write that superseded it
}
