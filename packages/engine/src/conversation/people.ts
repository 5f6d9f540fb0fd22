/** Who a message speaks to: `<#E::user::ada|@ada>` in a text, and the assignees of a task. */
import type { EntityReference } from '@waymark/spec'
import { problem } from '@waymark/spec'
import type { Tx } from '../database.ts'
import type { EntityTypes } from '../entity-type.ts'
import { findAll } from '../references.ts'

const mention = /<#E::(\w+)::([^|<>]+)\|/gu

/** Links that a message mentions, each once. */
export function mentionsIn(message: string): { readonly type: string; readonly fqn: string }[] {
  const found = new Map<string, { type: string; fqn: string }>()
  for (const [, type = '', fqn = ''] of message.matchAll(mention)) found.set(`${type} ${fqn}`, { type, fqn })
  return [...found.values()]
}

const insert = `
insert into thread_person (thread_id, post_id, person_id, role)
select $1, $2, e.id, 'mention'
  from entity e join unnest($3::text[], $4::text[]) as m (type, fqn)
    on e.type = m.type and e.fqn_hash = md5(m.fqn)::uuid and e.fqn = m.fqn`

/** Notes whom a message mentions; names that nobody has are just text. */
export async function storeMentions(
  tx: Tx,
  threadId: string,
  postId: string | null,
  message: string,
): Promise<void> {
  const mentions = mentionsIn(message)
  if (mentions.length === 0) return
  const [types, names] = [mentions.map(({ type }) => type), mentions.map(({ fqn }) => fqn)]
  await tx.query(insert, [threadId, postId, types, names])
}

/** @throws problem `reference-not-found` */
export async function storeAssignees(
  tx: Tx,
  types: EntityTypes,
  threadId: string,
  assignees: readonly EntityReference[],
): Promise<void> {
  const pointers = assignees.map(({ id, type }) => {
    if (!types.find(type)) {
      throw problem('body-invalid', { field: 'assignees', expected: `users or teams; '${type}' is neither.` })
    }
    return { field: 'assignees', types: [type], id: id.toLowerCase() }
  })
  const found = await findAll(tx, types, pointers, false)
  const ids = [...new Set(pointers.map((pointer) => found.one(pointer).id))]
  await tx.query(`delete from thread_person where thread_id = $1 and role = 'assignee'`, [threadId])
  await tx.query(
    `insert into thread_person (thread_id, person_id, role) select $1, id, 'assignee' from unnest($2::uuid[]) as id`,
    [threadId, ids],
  )
}
