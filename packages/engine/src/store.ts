/** Stores planned writes: row, history, links, tag usage, unique values, search document and event, all in one transaction. */
import { problem } from '@waymark/spec'
import { allOf, type Tx } from './database.ts'
import { type EntityWrite, insertEntities, updateEntities } from './entity-rows.ts'
import type { EntityType } from './entity-type.ts'
import { type ChangeEventRow, writeChangeEvents } from './events/write-change-events.ts'
import { deleteLinks, insertLinks } from './links.ts'
import { replaceMentions } from './mentions.ts'
import { unsetElsewhere } from './only-one.ts'
import type { Plan } from './plan.ts'
import { writeSearchDocuments } from './search/search-document.ts'
import { replaceTagUses } from './tags.ts'
import type { WriteContext } from './write-context.ts'

/** Somebody else created an entity of the same name, or took the same value, while this batch was under way. */
export class ConcurrentWrite extends Error {
  override readonly name = 'ConcurrentWrite'
}

/** Stores plans of one type. Unchanged ones cost nothing. @throws ConcurrentWrite */
export async function storePlans(
  tx: Tx,
  context: Pick<WriteContext, 'lexicon' | 'noteSearchWrite'>,
  type: EntityType,
  plans: readonly Plan[],
): Promise<void> {
  const writes = plans.filter((plan) => plan.outcome !== 'unchanged')
  const created = writes.filter((plan) => plan.before === undefined)
  const updated = writes.filter((plan) => plan.before !== undefined)
  const rows = (of: readonly Plan[]) => of.map(({ after }) => ({ type, entity: after }))

  const retagged = writes.filter((plan) => plan.usesChanged)
  const retold = writes.filter((plan) => plan.mentionsChanged)
  await allOf([
    insertCreated(tx, rows(created)),
    updateEntities(tx, rows(updated)),
    insertVersions(tx, updated),
    storeUniqueValues(tx, type, writes),
    replaceLinks(tx, writes),
    replaceTagUses(
      tx,
      retagged.filter((plan) => plan.before !== undefined).map((plan) => plan.after.id),
      retagged.map((plan) => ({ id: plan.after.id, uses: plan.uses })),
    ),
    replaceMentions(
      tx,
      retold.filter((plan) => plan.before !== undefined).map((plan) => plan.after.id),
      retold.map((plan) => ({ id: plan.after.id, mentions: plan.mentions })),
    ),
    writeChangeEvents(tx, writes.filter((plan) => plan.versioned).map(eventOf)),
    writeSearchDocuments(
      tx,
      type.definition,
      writes.map((plan) => plan.fullAfter),
      context.lexicon,
    ),
  ])
  if (writes.length > 0) context.noteSearchWrite()
  await unsetElsewhere(tx, type, writes)
}

async function insertCreated(tx: Tx, rows: readonly EntityWrite[]): Promise<void> {
  const inserted = await insertEntities(tx, rows)
  if (inserted < rows.length) throw new ConcurrentWrite('A name was taken in the meantime.')
}

async function replaceLinks(tx: Tx, writes: readonly Plan[]): Promise<void> {
  await deleteLinks(
    tx,
    writes.flatMap((plan) => plan.linksRemoved),
  )
  await insertLinks(
    tx,
    writes.flatMap((plan) => plan.linksAdded),
  )
}

function eventOf(plan: Plan): ChangeEventRow {
  const { after, before, outcome } = plan
  const eventType =
    outcome === 'created' ? 'entityCreated' : outcome === 'restored' ? 'entityRestored' : 'entityUpdated'
  const change = plan.fullAfter.changeDescription
  return {
    eventType,
    entityType: after.type,
    entityId: after.id,
    fqn: after.fqn,
    ...(before ? { previousVersion: before.stored.version } : {}),
    currentVersion: after.version,
    userName: after.updatedBy,
    timestamp: after.updatedAt,
    ...(before && change ? { changeDescription: change } : {}),
  }
}

const insertHistory = `
insert into entity_version (entity_id, version, doc)
select * from unnest($1::uuid[], $2::numeric[], $3::text[])`

async function insertVersions(tx: Tx, plans: readonly Plan[]): Promise<void> {
  const superseded = plans.filter((plan) => plan.versioned)
  if (superseded.length === 0) return
  await tx.query({
    name: 'version-insert',
    text: insertHistory,
    values: [
      superseded.map((plan) => plan.after.id),
      superseded.map((plan) => plan.before?.stored.version),
      superseded.map((plan) => JSON.stringify(plan.fullBefore)),
    ],
  })
}

const insertUnique = `
insert into unique_value (type, field, value, entity_id)
select $1, * from unnest($2::text[], $3::text[], $4::uuid[]) order by 2, 3
on conflict do nothing`

async function storeUniqueValues(tx: Tx, type: EntityType, plans: readonly Plan[]): Promise<void> {
  const fields = type.definition.unique ?? []
  if (fields.length === 0) return
  const touched = plans.filter((plan) => fields.some((field) => plan.changed.includes(field)))
  const values = touched.flatMap(({ after }) =>
    fields.flatMap((field) => {
      const value = after.document[field]
      return typeof value === 'string' ? [{ field, value: value.toLowerCase(), id: after.id }] : []
    }),
  )
  if (touched.length === 0) return
  await tx.query({
    name: 'unique-delete',
    text: 'delete from unique_value where entity_id = any($1::uuid[])',
    values: [touched.map((plan) => plan.after.id)],
  })
  const { rowCount } = await tx.query({
    name: 'unique-insert',
    text: insertUnique,
    values: [
      type.type,
      values.map((one) => one.field),
      values.map((one) => one.value),
      values.map((one) => one.id),
    ],
  })
  if (rowCount === values.length) return
  if (plans.length > 1) throw new ConcurrentWrite('A unique value is taken.')
  throw problem('value-taken', { field: fields.join(', '), type: type.definition.label })
}
