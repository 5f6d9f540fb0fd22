/** Writes what search knows of an entity, in the transaction that writes the entity. */
import type { AnyDefinition, EntityReference, TagLabel } from '@waymark/spec'
import type { Tx } from '../database.ts'
import type { Head } from '../document.ts'
import type { EntityJson } from '../engine.ts'
import { nameText, words } from './words.ts'

/** A tsvector holds at most 1 MB; wider texts are searched by their beginning. */
const longestText = 200_000
/** Texts kept for highlighting, per member. */
const longestExcerpt = 2000
const mostExcerpts = 2000

interface SearchDocument {
  readonly entity_id: string
  readonly entity_type: string
  readonly index_name: string
  readonly name: string
  readonly fqn: string
  readonly deleted: boolean
  readonly updated_at: number
  readonly service: string | null
  readonly service_type: string | null
  readonly database: string | null
  readonly database_schema: string | null
  readonly table_type: string | null
  readonly tier: string | null
  readonly tags: readonly string[]
  readonly owners: readonly string[]
  readonly source: Readonly<Record<string, unknown>>
  readonly texts: Readonly<Record<string, readonly string[]>>
  readonly name_words: string
  readonly title_words: string
  readonly inner_names: string
  readonly prose: string
}

/** Every string at a dotted path; arrays on the way (columns, their children) are walked through. */
function stringsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => stringsAt(item, path))
  if (path.length === 0) return typeof value === 'string' && value !== '' ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const [member, ...rest] = path
  const own = stringsAt(Reflect.get(value, member as string), rest)
  const children: unknown = Reflect.get(value, 'children')
  return children === undefined ? own : [...own, ...stringsAt(children, path)]
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function nameOf(reference: unknown): string | null {
  return typeof reference === 'object' && reference !== null ? text(Reflect.get(reference, 'name')) : null
}

/** Tags of the entity and of everything inside it. */
function tagNames(entity: EntityJson): string[] {
  return [
    ...new Set([...stringsAt(entity.tags, ['tagFQN']), ...stringsAt(entity.columns, ['tags', 'tagFQN'])]),
  ]
}

/**
 * Lists that a hit shows (a table's columns). They stay in the entity's own document alone, and hits take them from
 * there: storing and compressing them a second time was a third of what it cost PostgreSQL to ingest a table.
 */
export function listMembers({ search, schema }: AnyDefinition): readonly string[] {
  return (search?.source ?? []).filter((member) => schema.properties[member]?.type === 'array')
}

function document(definition: AnyDefinition, entity: EntityJson): SearchDocument {
  const search = definition.search
  const texts: Record<string, string[]> = {}
  for (const path of search?.text ?? []) {
    const found = stringsAt(entity, path.split('.'))
    if (found.length > 0) texts[path] = found
  }
  const isName = (path: string) => /(^|\.)(name|displayName)$/.test(path)
  const joined = (wanted: (path: string) => boolean) =>
    Object.entries(texts)
      .filter(([path]) => wanted(path))
      .flatMap(([, found]) => found)

  const tags = tagNames(entity)
  const tier = tags.find((tag) => tag.startsWith('Tier.')) ?? null
  const owners = (entity.owners as EntityReference[] | undefined) ?? [] // composed by the engine from its own rows
  // An asset belongs to its own level as well: a schema is found under its own name.
  const nameAt = (level: string) => (definition.type === level ? entity.name : nameOf(entity[level]))
  const service = entity.service ?? (definition.parent ? undefined : entity)
  const source: Record<string, unknown> = {
    id: entity.id,
    name: entity.name,
    displayName: entity.displayName ?? entity.name,
    fullyQualifiedName: entity.fullyQualifiedName,
    description: text(entity.description)?.slice(0, longestExcerpt) ?? '',
    deleted: entity.deleted ?? false,
    entityType: definition.type,
    updatedAt: entity.updatedAt,
    owners,
    tags: ((entity.tags as TagLabel[] | undefined) ?? []).filter((tag) => !tag.tagFQN.startsWith('Tier.')),
    ...(tier === null ? {} : { tier: { tagFQN: tier } }),
  }
  const lists = new Set(listMembers(definition))
  for (const member of search?.source ?? []) {
    // The mark of a list, so that a filter can ask whether there is one.
    if (entity[member] !== undefined) source[member] = lists.has(member) ? [] : entity[member]
  }

  return {
    entity_id: entity.id,
    entity_type: definition.type,
    index_name: search?.index ?? definition.type,
    name: entity.name,
    fqn: entity.fullyQualifiedName,
    deleted: entity.deleted ?? false,
    updated_at: entity.updatedAt,
    service: nameOf(service),
    service_type: text(entity.serviceType),
    database: nameAt('database'),
    database_schema: nameAt('databaseSchema'),
    table_type: text(entity.tableType),
    tier,
    tags,
    owners: owners.flatMap((owner) => owner.name ?? []),
    source,
    texts: Object.fromEntries(
      Object.entries(texts).map(([path, found]) => [
        path,
        found.slice(0, mostExcerpts).map((excerpt) => excerpt.slice(0, longestExcerpt)),
      ]),
    ),
    name_words: nameText(entity.name),
    title_words: nameText(text(entity.displayName) ?? ''),
    inner_names: joined(isName).map(nameText).join(' ').slice(0, longestText),
    prose: words(
      joined((path) => !isName(path))
        .join(' ')
        .slice(0, longestText),
    ).join(' '),
  }
}

