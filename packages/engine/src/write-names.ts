/** The fully qualified name that an entity has at its place. */
import { childFqn } from '@waymark/spec'
import type { EntityType } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'

/** @throws problem `name-too-long` */
export function fqnOf(
  type: EntityType,
  name: string,
  parentFqn: string | undefined,
  members: JsonObject,
): string {
  const declared = type.definition.fqnOf
  return declared ? declared({ name, parentFqn, members }) : childFqn(parentFqn, name)
}
