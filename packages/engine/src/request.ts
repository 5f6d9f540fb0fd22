/** Reads a create request: checked against its definition, split into members, links and parent. */
import { createHash } from 'node:crypto'
import { problem } from '@waymark/spec'
import type { EntityType } from './entity-type.ts'
import { isObject, type JsonObject, readBody } from './json-body.ts'
import { listOf, type Pointer, readPointer } from './references.ts'
import type { Validation } from './validation.ts'

export interface WriteRequest {
  readonly name: string
  /** Stored members that the request names. */
  readonly members: JsonObject
  readonly parent: Pointer | undefined
  /** Links that the request names, by wire member. */
  readonly links: ReadonlyMap<string, readonly Pointer[]>
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
  const clean = readBody(body)
  validation.body(definition, clean, asSystem)
  const parentField = definition.parent?.field
  const parent = parentField === undefined ? undefined : clean[parentField]
  return {
    name: nameOf(type, clean),
    members: pickMembers(type, clean),
    parent:
      parentField === undefined || parent === undefined
        ? undefined
        : readPointer(parentField, parent, definition.parent?.types ?? []),
    links: new Map(
      type.ownLinks
        .filter(({ name }) => clean[name] !== undefined)
        .map((link) => [
          link.name,
          listOf(clean[link.name]).map((one) => readPointer(link.name, one, link.to)),
        ]),
    ),
  }
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
