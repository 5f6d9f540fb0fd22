/** Starts a conversation, a task or an announcement. */
import { type CreateThread, problem } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { newEntityId } from '../entity-id.ts'
import { memberOfTask } from './apply-value.ts'
import { type About, type ConversationContext, findAbout } from './context.ts'
import type { Speaker } from './contract.ts'
import { pointerTo, valueAt } from './entity-part.ts'
import { storeAssignees, storeMentions } from './people.ts'
import { tellThread } from './thread-events.ts'
import type { ThreadDetails } from './thread-rows.ts'

const insert = `
insert into thread (id, kind, about_id, about_type, about_part, message, created_by, created_at, updated_by, updated_at,
                    task_number, task_status, starts_at, ends_at, details)
values ($1, $2, $3, $4, $5, $6, $7, $8, $7, $8,
        case when $2 = 'Task' then nextval('thread_task_number') end, case when $2 = 'Task' then 'Open' end,
        $9, $10, $11)`

/** Answers the thread's id. */
export async function createThread(
  tx: Tx,
  context: ConversationContext,
  thread: CreateThread,
  speaker: Speaker,
): Promise<string> {
  const kind = thread.type ?? 'Conversation'
  requireDetails(kind, thread)
  const about = await findAbout(tx, context, thread.about, 'about')
  const announcement = kind === 'Announcement' ? thread.announcementDetails : undefined
  if (announcement) await requireFreeTime(tx, about.entity.id, announcement)
  const nowMs = context.now()
  const id = newEntityId(nowMs, context.randomBytes)
  await tx.query(insert, [
    id,
    kind,
    about.entity.id,
    about.entity.type,
    about.part ?? null,
    thread.message,
    speaker.name,
    nowMs,
    announcement?.startTime ?? null,
    announcement?.endTime ?? null,
    JSON.stringify(await detailsOf(tx, context, kind, thread, about)),
  ])
  await storeMentions(tx, id, null, thread.message)
  if (kind === 'Task') await storeAssignees(tx, context.types, id, thread.taskDetails?.assignees ?? [])
  await tellThread(tx, 'threadCreated', { id, fqn: about.entity.fqn }, speaker.name, nowMs)
  return id
}

function requireDetails(kind: string, thread: CreateThread): void {
  if (kind === 'Task' && !thread.taskDetails) {
    throw problem('body-invalid', { field: 'taskDetails', expected: 'is required for a task.' })
  }
  if (kind === 'Announcement' && !thread.announcementDetails) {
    throw problem('body-invalid', {
      field: 'announcementDetails',
      expected: 'is required for an announcement.',
    })
  }
}

async function detailsOf(
  tx: Tx,
  context: ConversationContext,
  kind: string,
  thread: CreateThread,
  about: About,
): Promise<ThreadDetails> {
  const { chatbotDetails, addressedTo, domains, taskDetails, announcementDetails } = thread
  const description = announcementDetails?.description
  const shown = {
    ...(chatbotDetails === undefined ? {} : { chatbot: chatbotDetails }),
    ...(addressedTo === undefined ? {} : { addressedTo }),
    ...(domains === undefined ? {} : { domains }),
  }
  if (kind !== 'Task' || !taskDetails) {
    return { shown, ...(description === undefined ? {} : { announcement: { description } }) }
  }
  const { type, oldValue, suggestion } = taskDetails
  const old = oldValue ?? (await presentValue(tx, context, type, about))
  return {
    shown,
    task: {
      type,
      ...(old === undefined ? {} : { oldValue: old }),
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  }
}

/** What stands there now. A link to a part that isn't there is refused here, and not when the task is resolved. */
async function presentValue(
  tx: Tx,
  context: ConversationContext,
  type: string,
  { entity, part }: About,
): Promise<string | undefined> {
  const member = memberOfTask(type)
  if (member === undefined) return undefined
  const full = await context.lock(tx, entity.type, entity.id)
  const value = valueAt(full, pointerTo(full, part, member))
  if (value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Two announcements of one entity at one time would hide each other. @throws problem `body-invalid` */
export async function requireFreeTime(
  tx: Tx,
  entityId: string,
  time: { readonly startTime: number; readonly endTime: number },
  exceptThread?: string,
): Promise<void> {
  if (time.startTime >= time.endTime) {
    throw problem('body-invalid', { field: 'announcementDetails.endTime', expected: 'later than startTime.' })
  }
  const { rows } = await tx.query(
    `select 1 from thread where about_id = $1 and kind = 'Announcement' and starts_at < $3 and ends_at > $2
        and id is distinct from $4 limit 1`,
    [entityId, time.startTime, time.endTime, exceptThread ?? null],
  )
  if (rows.length > 0) {
    throw problem('body-invalid', {
      field: 'announcementDetails.startTime',
      expected: 'a time when the entity has no other announcement.',
    })
  }
}
