/** Reads a create request: checked against its definition, split into members, links and parent. */
import { createHash } from 'node:crypto'
import { type AnyDefinition, type ParentLink, problem } from '@waymark/spec'
import { withOpenDates } from './certification.ts'
import type { EntityType } from './entity-type.ts'
import { isObject, type JsonObject, readBody } from './json-body.ts'
import { listOf, type Pointer, readEnd, readPointer } from './references.ts'
import type { Validation } from './validation.ts'

export interface WriteRequest {
  readonly name: string
  /** The fully qualified name, where clients give it. */
  readonly givenFqn: string | undefined
  /** Stored members that the request names. */
  readonly members: JsonObject
  readonly parent: Pointer | undefined
  /** Named beside a nested parent: has to be the one that parent belongs to. */
  readonly family: Pointer | undefined
  /** Links that the request names, by wire member. */
  readonly links: ReadonlyMap<string, readonly Pointer[]>
  /** Snapshots that the request carries, by name. */
  readonly snapshots: ReadonlyMap<string, unknown>
}

/**
 * @param asSystem - members that clients only read may be set as well
 * @throws problem `json-invalid`, `body-invalid`, `name-invalid`
 */
export function readRequest(
  type: EntityType,
  validation: Validation,
  body: unknown,
  asSystem: boolean,
): WriteRequest {
  const { definition } = type
  const clean = withOpenDates(readBody(body))
  validation.body(definition, clean, asSystem)
  refuseNotKept(definition, clean)
  return {
    name: nameOf(type, clean),
    givenFqn: definition.fqnFromClient ? String(clean.fullyQualifiedName) : undefined, // required by its schema
    members: pickMembers(type, definition.fromRequest?.(clean) ?? clean),
    ...readParents(definition.parent, clean),
    links: new Map(
      type.ownLinks
        .filter(({ name }) => clean[name] !== undefined)
        .map((link) => [link.name, listOf(clean[link.name]).map((one) => readEnd(link, one))]),
    ),
    snapshots: new Map(
      type.sentSnapshots.flatMap((name) => (clean[name] === undefined ? [] : [[name, clean[name]]])),
    ),
  }
}

function refuseNotKept({ notKept = {} }: AnyDefinition, body: JsonObject): void {
  for (const [field, reason] of Object.entries(notKept)) {
    const value = body[field]
    const isEmpty =
      value === undefined || value === '' || (isObject(value) && Object.keys(value).length === 0)
    if (isEmpty || (Array.isArray(value) && value.length === 0)) continue
    throw problem('body-invalid', { field, expected: `must be left out: ${reason}.` })
  }
}

/** @throws problem `body-invalid` where a type that nests names neither parent */
export function readParents(
  link: ParentLink | undefined,
  body: JsonObject,
): { parent: Pointer | undefined; family: Pointer | undefined } {
  const pointer = (field: string, types: readonly string[]) =>
    body[field] === undefined ? undefined : readPointer(field, body[field], types)
  if (!link) return { parent: undefined, family: undefined }
  const family = pointer(link.field, link.types)
  if (!link.nested) return { parent: family, family: undefined }
  const { field, input = field, types } = link.nested
  const nested = pointer(field, types) ?? pointer(input, types)
  if (nested) return { parent: nested, family }
  if (!family && !link.optional) {
    throw problem('body-invalid', {
      field: link.field,
      expected: `is required, unless ${link.nested.field} is named.`,
    })
  }
  return { parent: family, family: undefined }
}

/** The stored members of a body or document, without what the engine and the ancestors give. */
export function pickMembers(type: EntityType, from: JsonObject): JsonObject {
  const picked: JsonObject = {}
  for (const name of ['displayName', 'description', ...type.members]) {
    if (from[name] !== undefined) picked[name] = from[name]
  }
  return picked
}

function nameOf(type: EntityType, body: JsonObject): string {
  const { definition } = type
  if (body.name === undefined && definition.nameFrom === 'md5OfQuery') {
    const query = isObject(body) && typeof body.query === 'string' ? body.query : ''
    return createHash('md5').update(query).digest('hex')
  }
  const name = String(body.name) // required by the schema
  if (name.trim() === '') throw problem('name-invalid', { name, reason: 'it is blank.' })
  return definition.lowerCaseName ? name.toLowerCase() : name
}
