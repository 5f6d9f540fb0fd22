/** The JSON document of an entity: how it is put together from its parts and read from its row. */
import type { ChangeDescription, EntityReference } from '@waymark/spec'
import { ancestryFields, type EntityType, type Link } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { type Links, shownEnd } from './links.ts'
import type { SealedSecrets } from './secrets.ts'
import type { EntityJson } from './write-options.ts'

/** What every entity has, whatever its type. */
export interface Head {
  readonly id: string
  readonly name: string
  readonly fqn: string
  readonly version: number
  readonly updatedAt: number
  readonly updatedBy: string
  readonly deleted: boolean
  readonly changeDescription?: ChangeDescription
}

/** A row of `entity`, its document read. */
export interface StoredEntity extends Head {
  readonly type: string
  readonly parentId: string | null
  readonly document: JsonObject
  readonly secrets: SealedSecrets | null
  readonly deletedWith: string | null
}

/** The parent and what it hands down: members of the document, e.g. `databaseSchema`, `database`, `service`. */
export type Ancestry = JsonObject

/** The stored document: what a reader gets who names no `fields`. Links among it only where they are always shown. */
export function composeDocument(
  type: EntityType,
  head: Head,
  members: JsonObject,
  ancestry: Ancestry,
  links: Links,
): JsonObject {
  const { displayName, description, ...rest } = members
  return {
    id: head.id,
    name: head.name,
    fullyQualifiedName: head.fqn,
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    version: head.version,
    updatedAt: head.updatedAt,
    updatedBy: head.updatedBy,
    ...rest,
    ...ancestry,
    ...linkMembers(type.alwaysLinks, links),
    ...(type.definition.softDelete === false ? {} : { deleted: head.deleted }),
    ...(head.changeDescription === undefined ? {} : { changeDescription: head.changeDescription }),
  }
}

/** Links as wire members: lists for `many`, one reference or nothing otherwise. */
export function linkMembers(
  wanted: readonly Pick<Link, 'name' | 'many' | 'qualified'>[],
  links: Links,
): JsonObject {
  const members: JsonObject = {}
  for (const link of wanted) {
    const { name, many } = link
    const references = links.get(name) ?? []
    const shown = link.qualified ? references.map((one) => shownEnd(link, one)) : references
    if (many) members[name] = shown
    else if (shown[0]) members[name] = shown[0]
  }
  return members
}

/** A document with links added, as callers see it. */
export function entityJson(document: JsonObject, added: JsonObject = {}): EntityJson {
  // Documents are made by composeDocument, which gives every member that EntityJson names.
  return { ...document, ...added } as EntityJson
}

/** The own links and, where an entity has none, what its ancestors lend. */
export function withLent(type: EntityType, own: Links, lent: Links): Links {
  const all = new Map(own)
  for (const { name } of type.inheritedLinks) {
    const borrowed = lent.get(name)
    if ((own.get(name)?.length ?? 0) === 0 && borrowed) {
      all.set(
        name,
        borrowed.map((reference) => ({ ...reference, inherited: true })),
      )
    }
  }
  return all
}

/** The full entity: the document with all own and lent links. Members of links that people may add to are always there. */
export function fullEntity(type: EntityType, document: JsonObject, own: Links, lent: Links): EntityJson {
  return entityJson(document, linkMembers(type.ownLinks, withLent(type, own, lent)))
}

/** Top-level strings and booleans that lists filter by. */
export function attributesOf(type: EntityType, document: JsonObject): JsonObject {
  const attributes: JsonObject = {}
  for (const name of type.attributes.keys()) {
    if (document[name] !== undefined) attributes[name] = document[name]
  }
  return attributes
}

/** The ancestry that a stored document shows. */
export function ancestryOf(type: EntityType, document: JsonObject): Ancestry {
  const ancestry: JsonObject = {}
  for (const name of ancestryFields(type.definition.parent)) {
    if (document[name] !== undefined) ancestry[name] = document[name]
  }
  return ancestry
}

/** The ancestry that a parent gives: itself, and what it hands on. A nested parent hands on whose family it is of. */
export function ancestryFrom(type: EntityType, parent: EntityReference, document: JsonObject): Ancestry {
  const link = type.definition.parent
  if (!link) return {}
  const isNested = !link.types.includes(parent.type) && link.nested !== undefined
  const ancestry: JsonObject = { [isNested ? link.nested.field : link.field]: parent }
  const handedOn = isNested ? [link.field, ...(link.copies ?? [])] : (link.copies ?? [])
  for (const name of handedOn) if (document[name] !== undefined) ancestry[name] = document[name]
  return ancestry
}
