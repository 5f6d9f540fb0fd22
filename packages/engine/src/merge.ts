/** What a PUT makes of an entity that exists: which members of the request win, and which stay. */
import type { EntityReference, TagLabel } from '@waymark/spec'
import type { EntityType } from './entity-type.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { tagKey } from './tags.ts'

/** What people write on a part; a request without it leaves it as it is. Everything else of a part is the source's. */
const annotations = ['displayName', 'description', 'tags', 'extension', 'customMetrics', 'profile']

function isSet(value: unknown): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
}

/**
 * Members the request has are set, members it lacks stay. A bot fills in descriptions and display names but never
 * replaces them, and adds tags but never removes them (OpenMetadata's rule for ingestion). Parts are matched by name; lists
 * that gather keep what they have.
 */
export function mergeMembers(
  type: EntityType,
  before: JsonObject,
  request: JsonObject,
  isBot: boolean,
): JsonObject {
  let result = mergeAnnotations(before, { ...before, ...request, ...gathered(type, before, request) }, isBot)
  for (const path of type.partPaths) result = mergePartsAt(before, result, request, path.split('.'), isBot)
  return result
}

function gathered(type: EntityType, before: JsonObject, request: JsonObject): JsonObject {
  const lists = (type.definition.gathers ?? []).flatMap((name) => {
    const [old, given] = [before[name], request[name]]
    return Array.isArray(old) && Array.isArray(given) ? [[name, [...new Set([...old, ...given])]]] : []
  })
  return Object.fromEntries(lists)
}

function mergePartsAt(
  before: JsonObject,
  merged: JsonObject,
  request: JsonObject,
  path: readonly string[],
  isBot: boolean,
): JsonObject {
  const [step, ...rest] = path
  if (step === undefined || request[step] === undefined) return merged
  const [old, given] = [before[step], request[step]]
  if (rest.length > 0) {
    if (!isObject(old) || !isObject(given)) return merged
    const now = isObject(merged[step]) ? merged[step] : given
    return { ...merged, [step]: mergePartsAt(old, now, given, rest, isBot) }
  }
  if (!Array.isArray(old) || !Array.isArray(given)) return merged
  return { ...merged, [step]: mergeParts(old, given, isBot) }
}

function mergeParts(old: readonly unknown[], given: readonly unknown[], isBot: boolean): unknown[] {
  const known = new Map(old.filter(isObject).map((part) => [part.name, part]))
  return given.map((part) => {
    if (!isObject(part)) return part
    const then = known.get(part.name)
    if (!then) return part
    const kept = Object.fromEntries(
      annotations.filter((key) => isSet(then[key]) && !isSet(part[key])).map((key) => [key, then[key]]),
    )
    const merged = mergeAnnotations(then, { ...part, ...kept }, isBot)
    return Array.isArray(then.children) && Array.isArray(part.children)
      ? { ...merged, children: mergeParts(then.children, part.children, isBot) }
      : merged
  })
}

function mergeAnnotations(before: JsonObject, merged: JsonObject, isBot: boolean): JsonObject {
  if (!isBot) return merged
  const result = { ...merged }
  for (const key of ['displayName', 'description']) if (isSet(before[key])) result[key] = before[key]
  if (isSet(before.tags)) {
    const old = before.tags as TagLabel[] // stored, hence valid
    const has = new Set(old.map(tagKey))
    const given = (merged.tags ?? []) as TagLabel[] // validated by the definition's schema
    result.tags = [...old, ...given.filter((label) => !has.has(tagKey(label)))]
  }
  return result
}

/** Links the request names replace the ones there are, or join those that gather; a bot leaves owners alone that somebody set. */
export function mergeLinks(
  type: EntityType,
  before: ReadonlyMap<string, readonly EntityReference[]>,
  request: ReadonlyMap<string, readonly EntityReference[]>,
  isBot: boolean,
): Map<string, readonly EntityReference[]> {
  const merged = new Map(before)
  for (const [name, references] of request) {
    if (isBot && name === 'owners' && (before.get(name)?.length ?? 0) > 0) continue
    const known = type.definition.gathers?.includes(name) ? (before.get(name) ?? []) : []
    const ids = new Set(known.map(({ id }) => id))
    merged.set(name, [...known, ...references.filter(({ id }) => !ids.has(id))])
  }
  return merged
}
