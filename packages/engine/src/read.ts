/** Reads entities: the stored text as it is, or with links, extensions and votes added. */
import { didYouMean, isUuid, problem } from '@waymark/spec'
import { readCounts } from './counts.ts'
import type { Tx } from './database.ts'
import { readDerivedLinks } from './derived-links.ts'
import { entityJson, linkMembers, type StoredEntity } from './document.ts'
import { entityColumns, selectByIds, selectEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes, Link } from './entity-type.ts'
import { selectNewest } from './extensions/newest.ts'
import { readSnapshots } from './extensions/snapshots.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { type Links, readLinks } from './links.ts'
import { canonicalFqn } from './references.ts'
import type { SecretBox } from './secret-box.ts'
import { revealSecrets } from './secrets.ts'
import { readUsageSummaries } from './usage/usage.ts'
import { readVotes } from './votes.ts'
import type { EntityJson, EntityKey, Include, ReadOptions } from './write-options.ts'

const included: Readonly<Record<Include, string>> = {
  all: '',
  deleted: ' and entity.deleted',
  'non-deleted': ' and not entity.deleted',
}

/** SQL of the wanted entities, to be put behind a `where`. */
export function includeSql(include: Include): string {
  return included[include]
}

interface Selection {
  readonly where: string
  readonly value: string
  readonly by: 'id' | 'name'
}

/** The stored form of a key. @throws problem `entity-not-found` for an id that cannot be one */
export function selectionOf(types: EntityTypes, type: EntityType, key: EntityKey): Selection {
  if ('fqn' in key) {
    // No stored name has it, and PostgreSQL would refuse a whole statement that reads others as well.
    if (key.fqn.includes('\u0000')) throw notFound(type, key)
    const value = canonicalFqn(types, type.type, key.fqn)
    return {
      by: 'name',
      where: 'entity.type = $1 and entity.fqn_hash = md5($2)::uuid and entity.fqn = $2',
      value,
    }
  }
  if (!isUuid(key.id)) throw notFound(type, key)
  return { by: 'id', where: 'entity.type = $1 and entity.id = $2', value: key.id }
}

export function notFound(type: EntityType, key: EntityKey) {
  return problem('entity-not-found', { type: type.type, key: 'fqn' in key ? key.fqn : key.id })
}

/** @throws problem `entity-not-found` */
export async function readText(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
  key: EntityKey,
  include: Include,
): Promise<string> {
  const { by, where, value } = selectionOf(types, type, key)
  const { rows } = await tx.query<{ doc: string }>({
    name: `entity-text-${by}-${include}`,
    text: `select doc from entity where ${where}${included[include]}`,
    values: [type.type, value],
  })
  const [row] = rows
  if (!row) throw notFound(type, key)
  return row.doc
}

/** @throws problem `entity-not-found` */
export async function readStored(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
  key: EntityKey,
  include: Include,
): Promise<StoredEntity> {
  const { by, where, value } = selectionOf(types, type, key)
  const text = `select ${entityColumns} from entity where ${where}${included[include]}`
  const [stored] = await selectEntities(tx, `entity-read-${by}-${include}`, text, [type.type, value])
  if (!stored) throw notFound(type, key)
  return stored
}

/**
 * Adds what `fields` names to stored entities, in their order.
 * @throws problem `parameter-invalid` on a field that the type does not have
 */
