/** What conversations need of the engine: the database, and writing an entity inside a transaction of theirs. */
import type { EntityReference, JsonPatch } from '@waymark/spec'
import { formatEntityLink, parseEntityLink, problem } from '@waymark/spec'
import type { Database, Tx } from '../database.ts'
import type { RandomBytes } from '../entity-id.ts'
import type { EntityTypes } from '../entity-type.ts'
import { findAll, type ReferenceRow, reference } from '../references.ts'
import type { Actor, EntityJson, WriteOptions } from '../write-options.ts'

export interface ConversationContext {
  readonly database: Database
  readonly types: EntityTypes
  readonly now: () => number
  readonly randomBytes: RandomBytes
  /** The full entity, locked for the rest of the transaction. @throws problem `entity-not-found` */
  lock(tx: Tx, type: string, id: string): Promise<EntityJson>
  /** Writes to a locked entity as any patch does. */
  patch(
    tx: Tx,
    type: string,
    id: string,
    patch: JsonPatch,
    actor: Actor,
    options: WriteOptions,
  ): Promise<void>
}

/** What a link leads to. */
export interface About {
  readonly entity: ReferenceRow
  /** What follows the entity's name. */
  readonly part: string | undefined
}

/** @throws problem `body-invalid` for no link or an unknown type, `reference-not-found` */
export async function findAbout(
  tx: Tx,
  { types }: ConversationContext,
  link: string,
  field: string,
): Promise<About> {
  const { type, fqn, member, part } = parseEntityLink(link, field)
  if (!types.find(type)) {
    throw problem('body-invalid', { field, expected: `a link to a known type; '${type}' is none.` })
  }
  const pointer = { field, types: [type], fqn }
  const found = await findAll(tx, types, [pointer], false)
  const rest = [member, part].filter((one) => one !== undefined)
  return { entity: found.one(pointer, () => true), part: rest.length === 0 ? undefined : rest.join('::') }
}

export function linkTo(type: string, fqn: string, part: string | null): string {
  return formatEntityLink({ type, fqn, ...(part === null ? {} : { member: part }) })
}

/** References by id; entities that are gone are missing. */
export async function referencesOf(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EntityReference>> {
  if (ids.length === 0) return new Map()
  const { rows } = await tx.query<ReferenceRow>({
    name: 'conversation-references',
    text: 'select id, type, name, fqn, display_name, deleted from entity where id = any($1::uuid[])',
    values: [ids],
  })
  return new Map(rows.map((row): [string, EntityReference] => [row.id, reference(row)]))
}
