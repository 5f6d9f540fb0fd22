/** Threads and posts as they are stored, and as clients read them. */
import type { EntityReference, Post, Reaction, Thread } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { reference } from '../references.ts'
import { linkTo, referencesOf } from './context.ts'

interface StoredReaction {
  readonly reactionType: Reaction['reactionType']
  readonly userId: string
}

/** Members that differ by kind of thread, beside the columns. */
export interface ThreadDetails {
  readonly reactions?: readonly StoredReaction[]
  readonly task?: Omit<NonNullable<Thread['task']>, 'id' | 'assignees' | 'status'>
  readonly announcement?: { readonly description?: string }
  readonly shown?: Partial<
    Pick<
      Thread,
      | 'chatbot'
      | 'cardStyle'
      | 'fieldOperation'
      | 'feedInfo'
      | 'changeDescription'
      | 'domains'
      | 'addressedTo'
    >
  >
}

export interface ThreadRow {
  readonly id: string
  readonly kind: NonNullable<Thread['type']>
  readonly about_id: string
  readonly about_type: string
  readonly about_part: string | null
  readonly message: string
  readonly created_by: string
  readonly created_at: string
  readonly updated_by: string
  readonly updated_at: string
  readonly resolved: boolean
  readonly generated: boolean
  readonly task_number: string | null
  readonly task_status: 'Open' | 'Closed' | null
  readonly starts_at: string | null
  readonly ends_at: string | null
  readonly details: ThreadDetails
  readonly fqn: string
  readonly name: string
  readonly display_name: string | null
  readonly deleted: boolean
  readonly post_count: string
}

export const selectThreads = `
select t.*, e.fqn, e.name, e.display_name, e.deleted,
       (select count(*) from thread_post p where p.thread_id = t.id) as post_count
  from thread t join entity e on e.id = t.about_id`

interface PostRow {
  readonly id: string
  readonly thread_id: string
  readonly message: string
  readonly created_by: string
  readonly created_at: string
  readonly details: { readonly reactions?: readonly StoredReaction[] }
}

/** The newest `limit` posts of each thread, oldest first. */
const selectPosts = `
select * from (
  select p.*, row_number() over (partition by thread_id order by created_at desc, id desc) as age
    from thread_post p where thread_id = any($1::uuid[])
) newest where age <= $2 order by created_at, id`

const selectAssignees = `
select p.thread_id, e.id, e.type, e.name, e.fqn, e.display_name, e.deleted
  from thread_person p join entity e on e.id = p.person_id
 where p.thread_id = any($1::uuid[]) and p.role = 'assignee'
 order by e.type, e.fqn`

type AssigneeRow = Parameters<typeof reference>[0] & { readonly thread_id: string }

/** What is stored of reactions that a client sends. */
export function storedReactions(reactions: readonly Reaction[] | undefined): StoredReaction[] {
  return (reactions ?? []).map(({ reactionType, user }) => ({ reactionType, userId: user.id }))
}

function shownReactions(
  stored: readonly StoredReaction[] | undefined,
  users: ReadonlyMap<string, EntityReference>,
): Reaction[] {
  return (stored ?? []).flatMap(({ reactionType, userId }) => {
    const user = users.get(userId)
    return user ? [{ reactionType, user }] : []
  })
}

function postOf(row: PostRow, users: ReadonlyMap<string, EntityReference>): Post {
  return {
    id: row.id,
    message: row.message,
    postTs: Number(row.created_at),
    from: row.created_by,
    reactions: shownReactions(row.details.reactions, users),
  }
}

async function loadPosts(tx: Tx, threadIds: readonly string[], limit: number): Promise<PostRow[]> {
  const { rows } = await tx.query<PostRow>(selectPosts, [threadIds, limit])
  return rows
}

/** One post, or all of a thread, oldest first. */
export async function readPosts(tx: Tx, threadId: string, postId?: string): Promise<Post[]> {
  const rows = await loadPosts(tx, [threadId], 1_000_000)
  const wanted = rows.filter((row) => postId === undefined || row.id === postId)
  const users = await referencesOf(
    tx,
    wanted.flatMap((row) => (row.details.reactions ?? []).map(({ userId }) => userId)),
  )
  return wanted.map((row) => postOf(row, users))
}

/** Rows as clients read them, in the order of the rows. */
export async function toThreads(tx: Tx, rows: readonly ThreadRow[], postLimit: number): Promise<Thread[]> {
  const ids = rows.map((row) => row.id)
  const posts = postLimit > 0 && ids.length > 0 ? await loadPosts(tx, ids, postLimit) : []
  const withTasks = rows.filter((row) => row.task_number !== null).map((row) => row.id)
  const assignees =
    withTasks.length === 0 ? [] : (await tx.query<AssigneeRow>(selectAssignees, [withTasks])).rows
  const users = await referencesOf(tx, [
    ...new Set(
      [...rows, ...posts].flatMap((row) => (row.details.reactions ?? []).map(({ userId }) => userId)),
    ),
  ])
  return rows.map((row) => ({
    ...threadOf(row, users),
    ...taskOf(row, assignees.filter((one) => one.thread_id === row.id).map(reference)),
    posts: posts.filter((post) => post.thread_id === row.id).map((post) => postOf(post, users)),
  }))
}

function threadOf(row: ThreadRow, users: ReadonlyMap<string, EntityReference>): Thread {
  const { details } = row
  return {
    id: row.id,
    type: row.kind,
    threadTs: Number(row.created_at),
    about: linkTo(row.about_type, row.fqn, row.about_part),
    entityRef: reference({ ...row, id: row.about_id, type: row.about_type }),
    generatedBy: row.generated ? 'system' : 'user',
    createdBy: row.created_by,
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by,
    resolved: row.resolved,
    message: row.message,
    postsCount: Number(row.post_count),
    reactions: shownReactions(details.reactions, users),
    ...details.shown,
    ...(row.starts_at === null || row.ends_at === null
      ? {}
      : {
          announcement: {
            ...details.announcement,
            startTime: Number(row.starts_at),
            endTime: Number(row.ends_at),
          },
        }),
  }
}

function taskOf(row: ThreadRow, assignees: EntityReference[]): Pick<Thread, 'task'> {
  const { task } = row.details
  if (!task || row.task_number === null) return {}
  return { task: { id: Number(row.task_number), ...task, assignees, status: row.task_status ?? 'Open' } }
}