export async function addFields(
  tx: Tx,
  type: EntityType,
  stored: readonly StoredEntity[],
  options: ReadOptions,
  secrets: SecretBox,
): Promise<EntityJson[]> {
  const wanted = wantedFields(type, options.fields)
  const ids = stored.map((entity) => entity.id)
  const links = type.links.filter((link) => wanted.has(link.name))
  const found = await readLinks(tx, ids, links, true)
  const whole = await readShown(tx, links, found)
  const derivedLinks = Object.entries(type.definition.derivedLinks).filter(([name]) => wanted.has(name))
  const derived = await readDerivedLinks(tx, ids, derivedLinks)
  const snapshotNames = namesOf(type, 'snapshot', wanted)
  const snapshots = await readSnapshots(tx, ids, snapshotNames)
  const latest = await latestEntries(tx, type, stored, namesOf(type, 'timeSeries', wanted))
  const usage = wanted.has('usageSummary') ? await readUsageSummaries(tx, ids) : undefined
  const counts = await readCounts(tx, type, stored, wanted)
  const votes = wanted.has('votes') ? await readVotes(tx, ids) : undefined
  return stored.map((entity) => {
    const document =
      options.revealSecrets === true
        ? revealSecrets(type, entity.id, entity.document, entity.secrets, secrets)
        : entity.document
    const added = entityJson(document, {
      ...linkMembers(links, found.get(entity.id) ?? new Map()),
      ...whole.get(entity.id),
      ...derived.get(entity.id),
      ...snapshots.get(entity.id),
      ...latest.get(entity.id),
      ...counts.get(entity.id),
      ...(usage?.has(entity.id) ? { usageSummary: usage.get(entity.id) } : {}),
      ...(votes ? { votes: votes(entity.id) } : {}),
    })
    const arranged = wanted.size > 0 ? type.definition.arrange?.(added) : undefined
    return arranged ? entityJson(arranged) : added
  })
}

/** Members of links that show whole entities: their stored documents, in the order of the references. */
async function readShown(
  tx: Tx,
  links: readonly Link[],
  found: ReadonlyMap<string, Links>,
): Promise<Map<string, JsonObject>> {
  const shown = links.filter((link) => link.shown && !link.qualified)
  const members = new Map<string, JsonObject>()
  if (shown.length === 0) return members
  const ids = [...found.values()].flatMap((of) =>
    shown.flatMap(({ name }) => (of.get(name) ?? []).map((one) => one.id)),
  )
  const documents = new Map((await selectByIds(tx, [...new Set(ids)])).map((one) => [one.id, one.document]))
  for (const [id, of] of found) {
    for (const { name, many, shown: schema } of shown) {
      const known: JsonObject = isObject(schema?.properties) ? schema.properties : {}
      const whole = (of.get(name) ?? []).flatMap((one) => {
        const document = documents.get(one.id)
        return document
          ? [Object.fromEntries(Object.entries(document).filter(([member]) => Object.hasOwn(known, member)))]
          : []
      })
      members.set(id, { ...members.get(id), [name]: many ? whole : whole[0] })
    }
  }
  return members
}

function namesOf(type: EntityType, kind: 'snapshot' | 'timeSeries', wanted: ReadonlySet<string>): string[] {
  return Object.entries(type.definition.extensions)
    .filter(([name, extension]) => extension.kind === kind && wanted.has(name))
    .map(([name]) => name)
}

/** Of a time series a reader sees the newest entry with the entity. */
async function latestEntries(
  tx: Tx,
  type: EntityType,
  stored: readonly StoredEntity[],
  names: readonly string[],
): Promise<Map<string, JsonObject>> {
  const latest = new Map<string, JsonObject>()
  for (const name of names) {
    const newest = await selectNewest(
      tx,
      type.type,
      name,
      stored.map(({ fqn }) => fqn),
    )
    for (const { id, fqn } of stored) {
      const entry = newest.get(fqn)
      if (entry) latest.set(id, { ...latest.get(id), [name]: entry })
    }
  }
  return latest
}

function wantedFields(type: EntityType, fields: readonly string[] | '*' | undefined): ReadonlySet<string> {
  const { selectable } = type.definition
  if (fields === undefined) return new Set()
  if (fields === '*' || fields.includes('*')) return new Set(selectable)
  for (const field of fields) {
    if (selectable.includes(field) || Object.hasOwn(type.definition.schema.properties, field)) continue
    const meant = didYouMean(field, selectable)
    throw problem('parameter-invalid', {
      parameter: 'fields',
      expected: `'${field}' is not a field of ${type.type}.${meant ? ` Did you mean '${meant}'?` : ''} Known: ${selectable.join(', ')}.`,
    })
  }
  return new Set(fields)
}
