/** What is known about an event when alerts are matched against it: the event, its entity, and who made the change. */
import { aboutDeletedThread, type Engine, type EntityJson } from '@waymark/engine'
import { type ChangeEvent, type EntityReference, type Thread, unlessMissing } from '@waymark/spec'

export interface EventFacts {
  readonly event: ChangeEvent
  /** With owners, domains, tags and followers, secrets masked; undefined once it is gone for good. */
  readonly entity: EntityJson | undefined
  /** The thread of an event about a conversation. */
  readonly thread: Thread | undefined
  readonly isBot: boolean
}

export async function factsOf(engine: Engine, event: ChangeEvent): Promise<EventFacts> {
  const thread =
    event.entityType === 'THREAD' ? await unlessMissing(engine.conversations.get(event.entityId)) : undefined
  const about = thread?.entityRef ??
    aboutDeletedThread(event) ?? { type: event.entityType, id: event.entityId }
  const entity = engine.registry.find(about.type)
    ? await unlessMissing(engine.get(about.type, { id: about.id }, { fields: '*', include: 'all' }))
    : undefined
  const { userName } = event
  const user = userName === undefined ? undefined : await unlessMissing(engine.get('user', { fqn: userName }))
  return { event, entity, thread, isBot: user?.isBot === true }
}

/** References of a member of an entity: `owners`, `domains`, `followers`. */
export function referencesIn(entity: EntityJson | undefined, member: string): readonly EntityReference[] {
  const value = entity?.[member]
  return Array.isArray(value) ? (value as EntityReference[]) : [] // links of a stored entity
}
