/** Keeps suggestions; accepting writes what they propose to their entities, all in one transaction. */
import {
  type ChangeEvent,
  type CreateSuggestion,
  type EntityReference,
  isUuid,
  problem,
  type Suggestion,
  type TagLabel,
} from '@waymark/spec'
import type { Tx } from '../database.ts'
import { newEntityId } from '../entity-id.ts'
import { writeChangeEvents } from '../events/write-change-events.ts'
import type { WriteOptions } from '../write-options.ts'
import { patchFor } from './apply-value.ts'
import { type ConversationContext, findAbout, linkTo, referencesOf } from './context.ts'
import type { Speaker, SuggestionQuery, Suggestions } from './contract.ts'
import { pointerTo } from './entity-part.ts'
import { readCursor, writeCursor } from './list-threads.ts'
import { visibleAbout } from './visible-threads.ts'

interface Row {
  readonly id: string
  readonly about_id: string
  readonly about_type: string
  readonly about_part: string | null
  readonly fqn: string
  readonly kind: NonNullable<Suggestion['type']>
  readonly status: NonNullable<Suggestion['status']>
  readonly value: { readonly description?: string; readonly tagLabels?: TagLabel[] }
  readonly created_by: string | null
  readonly created_at: string
  readonly updated_by: string
  readonly updated_at: string
}

const select = `select s.*, e.fqn from suggestion s join entity e on e.id = s.about_id`

function suggestionOf(row: Row, users: ReadonlyMap<string, EntityReference>): Suggestion {
  const createdBy = row.created_by === null ? undefined : users.get(row.created_by)
  return {
    id: row.id,
    type: row.kind,
    entityLink: linkTo(row.about_type, row.fqn, row.about_part),
    createdAt: Number(row.created_at),
    ...(createdBy === undefined ? {} : { createdBy }),
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by,
    status: row.status,
    ...row.value,
  }
}

async function shown(tx: Tx, rows: readonly Row[]): Promise<Suggestion[]> {
  const users = await referencesOf(tx, [...new Set(rows.flatMap((row) => row.created_by ?? []))])
  return rows.map((row) => suggestionOf(row, users))
}

async function lockAll(tx: Tx, ids: readonly string[], mustBeOpen: boolean): Promise<Row[]> {
  const known = ids.filter(isUuid)
  const { rows } = await tx.query<Row>(
    `${select} where s.id = any($1::uuid[]) order by s.created_at, s.id for update of s`,
    [known],
  )
  for (const id of ids) {
    const row = rows.find((one) => one.id === id.toLowerCase())
    if (!row) throw problem('entity-not-found', { type: 'suggestion', key: id })
    if (mustBeOpen && row.status !== 'Open') {
      throw problem('body-invalid', { field: 'id', expected: `an open suggestion; ${id} is ${row.status}.` })
    }
  }
  return rows
}

type Told = Pick<Row, 'about_type' | 'about_id' | 'fqn'>

/** Events of suggestions are about the entity: who follows it hears of them. */
function eventOf(eventType: ChangeEvent['eventType'], about: Told, userName: string, nowMs: number) {
  return {
    eventType,
    entityType: about.about_type,
    entityId: about.about_id,
    fqn: about.fqn,
    currentVersion: 0.1,
    userName,
    timestamp: nowMs,
  }
}

/** What is proposed, and of which kind. @throws problem `body-invalid` */
function read(request: Partial<CreateSuggestion>): { kind: Row['kind']; value: Row['value'] } {
  const { type, description, tagLabels } = request
  const kind = type ?? (description === undefined ? 'SuggestTagLabel' : 'SuggestDescription')
  if (kind === 'SuggestDescription' && (description === undefined || description === '')) {
    throw problem('body-invalid', { field: 'description', expected: 'is required to suggest a description.' })
  }
  if (kind === 'SuggestTagLabel' && (tagLabels === undefined || tagLabels.length === 0)) {
    throw problem('body-invalid', { field: 'tagLabels', expected: 'at least one label to suggest.' })
  }
  return {
    kind,
    value: {
      ...(description === undefined ? {} : { description }),
      ...(tagLabels === undefined ? {} : { tagLabels }),
    },
  }
}

