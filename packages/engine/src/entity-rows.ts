/** Rows of `entity`: select, insert, update. */
import { problem } from '@waymark/spec'
import { isUniqueViolation, type Tx } from './database.ts'
import { attributesOf, type StoredEntity } from './document.ts'
import type { EntityType } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import type { SealedSecrets } from './secrets.ts'

interface Row {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly fqn: string
  readonly parent_id: string | null
  readonly doc: string
  readonly secrets: SealedSecrets | null
  readonly version: string
  readonly updated_at: string
  readonly updated_by: string
  readonly deleted: boolean
  readonly deleted_with: string | null
}

/** Columns of a {@link StoredEntity}. */
export const entityColumns =
  'entity.id, entity.type, entity.name, entity.fqn, entity.parent_id, entity.doc, entity.secrets, entity.version, ' +
  'entity.updated_at, entity.updated_by, entity.deleted, entity.deleted_with'

export function storedEntity(row: Row): StoredEntity {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    fqn: row.fqn,
    parentId: row.parent_id,
    document: JSON.parse(row.doc) as JsonObject, // written by updateEntities and insertEntities
    secrets: row.secrets,
    version: Number(row.version),
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by,
    deleted: row.deleted,
    deletedWith: row.deleted_with,
  }
}

/** Runs a select of {@link entityColumns}; a statement with a name is prepared once per connection. */
export async function selectEntities(
  tx: Tx,
  name: string | undefined,
  text: string,
  values: readonly unknown[],
): Promise<StoredEntity[]> {
  const { rows } = await tx.query<Row>({ ...(name === undefined ? {} : { name }), text, values })
  return rows.map(storedEntity)
}

const lockByName = `
select ${entityColumns} from entity
  join unnest($2::text[]) as wanted (of_fqn) on entity.fqn_hash = md5(of_fqn)::uuid and entity.fqn = of_fqn
 where entity.type = $1
 order by entity.id
   for no key update of entity`

/** Locks entities against other writers, in the order of ids so that two batches never wait for each other crosswise. */
export function lockByFqn(tx: Tx, type: string, fqns: readonly string[]): Promise<StoredEntity[]> {
  return selectEntities(tx, 'entity-lock-names', lockByName, [type, fqns])
}

const lockOne = `select ${entityColumns} from entity where type = $1 and id = $2 for no key update`

export async function lockById(tx: Tx, type: string, id: string): Promise<StoredEntity | undefined> {
  return (await selectEntities(tx, 'entity-lock', lockOne, [type, id]))[0]
}

const selectMany = `select ${entityColumns} from entity where id = any($1::uuid[])`

export function selectByIds(tx: Tx, ids: readonly string[]): Promise<StoredEntity[]> {
  return selectEntities(tx, 'entity-select-ids', selectMany, [ids])
}

const insert = `
insert into entity (id, type, name, fqn, display_name, parent_id, doc, secrets, attributes, version, updated_at,
                    updated_by, deleted, deleted_with)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[],
                     string_to_array($7::text, E'\\n'), string_to_array($8::text, E'\\n', '')::jsonb[],
                     string_to_array($9::text, E'\\n')::jsonb[], $10::numeric[], $11::bigint[], $12::text[], $13::boolean[], $14::uuid[])
 order by 4
on conflict do nothing`

const update = `
update entity
   set name = u.name, fqn = u.fqn, parent_id = u.parent_id, display_name = u.display_name, doc = u.doc, secrets = u.secrets, attributes = u.attributes,
       version = u.version, updated_at = u.updated_at, updated_by = u.updated_by, deleted = u.deleted,
       deleted_with = u.deleted_with
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[],
              string_to_array($7::text, E'\\n'), string_to_array($8::text, E'\\n', '')::jsonb[],
              string_to_array($9::text, E'\\n')::jsonb[], $10::numeric[], $11::bigint[], $12::text[], $13::boolean[], $14::uuid[])
    as u (id, type, name, fqn, display_name, parent_id, doc, secrets, attributes, version, updated_at, updated_by,
          deleted, deleted_with)
 where entity.id = u.id`

/** A stored entity with its type, ready to be written. */
export interface EntityWrite {
  readonly type: EntityType
  readonly entity: StoredEntity
}

/**
 * JSON texts, one a line: JSON has no line break of its own, so nothing needs to be escaped on the way, as every quote
 * of an array would. An empty line is null.
 */
function jsonLines(writes: readonly EntityWrite[], of: (write: EntityWrite) => string): string {
  return writes.map(of).join('\n')
}

function columnsOf(writes: readonly EntityWrite[]): unknown[] {
  const column = (of: (write: EntityWrite) => unknown) => writes.map(of)
  return [
    column(({ entity }) => entity.id),
    column(({ entity }) => entity.type),
    column(({ entity }) => entity.name),
    column(({ entity }) => entity.fqn),
    column(({ entity }) => entity.document.displayName ?? null),
    column(({ entity }) => entity.parentId),
    jsonLines(writes, ({ entity }) => JSON.stringify(entity.document)),
    jsonLines(writes, ({ entity }) => (entity.secrets === null ? '' : JSON.stringify(entity.secrets))),
    jsonLines(writes, ({ type, entity }) => JSON.stringify(attributesOf(type, entity.document))),
    column(({ entity }) => entity.version),
    column(({ entity }) => entity.updatedAt),
    column(({ entity }) => entity.updatedBy),
    column(({ entity }) => entity.deleted),
    column(({ entity }) => entity.deletedWith),
  ]
}

const chunk = 500

/** Items of one statement: enough to share its cost, few enough to keep memory flat. */
export function* chunksOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += chunk) yield items.slice(at, at + chunk)
}

/** Answers how many were stored: one whose name somebody took in the meantime is not. */
export async function insertEntities(tx: Tx, writes: readonly EntityWrite[]): Promise<number> {
  if (writes.length === 0) return 0
  return (await tx.query({ name: 'entity-insert', text: insert, values: columnsOf(writes) })).rowCount
}

export async function updateEntities(tx: Tx, writes: readonly EntityWrite[]): Promise<void> {
  if (writes.length === 0) return
  try {
    await tx.query({ name: 'entity-update', text: update, values: columnsOf(writes) })
  } catch (error) {
    // Only a rename or a move can meet another name; somebody took it since it was looked for.
    if (!isUniqueViolation(error)) throw error
    const { type, entity } = writes[0] ?? {}
    throw problem('entity-exists', { type: type?.definition.label, name: entity?.fqn }, error)
  }
}
