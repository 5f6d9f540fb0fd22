/** What a hit shows. */
import type { AnyDefinition, TagLabel } from '@waymark/spec'
import type { Highlighter } from './highlight.ts'
import type { SearchHit } from './search-contract.ts'
import { searchedTexts } from './search-document.ts'
import type { Facts } from './search-facts.ts'

export interface HitRow {
  readonly entity_id: string
  readonly entity_type: string
  readonly score: number
  readonly sort_values: readonly string[] | null
  readonly facts: Facts
  /** The entity's own document. */
  readonly doc: string
}

type Json = Readonly<Record<string, unknown>>

/** Objects that hits show whole. */
const shownObjects = new Set(['extension', 'certification', 'usageSummary', 'lifeCycle', 'style', 'profile'])
const neverShown = new Set([
  'changeDescription',
  'incrementalChangeDescription',
  'connection',
  'authenticationMechanism',
])

function isShown(name: string, value: unknown, declared: ReadonlySet<string>): boolean {
  if (declared.has(name) || shownObjects.has(name)) return true
  if (neverShown.has(name) || value === null) return false
  if (Array.isArray(value)) return value.every((item) => isPlain(item) || name === 'tags')
  return isPlain(value)
}

/** Scalars and references. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || ('id' in value && 'type' in value)
}

/** The entity's document and its links, as everybody who may see it reads them; tiers apart from the other tags. */
export function sourceOf(definition: AnyDefinition, row: Pick<HitRow, 'doc' | 'facts'>): Json {
  return sourceFrom(definition, JSON.parse(row.doc) as Json, row.facts) // written by the engine
}

function sourceFrom(definition: AnyDefinition, document: Json, facts: Facts): Json {
  const declared = new Set(definition.search?.source ?? [])
  const links = Object.entries(facts).filter(([name]) => !(name in document) && !name.includes('.'))
  const shown = Object.entries(document).filter(([name, value]) => isShown(name, value, declared))
  const tags = Array.isArray(document.tags) ? (document.tags as readonly TagLabel[]) : [] // TagLabels of our own document
  return {
    ...Object.fromEntries(links),
    ...Object.fromEntries(shown),
    displayName: document.displayName ?? document.name,
    description: document.description ?? '',
    owners: facts.owners ?? [],
    tags: tags.filter((tag) => !tag.tagFQN.startsWith('Tier.')),
    entityType: definition.type,
  }
}

export function hitOf(
  definition: AnyDefinition,
  index: string,
  row: HitRow,
  highlight: Highlighter,
): SearchHit {
  const document = JSON.parse(row.doc) as Json // written by the engine
  const source = sourceFrom(definition, document, row.facts)
  const texts: Json = {
    name: [String(source.name)],
    displayName: [String(source.displayName)],
    ...searchedTexts(definition, document),
  }
  const marked = Object.entries(texts).flatMap(([path, found]) => {
    const fragments = highlight(found as readonly string[])
    return fragments ? [[path, fragments] as const] : []
  })
  return {
    id: row.entity_id,
    index,
    score: row.score,
    source,
    ...(marked.length > 0 ? { highlight: Object.fromEntries(marked) } : {}),
    ...(row.sort_values === null ? {} : { sort: row.sort_values }),
  }
}
