/** The members of an entity that filters, sorting and aggregations see. */
import type { AnyDefinition, EntityReference, TagLabel } from '@waymark/spec'
import { nameBelowService } from '../lineage/waiting.ts'
import type { EntityJson } from '../write-options.ts'
import { has, ownTag, partsOf, partTerm, term } from './terms.ts'

export type Facts = Readonly<Record<string, unknown>>

/** Longer texts are searched by their words, and compared by their digest. */
const longestFact = 256
const mostReferences = 100
const mostNames = 5000
const deepest = 4

/** Nobody filters by them, or they have a column of their own. */
const leftOut = new Set([
  'id', 'name', 'displayName', 'fullyQualifiedName', 'version', 'updatedAt', 'updatedBy', 'href', 'deleted', 'changeDescription',
  'incrementalChangeDescription', 'votes', 'followers', 'connection', 'authenticationMechanism', 'description',
]) // biome-ignore format: a vocabulary

/** Objects whose members are filtered by; other objects are only known to be there. */
const opened = new Set(['extension', 'certification', 'usageSummary', 'lifeCycle', 'style', 'profile'])

type Json = Readonly<Record<string, unknown>>

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isReference(value: unknown): value is EntityReference {
  return isJson(value) && typeof value.id === 'string' && typeof value.type === 'string'
}

function referenceFact({ id, type, name, displayName, fullyQualifiedName }: EntityReference): Json {
  return { id, type, name, displayName: displayName ?? name, fullyQualifiedName }
}

function tagFact({ tagFQN, name, displayName, labelType, source, state }: TagLabel): Json {
  return { tagFQN, name, displayName, labelType, source, state }
}

function isScalar(value: unknown): value is string | number | boolean {
  return (
    (typeof value === 'string' && value.length <= longestFact) ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  )
}

/** What of a value is kept; undefined for what is too long or too deep. */
function factOf(value: unknown, depth: number): unknown {
  if (isScalar(value)) return value
  if (isReference(value)) return referenceFact(value)
  if (Array.isArray(value)) {
    const kept = value.slice(0, mostReferences).filter((item) => isScalar(item) || isReference(item))
    return kept.length === 0
      ? undefined
      : kept.map((item) => (isReference(item) ? referenceFact(item) : item))
  }
  if (!isJson(value) || depth >= deepest) return undefined
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const fact = factOf(inner, depth + 1)
    return fact === undefined ? [] : [[name, fact] as const]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** Every string at a dotted path; lists on the way (columns, their children) are walked through. */
export function stringsAt(value: unknown, path: readonly string[]): string[] {
  const found: string[] = []
  collectStrings(value, path, 0, found)
  return found
}

function collectStrings(value: unknown, path: readonly string[], at: number, found: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collectStrings(item, path, at, found)
    return
  }
  const member = path[at]
  if (member === undefined) {
    if (typeof value === 'string' && value !== '') found.push(value)
  } else if (isJson(value)) {
    collectStrings(value[member], path, at + 1, found)
    if (value.children !== undefined) collectStrings(value.children, path, at, found)
  }
}

/** Searched paths that are names of parts: `columns.name`. */
function partNames(definition: AnyDefinition): string[] {
  return (definition.search?.text ?? []).filter((path) => /^[A-Za-z]+\.(name|displayName)$/.test(path))
}

/** Tags of the parts of an entity, of its columns for example. */
function partTags(definition: AnyDefinition, entity: EntityJson): Map<string, string[]> {
  const lists = new Set(partNames(definition).map((path) => path.slice(0, path.indexOf('.'))))
  return new Map(
    [...lists].flatMap((list) => {
      const found = [...new Set(stringsAt(entity[list], ['tags', 'tagFQN']))]
      return found.length === 0 ? [] : [[list, found] as const]
    }),
  )
}

export interface Known {
  readonly facts: Facts
  readonly terms: readonly string[]
  /** Tags of the entity and of everything inside it. */
  readonly tags: readonly string[]
  readonly tier: string | null
}