const upsert = `
insert into search_document
  (entity_id, entity_type, index_name, name, fqn, deleted, updated_at, service, service_type, database,
   database_schema, table_type, tier, tags, owners, source, texts, words)
select entity_id, entity_type, index_name, name, fqn, deleted, updated_at, service, service_type, database,
       database_schema, table_type, tier, tags, owners, source, texts,
       setweight(to_tsvector('simple', unaccent(name_words)), 'A')
    || setweight(to_tsvector('simple', unaccent(title_words)), 'B')
    || setweight(to_tsvector('simple', unaccent(inner_names)), 'C')
    || setweight(to_tsvector('english', unaccent(prose)), 'D')
  from jsonb_to_recordset($1::jsonb) as d
       (entity_id uuid, entity_type text, index_name text, name text, fqn text, deleted boolean, updated_at bigint,
        service text, service_type text, database text, database_schema text, table_type text, tier text,
        tags text[], owners text[], source jsonb, texts jsonb,
        name_words text, title_words text, inner_names text, prose text)
on conflict (entity_id) do update set
  name = excluded.name, fqn = excluded.fqn, deleted = excluded.deleted, updated_at = excluded.updated_at,
  service = excluded.service, service_type = excluded.service_type, database = excluded.database,
  database_schema = excluded.database_schema, table_type = excluded.table_type, tier = excluded.tier,
  tags = excluded.tags, owners = excluded.owners, source = excluded.source, texts = excluded.texts,
  words = excluded.words`

/**
 * Writes the search documents of entities of one definition; entities carry their owners and tags. Types that declare
 * no `search` are not found and cost nothing.
 */
export async function writeSearchDocuments(
  tx: Tx,
  definition: AnyDefinition,
  entities: readonly EntityJson[],
): Promise<void> {
  if (!definition.search || entities.length === 0) return
  const documents = entities.map((entity) => document(definition, entity))
  await tx.query({ name: 'search-upsert', text: upsert, values: [JSON.stringify(documents)] })
}

const flip = `
update search_document as d
   set deleted = u.deleted, updated_at = u.updated_at,
       source = d.source || jsonb_build_object('deleted', u.deleted, 'updatedAt', u.updated_at)
  from unnest($1::uuid[], $2::boolean[], $3::bigint[]) as u (id, deleted, updated_at)
 where d.entity_id = u.id`

/** Follows entities of any type into or out of deletion, which changes none of the words they are found by. */
export async function flipSearchDocuments(
  tx: Tx,
  entities: readonly Pick<Head, 'id' | 'deleted' | 'updatedAt'>[],
): Promise<void> {
  await tx.query({
    name: 'search-flip',
    text: flip,
    values: [
      entities.map(({ id }) => id),
      entities.map(({ deleted }) => deleted),
      entities.map(({ updatedAt }) => updatedAt),
    ],
  })
}

export async function deleteSearchDocuments(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.query({
    name: 'search-delete',
    text: 'delete from search_document where entity_id = any($1::uuid[])',
    values: [ids],
  })
}
