/** What an event says in words, the same for every kind of destination. */
import { aboutDeletedThread } from '@waymark/engine'
import type { FieldChange } from '@waymark/spec'
import type { EventFacts } from './event-facts.ts'

export interface Message {
  readonly title: string
  readonly lines: readonly string[]
  /** Names and values under the text. */
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  /** The entity's page. */
  readonly url: string
}

const verbs: Readonly<Record<string, string>> = {
  entityCreated: 'created',
  entityUpdated: 'changed',
  entitySoftDeleted: 'deleted',
  entityDeleted: 'deleted for good',
  entityRestored: 'restored',
  threadCreated: 'started a conversation about',
  threadUpdated: 'changed a conversation about',
  postCreated: 'answered in a conversation about',
  taskResolved: 'resolved a task about',
  taskClosed: 'closed a task about',
  suggestionCreated: 'made a suggestion for',
  suggestionUpdated: 'changed a suggestion for',
  suggestionDeleted: 'took back a suggestion for',
  suggestionAccepted: 'accepted a suggestion for',
  suggestionRejected: 'rejected a suggestion for',
}

/** More changes than this are counted instead of shown. */
const mostLines = 10
const longest = 300

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}

function linesOf({ event, thread }: EventFacts): string[] {
  if (aboutDeletedThread(event)) return []
  if (thread) return [short(thread.posts?.at(-1)?.message ?? thread.message)]
  const { fieldsAdded = [], fieldsUpdated = [], fieldsDeleted = [] } = event.changeDescription ?? {}
  const all = [
    ...fieldsAdded.map(({ name, newValue }: FieldChange) => `Added ${name}: ${short(newValue ?? '')}`),
    ...fieldsUpdated.map(({ name, newValue }: FieldChange) => `Changed ${name}: ${short(newValue ?? '')}`),
    ...fieldsDeleted.map(({ name }: FieldChange) => `Removed ${name}`),
  ]
  return all.length <= mostLines
    ? all
    : [...all.slice(0, mostLines), `and ${all.length - mostLines} more changes`]
}

/** @param baseUrl - where people reach the catalog */
export function messageOf(facts: EventFacts, alertName: string, baseUrl: string): Message {
  const { event, entity, thread } = facts
  const gone = aboutDeletedThread(event)
  const type = thread?.entityRef?.type ?? gone?.type ?? event.entityType
  const verb = gone ? 'deleted a conversation about' : (verbs[event.eventType] ?? event.eventType)
  const fqn = entity?.fullyQualifiedName ?? event.entityFullyQualifiedName ?? event.entityId
  const who = event.userName ?? 'Somebody'
  return {
    title: `${who} ${verb} ${type} ${fqn}`,
    lines: linesOf(facts),
    facts: [
      { name: 'Alert', value: alertName },
      { name: 'Event', value: event.eventType },
      { name: 'When', value: new Date(event.timestamp).toISOString() },
    ],
    url: `${baseUrl}/${encodeURIComponent(type)}/${encodeURIComponent(fqn)}`,
  }
}
