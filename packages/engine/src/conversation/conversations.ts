/** Keeps conversations in PostgreSQL: every call is one transaction, and tells the outbox what was done. */
import { isUuid, problem, type Thread } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { recordActivity } from './activity.ts'
import type { ConversationContext } from './context.ts'
import type { Conversations } from './contract.ts'
import { createThread, requireFreeTime } from './create-thread.ts'
import { countThreads, listThreads } from './list-threads.ts'
import { createThreadPatches } from './patch-thread.ts'
import { storeAssignees, storeMentions } from './people.ts'
import { closeTask, resolveTask, storePost } from './tasks.ts'
import { tellDeletedThread, tellThread } from './thread-events.ts'
import { readPosts, selectThreads, storedReactions, type ThreadRow, toThreads } from './thread-rows.ts'

/** A thread that is read alone comes with all its posts. */
const allPosts = 1_000_000

async function readRow(tx: Tx, id: string, lock = false): Promise<ThreadRow> {
  if (isUuid(id)) {
    if (lock) await tx.query('select 1 from thread where id = $1 for update', [id])
    const { rows } = await tx.query<ThreadRow>(`${selectThreads} where t.id = $1`, [id])
    if (rows[0]) return rows[0]
  }
  throw problem('entity-not-found', { type: 'thread', key: id })
}

async function shown(tx: Tx, row: ThreadRow): Promise<Thread> {
  const [thread] = await toThreads(tx, [row], allPosts)
  if (!thread) throw problem('entity-not-found', { type: 'thread', key: row.id })
  return thread
}

async function read(tx: Tx, id: string): Promise<Thread> {
  return await shown(tx, await readRow(tx, id))
}

async function readPost(tx: Tx, threadId: string, postId: string) {
  await readRow(tx, threadId, true)
  const [post] = isUuid(postId) ? await readPosts(tx, threadId, postId) : []
  if (!post) throw problem('entity-not-found', { type: 'post', key: postId })
  return post
}

export function createConversations(context: ConversationContext): Conversations {
  const { database, now } = context
  const patches = createThreadPatches()
  return {
    create: (thread, speaker) =>
      database.transaction(async (tx) => read(tx, await createThread(tx, context, thread, speaker))),
    get: (id) => read(database, id),
    async task(number) {
      const { rows } = await database.query<ThreadRow>(`${selectThreads} where t.task_number = $1`, [number])
      if (!rows[0]) throw problem('entity-not-found', { type: 'task', key: String(number) })
      return await shown(database, rows[0])
    },
    list: (query) => listThreads(database, context, query),
    patch: (id, patch, speaker, mayEdit) =>
      database.transaction(async (tx) => {
        const row = await readRow(tx, id, true)
        const before = await shown(tx, row)
        const after = patches.thread(before, patch, speaker, mayEdit)
        if (after.announcement) await requireFreeTime(tx, row.about_id, after.announcement, row.id)
        await storeThread(tx, row, after, speaker.name, now())
        if (after.task) await storeAssignees(tx, context.types, row.id, after.task.assignees)
        await tellThread(tx, 'threadUpdated', row, speaker.name, now())
        return await read(tx, id)
      }),
    delete: (id, speaker) =>
      database.transaction(async (tx) => {
        const row = await readRow(tx, id, true)
        const thread = await shown(tx, row)
        await tellDeletedThread(tx, row, speaker.name, now())
        await tx.query('delete from thread where id = $1', [id])
        return thread
      }),
    addPost: (threadId, message, speaker) =>
      database.transaction(async (tx) => {
        const row = await readRow(tx, threadId, true)
        await storePost(tx, context, row.id, message, speaker)
        await tellThread(tx, 'postCreated', row, speaker.name, now())
        return await read(tx, threadId)
      }),
    async posts(threadId) {
      await readRow(database, threadId)
      return await readPosts(database, threadId)
    },
    patchPost: (threadId, postId, patch, speaker, mayEdit) =>
      database.transaction(async (tx) => {
        const thread = await readRow(tx, threadId)
        const after = patches.post(await readPost(tx, threadId, postId), patch, speaker, mayEdit)
        await tx.query('update thread_post set message = $2, details = $3 where id = $1', [
          postId,
          after.message,
          JSON.stringify({ reactions: storedReactions(after.reactions) }),
        ])
        await tx.query('delete from thread_person where post_id = $1', [postId])
        await storeMentions(tx, threadId, postId, after.message)
        await tellThread(tx, 'postUpdated', thread, speaker.name, now())
        return await readPost(tx, threadId, postId)
      }),
    deletePost: (threadId, postId, speaker) =>
      database.transaction(async (tx) => {
        await tellThread(tx, 'threadUpdated', await readRow(tx, threadId, true), speaker.name, now())
        const post = await readPost(tx, threadId, postId)
        await tx.query('delete from thread_post where id = $1', [postId])
        return post
      }),
    resolveTask: (number, resolution, speaker, options = {}) =>
      database.transaction(async (tx) =>
        read(tx, await resolveTask(tx, context, number, resolution, speaker, options)),
      ),
    closeTask: (number, comment, speaker) =>
      database.transaction(async (tx) => read(tx, await closeTask(tx, context, number, comment, speaker))),
    counts: (entityLink, people, visible) => countThreads(database, context, entityLink, people, visible),
    record: (events) => recordActivity(database, events),
    async deleteOlderThan(timeMs) {
      const { rowCount } = await database.query(
        `delete from thread where updated_at < $1 and kind = 'Conversation'`,
        [timeMs],
      )
      return rowCount
    },
  }
}

const update = `
update thread set message = $2, resolved = $3, updated_by = $4, updated_at = $5, starts_at = $6, ends_at = $7, details = $8
 where id = $1`

async function storeThread(
  tx: Tx,
  { id, details }: ThreadRow,
  thread: Thread,
  userName: string,
  nowMs: number,
): Promise<void> {
  const { announcement, task } = thread
  const { oldValue, suggestion } = task ?? {}
  const stored = {
    ...details,
    reactions: storedReactions(thread.reactions),
    ...(announcement?.description === undefined
      ? {}
      : { announcement: { description: announcement.description } }),
    ...(task ? { task: { ...details.task, oldValue, suggestion } } : {}),
  }
  const [starts, ends] = [announcement?.startTime ?? null, announcement?.endTime ?? null]
  await tx.query(update, [
    id,
    thread.message,
    thread.resolved ?? false,
    userName,
    nowMs,
    starts,
    ends,
    JSON.stringify(stored),
  ])
  await tx.query(`delete from thread_person where thread_id = $1 and post_id is null and role = 'mention'`, [
    id,
  ])
  await storeMentions(tx, id, null, thread.message)
}