/** What search knows of an entity that carries its links and tags. */
export function knownOf(definition: AnyDefinition, entity: EntityJson): Known {
  const labels = (entity.tags as readonly TagLabel[] | undefined) ?? [] // validated by every definition with tags
  const own = labels.map((label) => label.tagFQN)
  const tier = own.find((tag) => tag.startsWith('Tier.')) ?? null
  const inParts = partTags(definition, entity)
  const tags = [...new Set([...own, ...[...inParts.values()].flat()])]

  const facts: Record<string, unknown> = {}
  const terms = new Set<string>(own.map((tag) => term(ownTag, tag)))
  for (const [name, value] of Object.entries(entity)) {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue
    if (name === 'description' && value === '') continue
    terms.add(has(name))
    if (leftOut.has(name) || name === 'tags') continue
    if (typeof value === 'string' && value.length > longestFact) terms.add(term(name, value))
    const fact = isJson(value) && !isReference(value) && !opened.has(name) ? undefined : factOf(value, 1)
    if (fact !== undefined) facts[name] = fact
  }
  const described = typeof entity.description === 'string' ? entity.description : ''
  terms.add(term('description', described))
  Object.assign(facts, definition.search?.facts?.(entity))
  if (labels.length > 0) facts.tags = labels.map(tagFact)
  if (tier !== null) {
    facts.tier = { tagFQN: tier }
    terms.add(has('tier'))
  }
  // An asset belongs to its own level as well: a schema is found under its own name.
  if (isLevel(definition) && facts[definition.type] === undefined)
    facts[definition.type] = selfFact(definition, entity)
  if (!definition.parent && 'connection' in definition.schema.properties)
    facts.service = selfFact(definition, entity)

  for (const part of partsOf(entity.id)) terms.add(partTerm(part))
  const below = nameBelowService(entity.fullyQualifiedName)
  if (below !== undefined) terms.add(term('key', below))

  collectTerms(facts, '', terms)
  for (const tag of tags) terms.add(term('tags.tagFQN', tag))
  for (const path of partNames(definition)) {
    const names = stringsAt(entity, path.split('.'))
    if (names.length === 0) continue
    facts[path] = names.slice(0, mostNames)
    for (const name of names.slice(0, mostNames)) terms.add(term(path, name))
  }
  for (const [list, found] of inParts) {
    const path = `${list}.tags.tagFQN`
    facts[list] = { tags: found.map((tagFQN) => ({ tagFQN })) }
    for (const tag of found) terms.add(term(path, tag))
  }
  return { facts, terms: [...terms], tags, tier }
}

/** Types that others name as their ancestor: `database`, `databaseSchema`. */
function isLevel(definition: AnyDefinition): boolean {
  return definition.type === 'database' || definition.type === 'databaseSchema'
}

function selfFact({ type }: AnyDefinition, entity: EntityJson): Json {
  const { id, name, displayName, fullyQualifiedName } = entity
  return { id, type, name, displayName: displayName ?? name, fullyQualifiedName }
}

function collectTerms(value: unknown, path: string, terms: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectTerms(item, path, terms)
  else if (isJson(value)) {
    for (const [name, inner] of Object.entries(value))
      collectTerms(inner, path === '' ? name : `${path}.${name}`, terms)
  } else if (value !== undefined && value !== null) terms.add(term(path, String(value)))
}

/** What usage and tier add to the rank, from 0 to 1. */
export function boostOf(entity: EntityJson, tier: string | null): number {
  const level = Number(/^Tier\.Tier([1-5])$/.exec(tier ?? '')?.[1] ?? 6)
  const usage = isJson(entity.usageSummary) ? entity.usageSummary.weeklyStats : undefined
  const percentile = isJson(usage) && typeof usage.percentileRank === 'number' ? usage.percentileRank : 0
  return (6 - level) * 0.1 + Math.min(Math.max(percentile, 0), 100) * 0.005
}