export function createSuggestions(context: ConversationContext): Suggestions {
  const { database, now } = context
  const one = async (tx: Tx, id: string): Promise<Suggestion> => {
    const { rows } = isUuid(id) ? await tx.query<Row>(`${select} where s.id = $1`, [id]) : { rows: [] }
    const [suggestion] = await shown(tx, rows)
    if (!suggestion) throw problem('entity-not-found', { type: 'suggestion', key: id })
    return suggestion
  }
  const tell = (tx: Tx, eventType: ChangeEvent['eventType'], about: Told, speaker: Speaker) =>
    writeChangeEvents(tx, [eventOf(eventType, about, speaker.name, now())])
  const settle = async (tx: Tx, rows: readonly Row[], status: Row['status'], speaker: Speaker) => {
    const nowMs = now()
    const ids = rows.map((row) => row.id)
    await tx.query(
      'update suggestion set status = $2, updated_by = $3, updated_at = $4 where id = any($1::uuid[])',
      [ids, status, speaker.name, nowMs],
    )
    await writeChangeEvents(
      tx,
      rows.map((row) =>
        eventOf(
          status === 'Accepted' ? 'suggestionAccepted' : 'suggestionRejected',
          row,
          speaker.name,
          nowMs,
        ),
      ),
    )
    const { rows: after } = await tx.query<Row>(
      `${select} where s.id = any($1::uuid[]) order by s.created_at, s.id`,
      [ids],
    )
    return await shown(tx, after)
  }
  return {
    create: (request, speaker) =>
      database.transaction(async (tx) => {
        const { kind, value } = read(request)
        const about = await findAbout(tx, context, request.entityLink, 'entityLink')
        const entity = await context.lock(tx, about.entity.type, about.entity.id)
        pointerTo(entity, about.part, kind === 'SuggestDescription' ? 'description' : 'tags')
        const nowMs = now()
        const id = newEntityId(nowMs, context.randomBytes)
        await tx.query(
          `insert into suggestion (id, about_id, about_type, about_part, kind, status, value, created_by, created_at,
                                   updated_by, updated_at)
           values ($1, $2, $3, $4, $5, 'Open', $6, $7, $8, $9, $8)`,
          [
            id,
            about.entity.id,
            about.entity.type,
            about.part ?? null,
            kind,
            JSON.stringify(value),
            speaker.id,
            nowMs,
            speaker.name,
          ],
        )
        const { type, id: aboutId, fqn } = about.entity
        await tell(tx, 'suggestionCreated', { about_type: type, about_id: aboutId, fqn }, speaker)
        return await one(tx, id)
      }),
    get: (id) => one(database, id),
    list: (query) => list(database, query),
    update: (id, request, speaker) =>
      database.transaction(async (tx) => {
        const [row] = await lockAll(tx, [id], true)
        const { value } = read({ ...row?.value, ...request, ...(row ? { type: row.kind } : {}) })
        await tx.query('update suggestion set value = $2, updated_by = $3, updated_at = $4 where id = $1', [
          id,
          JSON.stringify(value),
          speaker.name,
          now(),
        ])
        if (row) await tell(tx, 'suggestionUpdated', row, speaker)
        return await one(tx, id)
      }),
    accept: (ids, speaker, options = {}) =>
      database.transaction(async (tx) => {
        const rows = await lockAll(tx, ids, true)
        for (const row of rows) await apply(tx, context, row, speaker, options)
        return await settle(tx, rows, 'Accepted', speaker)
      }),
    reject: (ids, speaker) =>
      database.transaction(async (tx) => settle(tx, await lockAll(tx, ids, true), 'Rejected', speaker)),
    delete: (id, speaker) =>
      database.transaction(async (tx) => {
        const suggestion = await one(tx, id)
        const [row] = await lockAll(tx, [id], false)
        if (row) await tell(tx, 'suggestionDeleted', row, speaker)
        await tx.query('delete from suggestion where id = $1', [id])
        return suggestion
      }),
    async openOf(userId, entityFqn, type) {
      if (!isUuid(userId)) return []
      const { rows } = await database.query<{ id: string }>(
        `select s.id from suggestion s join entity e on e.id = s.about_id
          where s.status = 'Open' and s.created_by = $1 and e.fqn_hash = md5($2)::uuid and e.fqn = $2
            and ($3::text is null or s.kind = $3) order by s.created_at, s.id`,
        [userId, entityFqn, type ?? null],
      )
      return rows.map(({ id }) => id)
    },
  }
}

async function apply(
  tx: Tx,
  context: ConversationContext,
  row: Row,
  speaker: Speaker,
  options: WriteOptions,
): Promise<void> {
  const entity = await context.lock(tx, row.about_type, row.about_id)
  const part = row.about_part ?? undefined
  const patch =
    row.kind === 'SuggestDescription'
      ? patchFor(entity, part, { member: 'description', text: row.value.description ?? '' })
      : patchFor(entity, part, { member: 'tags', labels: row.value.tagLabels ?? [] }, 'add')
  await context.patch(tx, row.about_type, row.about_id, patch, speaker, options)
}

async function list(tx: Tx, query: SuggestionQuery) {
  const { limit = 10 } = query
  const values: unknown[] = []
  const where = [visibleAbout('s', query.visible, values)]
  const add = (value: unknown, text: (parameter: string) => string) => {
    values.push(value)
    where.push(text(`$${values.length}`))
  }
  if (query.entityFqn !== undefined) {
    add(query.entityFqn, (fqn) => `e.fqn_hash = md5(${fqn})::uuid and e.fqn = ${fqn}`)
  }
  if (query.userId !== undefined) add(query.userId, (id) => `s.created_by::text = lower(${id})`)
  if (query.status !== undefined) add(query.status, (status) => `s.status = ${status}`)
  const counted = await tx.query<{ total: string }>(
    `select count(*) as total from suggestion s join entity e on e.id = s.about_id where ${where.join(' and ')}`,
    values,
  )
  const isBackwards = query.before !== undefined && query.after === undefined
  const text = query.after ?? query.before
  if (text !== undefined) {
    const { updatedAt, id } = readCursor(isBackwards ? 'before' : 'after', text)
    values.push(updatedAt, id)
    where.push(
      `(s.created_at, s.id) ${isBackwards ? '>' : '<'} ($${values.length - 1}::bigint, $${values.length}::uuid)`,
    )
  }
  const order = isBackwards ? 'asc' : 'desc'
  values.push(limit + 1)
  const { rows } = await tx.query<Row>(
    `${select} where ${where.join(' and ')} order by s.created_at ${order}, s.id ${order} limit $${values.length}`,
    values,
  )
  const hasMore = rows.length > limit
  const page = rows.slice(0, limit)
  if (isBackwards) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  return {
    data: await shown(tx, page),
    paging: {
      total: Number(counted.rows[0]?.total ?? 0),
      ...(first && (isBackwards ? hasMore : text !== undefined)
        ? { before: writeCursor(first.created_at, first.id) }
        : {}),
      ...(last && (isBackwards || hasMore) ? { after: writeCursor(last.created_at, last.id) } : {}),
    },
  }
}
