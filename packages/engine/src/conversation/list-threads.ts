/** Lists threads, last changed first, a page at a time, and counts them by entity link. */
import { problem, type ThreadCount } from '@waymark/spec'
import type { Tx } from '../database.ts'
import type { Visibility } from '../search/search-contract.ts'
import { visibleEntities } from '../search/visibility.ts'
import { type ConversationContext, findAbout, linkTo } from './context.ts'
import type { ThreadFilter, ThreadPage, ThreadQuery } from './contract.ts'
import { selectThreads, type ThreadRow, toThreads } from './thread-rows.ts'
import { visibleAbout } from './visible-threads.ts'

/** Conditions with numbered parameters. */
interface Where {
  readonly conditions: string[]
  readonly values: unknown[]
}

function add(where: Where, text: (parameter: string) => string, value: unknown): void {
  where.values.push(value)
  where.conditions.push(text(`$${where.values.length}`))
}

const holds = (relationship: string) => (people: string) =>
  `exists (select 1 from relationship r where r.to_id = t.about_id and r.relationship = '${relationship}'
             and r.from_id = any(${people}::uuid[]))`
const concerns = (role: string) => (people: string) =>
  `exists (select 1 from thread_person p where p.thread_id = t.id and p.role = '${role}'
             and p.person_id = any(${people}::uuid[]))`

/** The words of the traits `owners` and `followers`. */
const filters: Readonly<Record<Exclude<ThreadFilter['kind'], 'createdBy'>, (people: string) => string>> = {
  owned: (people) => `(${holds('owns')(people)} or ${concerns('assignee')(people)})`,
  followed: holds('follows'),
  ownedOrFollowed: (people) => `(${filters.owned(people)} or ${holds('follows')(people)})`,
  mentioned: concerns('mention'),
  assigned: concerns('assignee'),
}

function addFilter(where: Where, filter: ThreadFilter): void {
  if (filter.kind === 'createdBy') add(where, (name) => `t.created_by = ${name}`, filter.name)
  else {
    add(where, filters[filter.kind], filter.people)
    if (filter.kind !== 'owned' && filter.kind !== 'ownedOrFollowed') return
    // Relationships hold an entity's own owners; search also knows those that it has from above.
    const inherited = visibleEntities({ kind: 'owner', ids: filter.people }, where.values, 't.about_id')
    where.conditions.push(`(${where.conditions.pop()} or ${inherited})`)
  }
}

async function whereOf(tx: Tx, context: ConversationContext, query: ThreadQuery): Promise<Where> {
  const where: Where = { conditions: [], values: [] }
  where.conditions.push(visibleAbout('t', query.visible, where.values))
  if (query.entityLink !== undefined) {
    const { entity, part } = await findAbout(tx, context, query.entityLink, 'entityLink')
    add(where, (id) => `t.about_id = ${id}`, entity.id)
    if (part !== undefined) {
      add(where, (text) => `(t.about_part = ${text} or starts_with(t.about_part, ${text} || '::'))`, part)
    }
  }
  if (query.type !== undefined) add(where, (kind) => `t.kind = ${kind}`, query.type)
  if (query.taskStatus !== undefined) add(where, (status) => `t.task_status = ${status}`, query.taskStatus)
  if (query.resolved !== undefined) add(where, (resolved) => `t.resolved = ${resolved}`, query.resolved)
  if (query.activeAnnouncement !== undefined) {
    const not = query.activeAnnouncement ? '' : 'not'
    add(
      where,
      (now) => `t.kind = 'Announcement' and ${not} (${now}::bigint between t.starts_at and t.ends_at)`,
      context.now(),
    )
  }
  if (query.filter) addFilter(where, query.filter)
  return where
}

interface Cursor {
  readonly updatedAt: string
  readonly id: string
}

export function writeCursor(at: string | number, id: string): string {
  return Buffer.from(`${at}:${id}`).toString('base64url')
}

/** @throws problem `parameter-invalid` */
export function readCursor(parameter: string, text: string): Cursor {
  const [, updatedAt, id] =
    /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (updatedAt === undefined || id === undefined) {
    throw problem('parameter-invalid', {
      parameter,
      expected: 'a cursor from the paging of an earlier answer.',
    })
  }
  return { updatedAt, id }
}

