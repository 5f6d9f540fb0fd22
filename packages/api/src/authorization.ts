/** What a request would do, as operations that policies decide about: on the difference it makes, never on how it was asked. */
import type { EntityJson, PendingWrite } from '@waymark/engine'
import type { Identity, Principal, Resource } from '@waymark/identity'
import { type AnyDefinition, type EntityReference, type Operation, problem } from '@waymark/spec'

/** Operation that changing a member needs; a member that is not here needs `EditAll`. */
const operationOf: Readonly<Record<string, Operation>> = {
  description: 'EditDescription',
  displayName: 'EditDisplayName',
  tags: 'EditTags',
  owners: 'EditOwners',
  reviewers: 'EditReviewers',
  extension: 'EditCustomFields',
  lifeCycle: 'EditLifeCycle',
  certification: 'EditCertification',
  usageSummary: 'EditUsage',
  tableProfilerConfig: 'EditDataProfile',
  rules: 'EditPolicy',
  teams: 'EditTeams',
  users: 'EditUsers',
}

/** Members that give power: only administrators write them, whatever the policies say. */
const privileged: Readonly<Record<string, readonly string[]>> = {
  user: ['isAdmin', 'isBot', 'roles', 'authenticationMechanism', 'allowImpersonation'],
  team: ['defaultRoles', 'policies'],
  bot: ['botUser'],
}

/** What people may write about themselves. */
const ownProfile = new Set(['displayName', 'description', 'profile', 'timezone'])

/** The engine's own members: they follow from the others. */
const derived = new Set([
  'version',
  'updatedAt',
  'updatedBy',
  'changeDescription',
  'incrementalChangeDescription',
  'deleted',
  'href',
])

/** Members of a column, or any listed part, that have an operation of their own. */
const partMembers = new Set(['description', 'displayName', 'tags'])

type JsonObject = Readonly<Record<string, unknown>>

function tagNames(entity: EntityJson): string[] {
  const tags = Array.isArray(entity.tags) ? (entity.tags as readonly { tagFQN: string }[]) : [] // TagLabels
  return tags.map((tag) => tag.tagFQN)
}

function referencesOf(entity: EntityJson, member: string): readonly EntityReference[] | undefined {
  const value = entity[member]
  return Array.isArray(value) ? (value as EntityReference[]) : undefined // validated when stored
}

function certificationOf(entity: EntityJson): string[] {
  const certification = entity.certification as { tagLabel?: { tagFQN?: string } } | undefined // validated when stored
  const tag = certification?.tagLabel?.tagFQN
  return tag === undefined ? [] : [tag]
}

/** The entity, read with all its links, as policies see it. A type without owners has none, and so on. */
export function resourceOf(definition: AnyDefinition, entity: EntityJson | undefined): Resource {
  if (!entity) return { type: definition.type }
  return {
    type: definition.type,
    name: entity.fullyQualifiedName,
    ...linked(definition, entity, 'owners'),
    ...linked(definition, entity, 'reviewers'),
    ...linked(definition, entity, 'domains'),
    tags: tagNames(entity),
    certifications: certificationOf(entity),
  }
}

/** Absent where the entity was read without the link: then nobody knows. */
function linked(
  definition: AnyDefinition,
  entity: EntityJson,
  member: 'owners' | 'reviewers' | 'domains',
): Partial<Resource> {
  const references = referencesOf(entity, member)
  if (references) return { [member]: references }
  return definition.selectable.includes(member) ? {} : { [member]: [] }
}

function isTier(tag: string): boolean {
  return tag.startsWith('Tier.')
}

function tagOperations(before: EntityJson, after: EntityJson): Operation[] {
  const [old, now] = [tagNames(before), tagNames(after)]
  const changed = [...now.filter((tag) => !old.includes(tag)), ...old.filter((tag) => !now.includes(tag))]
  const found = new Set<Operation>(changed.map((tag) => (isTier(tag) ? 'EditTier' : 'EditTags')))
  return found.size === 0 ? ['EditTags'] : [...found]
}

