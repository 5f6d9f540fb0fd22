/** From a directory to records: people, then groups as teams with who is in them, outer groups first. */
import { filteredOut, type ReadContext, rejectedBy, SourceError, type SourceRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import type { Json } from '../json-values.ts'
import type { EntraConfig } from './config.ts'
import type { Graph } from './graph.ts'

/** The catalog's limits for names and for members named in one request. */
const longestName = 256
const mostMembers = 5000

const address = /^[^@\s]+@[^@\s]+\.[^@\s]+$/

interface Group {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly description: string | undefined
  readonly email: string | undefined
  /** Object ids of the people in it. */
  readonly people: string[]
  /** Object ids of the groups in it. */
  readonly groups: string[]
}

export async function* readDirectory(
  graph: Graph,
  config: EntraConfig,
  context: ReadContext,
): AsyncGenerator<SourceRecord> {
  const top = `$top=${config.pageSize ?? 999}`
  const people = new Map<string, string>()
  yield* readPeople(graph, config, context, top, people)
  const groups = await readGroups(graph, context, top)
  yield* teams(groups, people, context)
}

/** @param people - filled with the name of each person in the catalog by object id */
async function* readPeople(
  graph: Graph,
  config: EntraConfig,
  context: ReadContext,
  top: string,
  people: Map<string, string>,
): AsyncGenerator<SourceRecord> {
  const members = 'id,displayName,mail,userPrincipalName,accountEnabled,userType'
  const names = new Set<string>()
  for await (const person of graph.list(`/users?$select=${members}&${top}`, context.signal)) {
    const id = text(person.id)
    const email = [text(person.mail), text(person.userPrincipalName)]
      .find((each) => address.test(each))
      ?.toLowerCase()
    const shown = text(person.displayName) || text(person.userPrincipalName)
    // An account that is signed out for good, and what is no person, get no account here; its places in teams go with it.
    if (person.accountEnabled === false) {
      yield filteredOut('user', buildFqn(shown), 'the account is disabled in Entra')
      continue
    }
    if (person.userType === 'Guest' && !config.includeGuests) {
      yield filteredOut('user', buildFqn(shown), 'a guest; includeGuests is not set')
      continue
    }
    if (email === undefined) {
      const message = 'The account has no mail address and its user principal name is none.'
      yield {
        kind: 'skipped',
        type: 'user',
        fullyQualifiedName: buildFqn(shown),
        reason: 'not-understood',
        message,
      }
      continue
    }
    // The name that the person gets at the first sign-in: what stands before the @.
    const [local = email] = email.split('@')
    const name = names.has(local) ? email.replace('@', '.') : local
    const fullyQualifiedName = buildFqn(name)
    const rejected = rejectedBy(context, 'user', name, fullyQualifiedName)
    if (rejected !== undefined) {
      yield filteredOut('user', fullyQualifiedName, rejected)
      continue
    }
    names.add(name)
    people.set(id, fullyQualifiedName)
    const body = { name, email, ...(shown ? { displayName: shown } : {}), externalId: id }
    yield { kind: 'entity', type: 'user', fullyQualifiedName, body }
  }
}

async function readGroups(graph: Graph, context: ReadContext, top: string): Promise<Group[]> {
  const found: Json[] = []
  const members = 'id,displayName,description,mail'
  for await (const group of graph.list(`/groups?$select=${members}&${top}`, context.signal)) found.push(group)
  const namedAlike = Map.groupBy(found, (group) => text(group.displayName).toLowerCase())
  const groups: Group[] = []
  for (const group of found) {
    const id = text(group.id)
    const displayName = text(group.displayName) || id
    const unique = (namedAlike.get(displayName.toLowerCase()) ?? []).length <= 1
    const name = (unique ? displayName : `${displayName} ${id.slice(0, 8)}`).slice(0, longestName)
    if (rejectedBy(context, 'team', name, buildFqn(name)) !== undefined) continue
    const inside: Group = {
      id,
      name,
      displayName,
      description: text(group.description) || undefined,
      email: address.test(text(group.mail)) ? text(group.mail).toLowerCase() : undefined,
      people: [],
      groups: [],
    }
    for await (const member of graph.list(`/groups/${id}/members?$select=id&${top}`, context.signal)) {
      const kind = text(member['@odata.type'])
      if (kind.endsWith('.user')) inside.people.push(text(member.id))
      if (kind.endsWith('.group')) inside.groups.push(text(member.id))
    }
    groups.push(inside)
  }
  return groups
}

function* teams(
  groups: readonly Group[],
  people: ReadonlyMap<string, string>,
  context: ReadContext,
): Generator<SourceRecord> {
  const byId = new Map(groups.map((group) => [group.id, group]))
  const parents = new Map<string, Group[]>()
  const done = new Set<string>()
  const order: Group[] = []
  /** Outer groups come first; a group that is inside itself is not followed again. */
  const visit = (group: Group, path: ReadonlySet<string>): void => {
    const within = new Set([...path, group.id])
    if (!done.has(group.id)) order.push(group)
    done.add(group.id)
    for (const inner of group.groups.flatMap((id) => byId.get(id) ?? [])) {
      if (within.has(inner.id)) {
        context.log('warn', `The group '${inner.name}' contains itself; that membership is left out.`)
        continue
      }
      const known = parents.get(inner.id) ?? []
      if (known.includes(group)) continue
      parents.set(inner.id, [...known, group])
      visit(inner, within)
    }
  }
  const inner = new Set(groups.flatMap((group) => group.groups))
  for (const group of groups) if (!inner.has(group.id)) visit(group, new Set())
  for (const group of groups) if (!done.has(group.id)) visit(group, new Set())

  yield { kind: 'total', type: 'team', count: order.length }
  for (const group of parentsFirst(order, parents)) {
    const fullyQualifiedName = buildFqn(group.name)
    const users = group.people.flatMap((id) => people.get(id) ?? [])
    if (users.length > mostMembers) {
      const error = `The group has ${users.length} people; a team takes ${mostMembers}.`
      context.log('warn', `${group.name}: ${error}`)
    }
    const outer = (parents.get(group.id) ?? []).map(({ name }) => buildFqn(name))
    const body = {
      name: group.name,
      displayName: group.displayName,
      // What holds groups must be able to; a group of people is a group.
      teamType: group.groups.some((id) => byId.has(id)) ? 'Department' : 'Group',
      users: users.slice(0, mostMembers).sort(),
      externalId: group.id,
      ...(outer.length > 0 ? { parents: outer.sort() } : {}),
      ...(group.description ? { description: group.description } : {}),
      ...(group.email ? { email: group.email } : {}),
    }
    yield { kind: 'entity', type: 'team', fullyQualifiedName, body }
  }
}

/** A group in several others comes after the last of them. */
function parentsFirst(order: readonly Group[], parents: ReadonlyMap<string, readonly Group[]>): Group[] {
  const sorted: Group[] = []
  const placed = new Set<string>()
  const place = (group: Group): void => {
    if (placed.has(group.id)) return
    placed.add(group.id)
    for (const parent of parents.get(group.id) ?? []) place(parent)
    sorted.push(group)
  }
  order.forEach(place)
  return sorted
}

/** One object of each kind is asked for. @throws SourceError when the application may not */
export async function checkAccess(
  graph: Graph,
  kind: 'users' | 'groups',
  signal: AbortSignal,
): Promise<void> {
  const first = await graph.list(`/${kind}?$select=id&$top=1`, signal).next()
  if (!first.done || kind === 'groups') return
  throw new SourceError('fatal', 'The directory shows no people.', {
    hint: 'Check tenantId, and that the application has User.Read.All as an application permission.',
  })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
