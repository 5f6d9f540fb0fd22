/** Turns change events into cards of the activity feed: one conversation by the system for every member that changed. */
import type { ChangeEvent, FieldChange, Thread } from '@waymark/spec'
import type { Database } from '../database.ts'
import type { ThreadDetails } from './thread-rows.ts'

type CardStyle = NonNullable<Thread['cardStyle']>
type Operation = NonNullable<Thread['fieldOperation']>

export interface ActivityCard {
  readonly part: string | undefined
  readonly message: string
  readonly style: CardStyle
  readonly operation: Operation
  readonly details: NonNullable<ThreadDetails['shown']>
}

/** More changes of one event than this are told as one. */
const mostCards = 10

const whole: Readonly<Record<string, { readonly style: CardStyle; readonly verb: string }>> = {
  entityCreated: { style: 'entityCreated', verb: 'Created' },
  entityDeleted: { style: 'entityDeleted', verb: 'Deleted' },
  entitySoftDeleted: { style: 'entitySoftDeleted', verb: 'Deleted' },
  entityRestored: { style: 'default', verb: 'Restored' },
}

const styles: Readonly<Record<string, CardStyle>> = {
  description: 'description',
  tags: 'tags',
  owners: 'owner',
  domains: 'domain',
  extension: 'customProperties',
  assets: 'assets',
}

/** Members that change with every run and tell people nothing. */
const silent = new Set([
  'updatedAt',
  'usageSummary',
  'lifeCycle',
  'sourceHash',
  'followers',
  'votes',
  'lastActivityTime',
  'testCaseResult',
  'testCaseResolutionStatus',
  'pipelineStatus',
])

function labels(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string') return []
  try {
    const parsed: unknown = JSON.parse(value)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

function specifics(style: CardStyle, { oldValue, newValue }: FieldChange): object | undefined {
  if (style === 'description') {
    return {
      ...(typeof oldValue === 'string' ? { previousDescription: oldValue } : {}),
      ...(typeof newValue === 'string' ? { newDescription: newValue } : {}),
    }
  }
  if (style === 'tags') return { previousTags: labels(oldValue), updatedTags: labels(newValue) }
  if (style === 'domain') return { previousDomains: labels(oldValue), updatedDomains: labels(newValue) }
  if (style === 'customProperties') return { previousValue: oldValue ?? null, updatedValue: newValue ?? null }
  return undefined
}

const verbs = { added: 'Added', updated: 'Updated', deleted: 'Deleted' } as const

/** `columns.id.description` as an entity link has it: `columns::id::description`. */
function linkPart(name: string): string {
  const [first = '', ...rest] = name.split('.')
  if (rest.length < 2) return [first, ...rest].join('::')
  return `${first}::${rest.slice(0, -1).join('.')}::${rest.at(-1)}`
}

function changeCard(change: FieldChange, operation: keyof typeof verbs, title: string): ActivityCard {
  const member = change.name.split('.').at(-1) ?? change.name
  const style = styles[member] ?? 'default'
  const specific = specifics(style, change)
  const headerMessage = `${verbs[operation].toLowerCase()} ${change.name} of ${title}`
  return {
    part: linkPart(change.name),
    message: `${verbs[operation]} **${change.name}**`,
    style,
    operation,
    details: {
      cardStyle: style,
      fieldOperation: operation,
      feedInfo: {
        headerMessage,
        fieldName: change.name,
        ...(specific === undefined ? {} : { entitySpecificInfo: specific }),
      },
    },
  }
}

/** The cards of one event, pure; none for what tells people nothing. */
export function activityCards(event: ChangeEvent): ActivityCard[] {
  const title = `${event.entityType} ${event.entityFullyQualifiedName ?? event.entityId}`
  const told = whole[event.eventType]
  if (told) {
    const details = {
      cardStyle: told.style,
      fieldOperation: 'none' as const,
      feedInfo: { headerMessage: `${told.verb.toLowerCase()} ${title}` },
    }
    return [
      {
        part: undefined,
        message: `${told.verb} **${title}**`,
        style: told.style,
        operation: 'none',
        details,
      },
    ]
  }
  if (event.eventType !== 'entityUpdated') return []
  const { fieldsAdded = [], fieldsUpdated = [], fieldsDeleted = [] } = event.changeDescription ?? {}
  const loud = (changes: readonly FieldChange[]) => changes.filter(({ name }) => !silent.has(name))
  return [
    ...loud(fieldsAdded).map((change) => changeCard(change, 'added', title)),
    ...loud(fieldsUpdated).map((change) => changeCard(change, 'updated', title)),
    ...loud(fieldsDeleted).map((change) => changeCard(change, 'deleted', title)),
  ].slice(0, mostCards)
}

/** Ids follow from the event and the card's place, so that an event that is read twice makes its cards once. */
const insert = `
insert into thread (id, kind, about_id, about_type, about_part, message, created_by, created_at, updated_by, updated_at,
                    generated, details)
select md5(c.event_id || '/' || c.at)::uuid, 'Conversation', e.id, e.type, c.part, c.message, c.user_name, c.at_ms, c.user_name,
       c.at_ms, true, jsonb_build_object('shown', c.shown)
  from jsonb_to_recordset($1::jsonb) as c
       (event_id text, at int, entity_id uuid, part text, message text, user_name text, at_ms bigint, shown jsonb)
  join entity e on e.id = c.entity_id
on conflict (id) do nothing`

export async function recordActivity(database: Database, events: readonly ChangeEvent[]): Promise<void> {
  const rows = events.flatMap((event) =>
    activityCards(event).map((card, at) => ({
      event_id: event.id,
      at,
      entity_id: event.entityId,
      part: card.part ?? null,
      message: card.message,
      user_name: event.userName ?? 'system',
      at_ms: event.timestamp,
      shown: card.details,
    })),
  )
  if (rows.length > 0) await database.query(insert, [JSON.stringify(rows)])
}
