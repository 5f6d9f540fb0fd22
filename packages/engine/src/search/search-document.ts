/** Writes what search knows of an entity, in the transaction that writes the entity. */
import type { AnyDefinition, EntityReference } from '@waymark/spec'
import type { Tx } from '../database.ts'
import type { Head } from '../document.ts'
import { nameBelowService, settleWaiting } from '../lineage/waiting.ts'
import { pause, rowsBetweenPauses } from '../pause.ts'
import type { EntityJson } from '../write-options.ts'
import { createLexicon, type Lexicon, type Section } from './lexicon.ts'
import { boostOf, type Facts, knownOf, stringsAt } from './search-facts.ts'
import { fold, foldedWords, nameText } from './words.ts'

/** A tsvector holds at most 1 MB; wider texts are searched by their beginning. */
const longestText = 200_000

/** What follows from where an entity stands, who owns it and how it is labelled. */
interface Placement {
  readonly entity_id: string
  readonly fqn: string
  readonly deleted: boolean
  readonly service: string | null
  readonly service_type: string | null
  readonly database: string | null
  readonly database_schema: string | null
  readonly tier: string | null
  readonly tags: readonly string[]
  readonly owners: readonly string[]
  readonly boost: number
  readonly terms: readonly string[]
  readonly facts: Facts
  readonly key: string | null
}

export interface SearchDocument extends Placement {
  readonly entity_type: string
  readonly name: string
  readonly display_name: string
  readonly updated_at: number
  readonly table_type: string | null
  readonly name_words: string
  readonly title_words: string
  readonly inner_names: string
  readonly prose: string
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function nameIn(facts: Facts, member: string): string | null {
  const reference = facts[member]
  return typeof reference === 'object' && reference !== null ? text(Reflect.get(reference, 'name')) : null
}

/** The searched texts of an entity by path: what {@link writeSearchDocuments} indexes and what hits highlight. */
export function searchedTexts(
  definition: AnyDefinition,
  entity: Readonly<Record<string, unknown>>,
): Record<string, readonly string[]> {
  const texts: Record<string, readonly string[]> = {}
  for (const path of definition.search?.text ?? []) {
    const found = stringsAt(entity, path.split('.'))
    if (found.length > 0) texts[path] = found
  }
  // Custom properties are found by what they say, whatever their type.
  const extension = stringsBelow(entity.extension)
  if (extension.length > 0) texts.extension = extension
  return texts
}

function stringsBelow(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsBelow) : []
}

function placement(definition: AnyDefinition, entity: EntityJson): Placement {
  const { facts, terms, tags, tier } = knownOf(definition, entity)
  const owners = (entity.owners as readonly EntityReference[] | undefined) ?? [] // composed by the engine from its own rows
  return {
    entity_id: entity.id,
    fqn: entity.fullyQualifiedName,
    deleted: entity.deleted ?? false,
    service: nameIn(facts, 'service'),
    service_type: text(entity.serviceType),
    database: nameIn(facts, 'database'),
    database_schema: nameIn(facts, 'databaseSchema'),
    tier,
    tags,
    owners: owners.flatMap((owner) => owner.name ?? []),
    boost: boostOf(entity, tier),
    terms,
    facts,
    key: nameBelowService(entity.fullyQualifiedName) ?? null,
  }
}

/** @param entity - with its owners and tags */
export function documentOf(definition: AnyDefinition, entity: EntityJson): SearchDocument {
  const isName = (path: string) => /(^|\.)(name|displayName)$/.test(path)
  const texts = Object.entries(searchedTexts(definition, entity))
  const joined = (wanted: (path: string) => boolean) =>
    texts.filter(([path]) => wanted(path)).flatMap(([, found]) => found)
  const displayName = text(entity.displayName)
  return {
    ...placement(definition, entity),
    entity_type: definition.type,
    name: entity.name,
    display_name: displayName ?? entity.name,
    updated_at: entity.updatedAt,
    table_type: text(entity.tableType),
    name_words: fold(nameText(entity.name)),
    title_words: fold(nameText(displayName ?? '')),
    inner_names: fold(joined(isName).map(nameText).join(' ').slice(0, longestText)),
    prose: foldedWords(
      joined((path) => !isName(path))
        .join(' ')
        .slice(0, longestText),
    ),
  }
}

