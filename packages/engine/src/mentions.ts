/** References and fully qualified names of others inside documents: what is mentioned, and how to follow a rename or deletion. */
import { isUuid } from '@waymark/spec'
import type { Tx } from './database.ts'
import { type EntityWrite, entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes, NamePlace } from './entity-type.ts'
import { atOrBelow, renamedFqn } from './fqn-range.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { rewriteSearchDocuments } from './search-follow.ts'

/** One entity or name that a document speaks of. */
export type Mention = { readonly id: string } | { readonly fqn: string }

/** Replaces a mention; `undefined` takes the reference out. */
type ReplaceReference = (reference: JsonObject) => JsonObject | undefined

function isReference(value: unknown): value is JsonObject & { readonly id: string } {
  return isObject(value) && typeof value.type === 'string' && typeof value.id === 'string' && isUuid(value.id)
}

/** Rebuilds a value where a reference changes; the same value where none does. */
function mapReferences(value: unknown, replace: ReplaceReference): unknown {
  if (Array.isArray(value)) {
    let differs = false
    const mapped = value.flatMap((item: unknown) => {
      const now = mapReferences(item, replace)
      differs ||= now !== item
      return now === undefined && item !== undefined ? [] : [now]
    })
    return differs ? mapped : value
  }
  if (!isObject(value)) return value
  if (isReference(value)) {
    const now = replace(value)
    if (now !== value) return now
  }
  let changed: JsonObject | undefined
  for (const key of Object.keys(value)) {
    const member = value[key]
    if (typeof member !== 'object' || member === null) continue
    const now = mapReferences(member, replace)
    if (now === member) continue
    changed ??= { ...value }
    if (now === undefined) delete changed[key]
    else changed[key] = now
  }
  return changed ?? value
}

/**
 * Members whose references begin with `id` and `type`, as those of links do, and have no `href`: a reader's address is
 * not ours to store, and a client that writes back what it read changes nothing.
 */
export function withPlainReferences(members: JsonObject): JsonObject {
  const plain = mapReferences(members, (found) => {
    const [first, second] = Object.keys(found)
    if (first === 'id' && second === 'type' && found.href === undefined) return found
    const { id, type, href: _, ...rest } = found
    return { id, type, ...rest }
  })
  return isObject(plain) ? plain : members
}

const linkPattern = /^<#E::([^:]+)::(.*?)(::[a-zA-Z]+.*)?>$/s

function nameIn(text: string, kind: NamePlace['kind']): string | undefined {
  return kind === 'name' ? text : linkPattern.exec(text)?.[2]
}

function renamedText(text: string, kind: NamePlace['kind'], from: string, to: string): string {
  const name = nameIn(text, kind)
  const now = name === undefined ? undefined : renamedFqn(name, from, to)
  if (name === undefined || now === undefined) return text
  return kind === 'name' ? now : text.replace(`::${name}`, () => `::${now}`)
}

function mapNames(value: unknown, path: readonly string[], change: (text: string) => string): unknown {
  const [step, ...rest] = path
  if (step === undefined) return typeof value === 'string' ? change(value) : value
  if (step === '*') return Array.isArray(value) ? value.map((item) => mapNames(item, rest, change)) : value
  if (!isObject(value) || value[step] === undefined) return value
  return { ...value, [step]: mapNames(value[step], rest, change) }
}

/** Changes the entity links among the members of an entity; the same members where none changes. */
export function changeLinks(
  type: EntityType,
  members: JsonObject,
  change: (link: string) => string,
): JsonObject {
  let differs = false
  let changed: unknown = members
  for (const { path, kind } of type.namePlaces) {
    if (kind !== 'link') continue
    changed = mapNames(changed, path, (text) => {
      const now = change(text)
      differs ||= now !== text
      return now
    })
  }
  return differs ? (changed as JsonObject) : members // mapNames keeps objects objects
}

/** As {@link changeLinks}: links to a renamed entity, its parts and what is below it, under the new name. */
export function followLinks(
  type: EntityType,
  members: JsonObject,
  renamed: { readonly from: string; readonly to: string },
): JsonObject {
  return changeLinks(type, members, (link) => renamedText(link, 'link', renamed.from, renamed.to))
}

/** What the stored members of an entity speak of, each once. */
export function mentionsOf(type: EntityType, members: JsonObject): Mention[] {
  const ids = new Set<string>()
  mapReferences(members, (reference) => {
    ids.add(String(reference.id).toLowerCase())
    return reference
  })
  const names = new Set<string>()
  for (const { path, kind } of type.namePlaces) {
    mapNames(members, path, (text) => {
      const name = nameIn(text, kind)
      if (name !== undefined) names.add(name)
      return text
    })
  }
  return [...[...ids].map((id) => ({ id })), ...[...names].map((fqn) => ({ fqn }))]
}

