/** Whom a destination means: named people and teams, administrators, or those whom the event concerns. */
import type { Engine, EntityJson } from '@waymark/engine'
import { type Destination, type EntityReference, isProblem, unlessMissing, type Webhook } from '@waymark/spec'
import { type EventFacts, referencesIn } from './event-facts.ts'

export interface Recipient {
  readonly email: string | undefined
  /** Where the person or team has messages of this kind posted. */
  readonly webhook: Webhook | undefined
}

/** Where a profile keeps the address for each kind of destination. */
const profileMember: Readonly<Record<string, string>> = {
  Slack: 'slack',
  MsTeams: 'msTeams',
  GChat: 'gChat',
  Webhook: 'generic',
}

type Profile = { readonly subscription?: Readonly<Record<string, Webhook>> }

/** More people than this are written to in several alerts. */
const mostPeople = 1000

function namedIn({ config }: Destination): readonly string[] {
  const { receivers } = (config ?? {}) as { receivers?: unknown } // an object by the schema
  return Array.isArray(receivers) ? receivers.map(String) : []
}

/** The entity, and what lies downstream of it where the destination asks for that. */
async function concerned(engine: Engine, facts: EventFacts, destination: Destination): Promise<EntityJson[]> {
  const { entity } = facts
  if (!entity) return []
  if (destination.notifyDownstream !== true) return [entity]
  const type = facts.thread?.entityRef?.type ?? facts.event.entityType
  const depths = { upstream: 0, downstream: destination.downstreamDepth ?? 1 }
  const { nodes = [] } = await engine.lineage.graph(type, { id: entity.id }, depths)
  const below: EntityJson[] = []
  for (const node of nodes) {
    const found = await read(engine, node)
    if (found) below.push(found)
  }
  return [entity, ...below]
}

async function read(
  engine: Engine,
  { type, id }: Pick<EntityReference, 'type' | 'id'>,
): Promise<EntityJson | undefined> {
  return await unlessMissing(engine.get(type, { id }, { fields: '*', revealSecrets: true }))
}

async function byName(engine: Engine, type: string, names: readonly string[]): Promise<EntityJson[]> {
  const found: EntityJson[] = []
  for (const name of names) {
    try {
      found.push(await engine.get(type, { fqn: name }, { revealSecrets: true }))
    } catch (error) {
      if (!isProblem(error, 'entity-not-found')) throw error
    }
  }
  return found
}

const mention = /<#E::(user|team)::([^|<>]+)\|/gu

async function mentioned(engine: Engine, { thread }: EventFacts): Promise<EntityJson[]> {
  const texts = thread ? [thread.message, ...(thread.posts ?? []).map(({ message }) => message)] : []
  const found: EntityJson[] = []
  for (const [, type = '', name = ''] of texts.join('\n').matchAll(mention))
    found.push(...(await byName(engine, type, [name])))
  return found
}

async function peopleOf(engine: Engine, facts: EventFacts, destination: Destination): Promise<EntityJson[]> {
  const all = async (references: readonly EntityReference[]) =>
    (await Promise.all(references.map((one) => read(engine, one)))).filter((one) => one !== undefined)
  switch (destination.category) {
    case 'Users':
      return await byName(engine, 'user', namedIn(destination))
    case 'Teams':
      return await byName(engine, 'team', namedIn(destination))
    case 'Admins': {
      const { data } = await engine.list('user', {
        filters: { isAdmin: 'true' },
        limit: mostPeople,
        revealSecrets: true,
      })
      return data.filter(({ isBot }) => isBot !== true)
    }
    case 'Owners':
    case 'Followers': {
      const member = destination.category === 'Owners' ? 'owners' : 'followers'
      const entities = await concerned(engine, facts, destination)
      return await all(entities.flatMap((entity) => referencesIn(entity, member)))
    }
    case 'Assignees':
      return await all(facts.thread?.task?.assignees ?? [])
    case 'Mentions':
      return await mentioned(engine, facts)
    default:
      return []
  }
}

/** A team without an address of its own stands for its members. */
async function addressesOf(
  engine: Engine,
  person: EntityJson,
  destination: Destination,
): Promise<Recipient[]> {
  const profile = (person.profile ?? {}) as Profile // checked when it was stored
  const webhook = profile.subscription?.[profileMember[destination.type] ?? '']
  const email = typeof person.email === 'string' && person.email !== '' ? person.email : undefined
  const members =
    'teamType' in person ? referencesIn(await read(engine, { type: 'team', id: person.id }), 'users') : []
  if (email === undefined && webhook === undefined && members.length > 0) {
    const users = await Promise.all(members.slice(0, mostPeople).map((one) => read(engine, one)))
    return (
      await Promise.all(
        users.filter((one) => one !== undefined).map((one) => addressesOf(engine, one, destination)),
      )
    ).flat()
  }
  return [{ email, webhook }]
}

/** Everybody whom an internal destination means, each once. Categories other than `External`. */
export async function recipientsOf(
  engine: Engine,
  facts: EventFacts,
  destination: Destination,
): Promise<Recipient[]> {
  const people = new Map((await peopleOf(engine, facts, destination)).map((person) => [person.id, person]))
  const found: Recipient[] = []
  for (const person of people.values()) found.push(...(await addressesOf(engine, person, destination)))
  return found
}

/** Addresses that an external e-mail destination names. */
export function externalEmails(destination: Destination): readonly string[] {
  return namedIn(destination)
}
