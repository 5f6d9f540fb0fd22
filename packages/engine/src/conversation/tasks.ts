/** Ends tasks: applies what was decided as a write of whoever decided, or closes them without doing anything. */
import { problem, type ResolveTask } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { newEntityId } from '../entity-id.ts'
import type { WriteOptions } from '../write-options.ts'
import { decidedValue, memberOfTask, patchFor } from './apply-value.ts'
import type { ConversationContext } from './context.ts'
import type { Speaker } from './contract.ts'
import { storeMentions } from './people.ts'
import { tellThread } from './thread-events.ts'
import { selectThreads, type ThreadRow } from './thread-rows.ts'

/** The task, locked: two people who decide at once are served one after the other. */
async function lockTask(tx: Tx, number: number): Promise<ThreadRow> {
  await tx.query('select 1 from thread where task_number = $1 for update', [number])
  const { rows } = await tx.query<ThreadRow>(`${selectThreads} where t.task_number = $1`, [number])
  const [row] = rows
  if (!row?.details.task) throw problem('entity-not-found', { type: 'task', key: String(number) })
  if (row.task_status === 'Closed') {
    throw problem('body-invalid', { field: 'id', expected: `an open task; task ${number} is closed.` })
  }
  return row
}

async function close(
  tx: Tx,
  row: ThreadRow,
  speaker: Speaker,
  nowMs: number,
  result: { readonly newValue?: string },
): Promise<void> {
  const details = {
    ...row.details,
    task: { ...row.details.task, ...result, closedBy: speaker.name, closedAt: nowMs },
  }
  await tx.query(
    `update thread set task_status = 'Closed', resolved = true, updated_by = $2, updated_at = $3, details = $4 where id = $1`,
    [row.id, speaker.name, nowMs, JSON.stringify(details)],
  )
}

/** Answers the thread's id. */
export async function resolveTask(
  tx: Tx,
  context: ConversationContext,
  number: number,
  { newValue }: ResolveTask,
  speaker: Speaker,
  options: WriteOptions,
): Promise<string> {
  const row = await lockTask(tx, number)
  const member = memberOfTask(row.details.task?.type ?? '')
  if (member !== undefined) {
    const entity = await context.lock(tx, row.about_type, row.about_id)
    const patch = patchFor(entity, row.about_part ?? undefined, decidedValue(member, newValue))
    await context.patch(tx, row.about_type, row.about_id, patch, speaker, options)
  }
  const nowMs = context.now()
  await close(tx, row, speaker, nowMs, { newValue })
  await tellThread(tx, 'taskResolved', row, speaker.name, nowMs)
  return row.id
}

/** Answers the thread's id. */
export async function closeTask(
  tx: Tx,
  context: ConversationContext,
  number: number,
  comment: string,
  speaker: Speaker,
): Promise<string> {
  const row = await lockTask(tx, number)
  const nowMs = context.now()
  if (comment.trim() !== '') await storePost(tx, context, row.id, comment, speaker)
  await close(tx, row, speaker, nowMs, {})
  await tellThread(tx, 'taskClosed', row, speaker.name, nowMs)
  return row.id
}

/** Adds a post and moves the thread to the top. Answers the post's id. */
export async function storePost(
  tx: Tx,
  context: ConversationContext,
  threadId: string,
  message: string,
  speaker: Speaker,
): Promise<string> {
  const nowMs = context.now()
  const id = newEntityId(nowMs, context.randomBytes)
  await tx.query(
    `insert into thread_post (id, thread_id, message, created_by, created_at, details) values ($1, $2, $3, $4, $5, '{}')`,
    [id, threadId, message, speaker.name, nowMs],
  )
  await storeMentions(tx, threadId, id, message)
  await tx.query('update thread set updated_at = $2, updated_by = $3 where id = $1', [
    threadId,
    nowMs,
    speaker.name,
  ])
  return id
}