export async function listThreads(
  tx: Tx,
  context: ConversationContext,
  query: ThreadQuery,
): Promise<ThreadPage> {
  const { limit = 10, postLimit = 3 } = query
  const where = await whereOf(tx, context, query)
  const all = `where ${where.conditions.join(' and ')}`
  const counted = await tx.query<{ total: string }>(
    `select count(*) as total from thread t ${all}`,
    where.values,
  )
  const isBackwards = query.before !== undefined && query.after === undefined
  const text = query.after ?? query.before
  let place = ''
  const values = [...where.values]
  if (text !== undefined) {
    const cursor = readCursor(isBackwards ? 'before' : 'after', text)
    values.push(cursor.updatedAt, cursor.id)
    place = ` and (t.updated_at, t.id) ${isBackwards ? '>' : '<'} ($${values.length - 1}::bigint, $${values.length}::uuid)`
  }
  const order = isBackwards ? 'asc' : 'desc'
  values.push(limit + 1)
  const { rows } = await tx.query<ThreadRow>(
    `${selectThreads} ${all}${place} order by t.updated_at ${order}, t.id ${order} limit $${values.length}`,
    values,
  )
  const hasMore = rows.length > limit
  const page = rows.slice(0, limit)
  if (isBackwards) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  const hasBefore = isBackwards ? hasMore : text !== undefined
  const hasAfter = isBackwards ? text !== undefined : hasMore
  return {
    data: await toThreads(tx, page, postLimit),
    paging: {
      total: Number(counted.rows[0]?.total ?? 0),
      ...(hasBefore && first ? { before: writeCursor(first.updated_at, first.id) } : {}),
      ...(hasAfter && last ? { after: writeCursor(last.updated_at, last.id) } : {}),
    },
  }
}

interface CountRow {
  readonly about_type: string
  readonly about_part: string | null
  readonly fqn: string
  readonly conversations: string
  readonly open_tasks: string
  readonly closed_tasks: string
  readonly announcements: string
  readonly active: string
  readonly mentions: string
}

export async function countThreads(
  tx: Tx,
  context: ConversationContext,
  entityLink: string | undefined,
  people: readonly string[],
  visible: Visibility | undefined,
): Promise<ThreadCount[]> {
  const where = await whereOf(tx, context, {
    visible,
    ...(entityLink === undefined ? {} : { entityLink }),
  })
  const values = [...where.values, context.now(), people]
  const [now, who] = [`$${values.length - 1}::bigint`, `$${values.length}`]
  const { rows } = await tx.query<CountRow>(
    `select t.about_type, t.about_part, e.fqn,
            count(*) filter (where t.kind = 'Conversation') as conversations,
            count(*) filter (where t.task_status = 'Open') as open_tasks,
            count(*) filter (where t.task_status = 'Closed') as closed_tasks,
            count(*) filter (where t.kind = 'Announcement') as announcements,
            count(*) filter (where t.kind = 'Announcement' and ${now} between t.starts_at and t.ends_at) as active,
            count(*) filter (where ${concerns('mention')(who)}) as mentions
       from thread t join entity e on e.id = t.about_id
      where ${where.conditions.join(' and ')}
      group by t.about_type, t.about_part, e.fqn
      order by e.fqn, t.about_part nulls first
      limit 1000`,
    values,
  )
  return rows.map((row) => {
    const [open, closed] = [Number(row.open_tasks), Number(row.closed_tasks)]
    const [announcements, active] = [Number(row.announcements), Number(row.active)]
    return {
      entityLink: linkTo(row.about_type, row.fqn, row.about_part),
      conversationCount: Number(row.conversations),
      openTaskCount: open,
      closedTaskCount: closed,
      totalTaskCount: open + closed,
      mentionCount: Number(row.mentions),
      totalAnnouncementCount: announcements,
      activeAnnouncementCount: active,
      inactiveAnnouncementCount: announcements - active,
    }
  })
}