const upsert = `
with d as (
  select * from jsonb_to_recordset($1::jsonb) as d
       (entity_id uuid, entity_type text, name text, display_name text, fqn text, deleted boolean, updated_at bigint,
        service text, service_type text, database text, database_schema text, table_type text, tier text,
        tags text[], owners text[], boost real, terms text[], facts jsonb, key text, names tsvector, words tsvector)),
written as (insert into search_document
  (entity_id, entity_type, name, display_name, fqn, deleted, updated_at, service, service_type, database,
   database_schema, table_type, tier, tags, owners, boost, terms, facts, names, words)
select entity_id, entity_type, name, display_name, fqn, deleted, updated_at, service, service_type, database,
       database_schema, table_type, tier, tags, owners, boost, terms, facts, names, words
  from d
on conflict (entity_id) do update set
  name = excluded.name, display_name = excluded.display_name, fqn = excluded.fqn, deleted = excluded.deleted,
  updated_at = excluded.updated_at, service = excluded.service, service_type = excluded.service_type,
  database = excluded.database, database_schema = excluded.database_schema, table_type = excluded.table_type,
  tier = excluded.tier, tags = excluded.tags, owners = excluded.owners, boost = excluded.boost,
  terms = excluded.terms, facts = excluded.facts, names = excluded.names, words = excluded.words)
select distinct w.id from d join lineage_waiting w on w.from_key = d.key or w.to_key = d.key where not d.deleted`

/** The words of a document as they are indexed: those of its names weigh more, and are looked for by themselves, too. */
function sectionsOf(document: SearchDocument): {
  readonly names: readonly Section[]
  readonly words: readonly Section[]
} {
  const names: readonly Section[] = [
    { text: document.name_words, weight: 'A', isProse: false },
    { text: document.title_words, weight: 'B', isProse: false },
  ]
  const words: readonly Section[] = [
    ...names,
    { text: document.inner_names, weight: 'C', isProse: false },
    { text: document.prose, weight: 'D', isProse: true },
  ]
  return { names, words }
}

/**
 * Writes the search documents of entities of one definition; entities carry their owners and tags. Types that declare
 * no `search` are not found and cost nothing.
 * @param lexicon - whoever writes often keeps one
 */
export async function writeSearchDocuments(
  tx: Tx,
  definition: AnyDefinition,
  entities: readonly EntityJson[],
  lexicon: Lexicon = createLexicon(),
): Promise<void> {
  if (!definition.search || entities.length === 0) return
  const documents: SearchDocument[] = []
  for (const [row, entity] of entities.entries()) {
    if (row % rowsBetweenPauses === rowsBetweenPauses - 1) await pause()
    documents.push(documentOf(definition, entity))
  }
  const sections = documents.map(sectionsOf)
  const vectors = await lexicon.vectorsOf(
    tx,
    sections.flatMap(({ names, words }) => [names, words]),
  )
  const indexed = documents.map(({ name_words, title_words, inner_names, prose, ...document }, at) => ({
    ...document,
    names: vectors[2 * at],
    words: vectors[2 * at + 1],
  }))
  await store(tx, { name: 'search-upsert', text: upsert, documents: indexed })
}

const move = `
with d as (
  select * from jsonb_to_recordset($1::jsonb) as d
       (entity_id uuid, fqn text, deleted boolean, service text, service_type text, database text, database_schema text,
        tier text, tags text[], owners text[], boost real, terms text[], facts jsonb, key text)),
written as (update search_document s
   set fqn = d.fqn, service = d.service, service_type = d.service_type, database = d.database,
       database_schema = d.database_schema, tier = d.tier, tags = d.tags, owners = d.owners, boost = d.boost,
       terms = d.terms, facts = d.facts
  from d where s.entity_id = d.entity_id)
select distinct w.id from d join lineage_waiting w on w.from_key = d.key or w.to_key = d.key where not d.deleted`

/**
 * Writes anew what search knows of entities whose own name and texts are what they were: after a rename or a change of
 * owners above them. Reading their words out of long texts is most of the cost of a document, and is left out.
 */
export async function moveSearchDocuments(
  tx: Tx,
  definition: AnyDefinition,
  entities: readonly EntityJson[],
): Promise<void> {
  if (!definition.search || entities.length === 0) return
  const documents = entities.map((entity) => placement(definition, entity))
  await store(tx, { name: 'search-move', text: move, documents })
}

async function store(
  tx: Tx,
  { name, text, documents }: { name: string; text: string; documents: readonly Placement[] },
): Promise<void> {
  const { rows } = await tx.query<{ id: string }>({ name, text, values: [JSON.stringify(documents)] })
  // Lineage that was reported before its ends were in the catalog.
  if (rows.length > 0)
    await settleWaiting(
      tx,
      rows.map((row) => row.id),
    )
}

const flip = `
update search_document as d
   set deleted = u.deleted, updated_at = u.updated_at
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
