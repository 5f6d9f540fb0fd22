/** From an entity as a server shows it to the request that creates it: names instead of ids, nothing that is computed. */
import type { AnyDefinition } from '@waymark/spec'
import { isRecord } from '../json-values.ts'
import type { Entity } from './server.ts'
import { computed, heldBack } from './what-comes.ts'

export interface CreateRequest {
  readonly body: Record<string, unknown>
  /** Members that hold something and do not come. */
  readonly left: readonly string[]
}

/** @param fullyQualifiedName - the entity's own, for parents that it names by its beginning */
export function createRequest(definition: AnyDefinition, entity: Entity): CreateRequest {
  const accepted: Readonly<Record<string, unknown>> = definition.createSchema.properties
  const held = new Set(heldBack[definition.type])
  const body: Record<string, unknown> = {}
  const left: string[] = []
  for (const [member, value] of Object.entries(entity)) {
    const isRequired = definition.createSchema.required?.includes(member) ?? false
    if ((isEmpty(value) && !isRequired) || isUnvoted(member, value)) continue
    const comes =
      member in accepted && !held.has(member) && !isService(definition, member) && member !== 'sourceHash'
    if (comes)
      body[member] = member === 'tags' ? labels(value) : member === 'extension' ? value : cleaned(value)
    else if (!computed.has(member) || held.has(member)) left.push(member)
  }
  nameParents(definition, entity, body)
  return { body, left: left.filter((member) => member !== 'children') }
}

/** Connections come without their secrets, and so not at all: people enter them anew. */
function isService(definition: AnyDefinition, member: string): boolean {
  return definition.type.endsWith('Service') && member === 'connection'
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** Everything can be voted on, and most was not. */
function isUnvoted(member: string, value: unknown): boolean {
  return member === 'votes' && isRecord(value) && !value.upVotes && !value.downVotes
}

/** Parents are named by their fully qualified names alone. */
function nameParents({ parent }: AnyDefinition, entity: Entity, body: Record<string, unknown>): void {
  for (const field of [parent?.field, parent?.nested?.field]) {
    if (field === undefined) continue
    const name = fqnOf(entity[field])
    if (name !== undefined) body[field] = name
  }
  if (Array.isArray(body.parents)) body.parents = body.parents.map(fqnOf)
}

function fqnOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return undefined
  const { fullyQualifiedName, name } = value as Record<string, unknown>
  const found = fullyQualifiedName ?? name
  return typeof found === 'string' ? found : undefined
}

/** Members that only a reference has; anything else that has an id is left alone. */
const referenceMembers = new Set([
  ...[
    'id',
    'type',
    'name',
    'fullyQualifiedName',
    'displayName',
    'description',
    'deleted',
    'href',
    'inherited',
  ],
])

function isReference(value: Readonly<Record<string, unknown>>): boolean {
  return 'id' in value && 'type' in value && Object.keys(value).every((key) => referenceMembers.has(key))
}

/** Ids are other ones here: references name what they point at. What is inherited comes with what it is inherited from. */
function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((each) => !(isRecord(each) && isReference(each) && each.inherited === true))
      .map(cleaned)
  }
  if (!isRecord(value)) return value
  if (isReference(value)) return { type: value.type, fullyQualifiedName: fqnOf(value) }
  const kept = Object.entries(value).filter(
    ([key, inner]) =>
      !isEmpty(inner) &&
      key !== 'href' &&
      key !== 'fullyQualifiedName' &&
      key !== 'profile' &&
      key !== 'customMetrics',
  )
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, key === 'tags' ? labels(inner) : cleaned(inner)]),
  )
}

/** A label is its name and where it comes from; derived and propagated ones follow by themselves. */
function labels(value: unknown): unknown {
  if (!Array.isArray(value)) return []
  return value
    .filter(isRecord)
    .flatMap(({ tagFQN, source, labelType, state }) =>
      labelType === 'Derived' || labelType === 'Propagated'
        ? []
        : [{ tagFQN, source, labelType: labelType ?? 'Manual', state: state ?? 'Confirmed' }],
    )
}
