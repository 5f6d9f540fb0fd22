/** Names of parts (columns, fields, tasks) follow from the name of their entity. */
import type { EntityType } from './entity-type.ts'
import { renamedFqn } from './fqn-range.ts'
import type { JsonObject } from './json-body.ts'
import { pickMembers } from './request.ts'
import { mapParts } from './tags.ts'

/** The members that hold names of parts, under a new name of the entity. */
export function underName(
  type: EntityType,
  members: JsonObject,
  entity: { readonly name: string; readonly fqn: string },
  fqn: string,
  name: string = entity.name,
): JsonObject {
  const moved = mapParts(type, members, (part) =>
    typeof part.fullyQualifiedName === 'string'
      ? {
          ...part,
          fullyQualifiedName: renamedFqn(part.fullyQualifiedName, entity.fqn, fqn) ?? part.fullyQualifiedName,
        }
      : part,
  )
  const normalized = type.definition.normalize?.({ ...moved, name, fullyQualifiedName: fqn }) ?? moved
  return { ...pickMembers(type, normalized), name, fullyQualifiedName: fqn }
}