/** Makes `mention` say what the entities say. */
export async function replaceMentions(
  tx: Tx,
  outdated: readonly string[],
  current: readonly { readonly id: string; readonly mentions: readonly Mention[] }[],
): Promise<void> {
  if (outdated.length > 0) {
    await tx.query({
      name: 'mention-delete',
      text: 'delete from mention where entity_id = any($1::uuid[])',
      values: [outdated],
    })
  }
  const rows = current.flatMap(({ id, mentions }) => mentions.map((mention) => ({ id, mention })))
  if (rows.length === 0) return
  await tx.query({
    name: 'mention-insert',
    text: 'insert into mention (entity_id, target_id, target_fqn) select * from unnest($1::uuid[], $2::uuid[], $3::text[])',
    values: [
      rows.map(({ id }) => id),
      rows.map(({ mention }) => ('id' in mention ? mention.id : null)),
      rows.map(({ mention }) => ('fqn' in mention ? mention.fqn : null)),
    ],
  })
}

const chunk = 500

const selectByTarget = `
select ${entityColumns} from entity
 where id in (select entity_id from mention where target_id = any($1::uuid[])) and id > $2
 order by id limit ${chunk} for no key update`

const selectByName = `
select ${entityColumns} from entity
 where id in (select entity_id from mention where ${atOrBelow('target_fqn', '$1')}) and id > $2
 order by id limit ${chunk} for no key update`

const firstId = '00000000-0000-0000-0000-000000000000'

/** No versions: nobody edited those that speak of it. */
async function rewriteAll(
  tx: Tx,
  types: EntityTypes,
  select: { readonly name: string; readonly text: string; readonly value: unknown },
  change: (type: EntityType, document: JsonObject) => JsonObject,
): Promise<void> {
  let after = firstId
  for (;;) {
    const found = await selectEntities(tx, select.name, select.text, [select.value, after])
    const writes = found.map((entity): EntityWrite => {
      const type = types.of(entity.type)
      return { type, entity: { ...entity, document: change(type, entity.document) } }
    })
    await updateEntities(tx, writes)
    await rewriteSearchDocuments(tx, writes)
    const last = found.at(-1)
    if (!last || found.length < chunk) return
    after = last.id
  }
}

/** What references to an entity show of it. */
interface Shown {
  readonly id: string
  readonly name: string
  readonly fqn: string
  readonly displayName?: unknown
}

/** What references to these entities show, by id. */
export function shownOf(entities: readonly Shown[]): ReadonlyMap<string, JsonObject> {
  return new Map(
    entities.map(({ id, name, fqn, displayName }) => [
      id,
      { name, fullyQualifiedName: fqn, ...(displayName === undefined ? {} : { displayName }) },
    ]),
  )
}

/** Shows the present name and title of entities wherever a document refers to them. */
export async function refreshMentions(
  tx: Tx,
  types: EntityTypes,
  shown: ReadonlyMap<string, JsonObject>,
): Promise<void> {
  if (shown.size === 0) return
  const replace: ReplaceReference = (reference) => {
    const now = shown.get(String(reference.id).toLowerCase())
    return now ? { ...reference, ...now } : reference
  }
  const select = { name: 'mention-by-target', text: selectByTarget, value: [...shown.keys()] }
  await rewriteAll(tx, types, select, (_, document) => withMembers(document, replace))
}

/** Takes references to entities that are gone out of every document. */
export async function dropMentions(tx: Tx, types: EntityTypes, gone: readonly string[]): Promise<void> {
  const ids = new Set(gone)
  const replace: ReplaceReference = (reference) =>
    ids.has(String(reference.id).toLowerCase()) ? undefined : reference
  const select = { name: 'mention-by-target', text: selectByTarget, value: gone }
  await rewriteAll(tx, types, select, (_, document) => withMembers(document, replace))
  await tx.query('delete from mention where target_id = any($1::uuid[])', [gone])
}

/** The document itself has an id, and those of kinds such as `testSuite` a type: only its members are looked into. */
function withMembers(document: JsonObject, replace: ReplaceReference): JsonObject {
  const members = Object.entries(document).map(
    ([key, member]) => [key, mapReferences(member, replace)] as const,
  )
  return Object.fromEntries(members.filter(([, member]) => member !== undefined))
}

/** Follows a renamed name, and everything below it, into the documents that hold it as text. */
export async function renameMentions(tx: Tx, types: EntityTypes, from: string, to: string): Promise<void> {
  const select = { name: 'mention-by-name', text: selectByName, value: from }
  await rewriteAll(tx, types, select, (type, document) => {
    let changed: unknown = document
    for (const { path, kind } of type.namePlaces) {
      changed = mapNames(changed, path, (text) => renamedText(text, kind, from, to))
    }
    return changed as JsonObject // mapNames keeps objects objects
  })
  await tx.query(
    `update mention set target_fqn = $2 || substr(target_fqn, length($1) + 1) where ${atOrBelow('target_fqn', '$1')}`,
    [from, to],
  )
}