/** Columns that differ only in what people annotate need just that; anything else is an edit of the whole. */
function partOperations(before: unknown, after: unknown): Operation[] {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return ['EditAll']
  const found = new Set<Operation>()
  const compare = (old: readonly unknown[], now: readonly unknown[]): boolean =>
    old.length === now.length && old.every((each, index) => comparePart(each, now[index]))
  const comparePart = (old: unknown, now: unknown): boolean => {
    if (typeof old !== 'object' || typeof now !== 'object' || old === null || now === null) return old === now
    const [a, b] = [old as JsonObject, now as JsonObject] // JSON objects: not null, not arrays inside a column list
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (key === 'children' && Array.isArray(a.children) && Array.isArray(b.children)) {
        if (!compare(a.children, b.children)) return false
        continue
      }
      if (JSON.stringify(a[key]) === JSON.stringify(b[key])) continue
      if (!partMembers.has(key)) return false
      found.add(operationOf[key] ?? 'EditAll')
    }
    return true
  }
  return compare(before, after) ? [...found] : ['EditAll']
}

function editOperations(write: PendingWrite): Operation[] {
  const found = new Set<Operation>()
  const { before, after } = write
  for (const member of write.changed) {
    if (derived.has(member)) continue
    if (!before || !after) found.add('EditAll')
    else if (member === 'tags') for (const each of tagOperations(before, after)) found.add(each)
    else if (member === 'columns')
      for (const each of partOperations(before.columns, after.columns)) found.add(each)
    else found.add(operationOf[member] ?? 'EditAll')
  }
  return [...found]
}

/** Operations that a write needs; all of them must be allowed. */
export function operationsOf(write: PendingWrite): Operation[] {
  if (write.action === 'create') return ['Create']
  if (write.action === 'delete') return ['Delete']
  if (write.action === 'restore') return ['EditAll']
  return editOperations(write)
}

function refusePrivileged(principal: Principal, write: PendingWrite): void {
  const members = privileged[write.type]
  if (!members || principal.isAdmin || write.action === 'delete') return
  for (const member of members) {
    if (!write.changed.includes(member)) continue
    const value = write.after?.[member]
    const isEmpty = value === undefined || value === false || (Array.isArray(value) && value.length === 0)
    if (write.action === 'create' && isEmpty) continue
    throw problem('not-allowed', {
      principal: principal.name,
      operation: `Edit ${member}`,
      resource: write.type,
    })
  }
}

function isOwnProfile(principal: Principal, write: PendingWrite): boolean {
  return (
    write.type === 'user' &&
    write.action === 'update' &&
    write.before?.id === principal.userId &&
    write.changed.every((member) => derived.has(member) || ownProfile.has(member))
  )
}

/** Reviewers decide about an approval and need no right to edit anything else; the engine refuses it to all others. */
async function isReview(identity: Identity, principal: Principal, write: PendingWrite): Promise<boolean> {
  if (write.action !== 'update' || !write.before || !write.changed.includes('entityStatus')) return false
  if (!write.changed.every((member) => derived.has(member) || member === 'entityStatus')) return false
  const { teamIds } = await identity.grantsOf(principal)
  const mine = new Set([principal.userId, ...teamIds])
  return referencesOf(write.before, 'reviewers')?.some(({ id }) => mine.has(id)) === true
}

/** The check that the engine calls inside the transaction of a write. It judges by the owners before the change. */
export function writeAuthorizer(identity: Identity, principal: Principal, definition: AnyDefinition) {
  return async (write: PendingWrite): Promise<void> => {
    refusePrivileged(principal, write)
    if (isOwnProfile(principal, write) || (await isReview(identity, principal, write))) return
    const resource = resourceOf(definition, write.before ?? write.after)
    for (const operation of operationsOf(write)) await identity.authorize(principal, operation, resource)
  }
}

/**
 * Whether the caller may do this to an entity. Policies that look at owners or tags need the entity, which is loaded only when the
 * rights on the type alone don't suffice; whoever has neither gets the same answer whether it exists or not.
 * @throws `not-allowed`
 */
export async function authorizeOnEntity(
  identity: Identity,
  principal: Principal,
  definition: AnyDefinition,
  operation: Operation,
  load: () => Promise<EntityJson>,
): Promise<void> {
  // Remembered with the caller's rights, so that most reads judge no rule.
  const readable = await identity.filter(principal, operation, definition.type)
  if (readable.kind === 'true') return
  const entity = await load().catch(() => undefined)
  await identity.authorize(principal, operation, resourceOf(definition, entity))
}

/** Members that only administrators read. */
export const adminOnlyMembers: Readonly<Record<string, readonly string[]>> = {
  user: ['authenticationMechanism'],
}
