/** Walks a value along the shapes of an older generation and translates what it meets, in both directions. */
import type { TSchema } from '@sinclair/typebox'
import type { OlderShape, Part, Vocabulary } from './older-shape.ts'
import { applyDown, applyUp, isObject, type JsonObject, newestName, type Rule } from './rules.ts'

/** All shapes of a generation by name, and the rules of those that differ by more than members and words. */
export interface Shapes {
  readonly shapes: Readonly<Record<string, OlderShape>>
  readonly rules: Readonly<Record<string, readonly Rule[]>>
}

/** The shape that a schema of the newest generation leads to: named like its `$id`, a create request like the entity. */
export function shapeNameOf({ shapes }: Shapes, schema: TSchema): string | undefined {
  const name = schema.$id?.replace(/^Create/, '')
  return name !== undefined && name in shapes ? name : undefined
}

export function rulesOf({ rules }: Shapes, name: string): readonly Rule[] {
  return rules[name] ?? []
}

/** The names of the shapes that a part may have; none when its `type` is one that the generation never had. */
function partNames(part: Part, value: JsonObject): readonly string[] {
  if (typeof part === 'string') return [part]
  if (!('byType' in part)) return part
  if (typeof value.type !== 'string') return Object.values(part.byType)
  const name = part.byType[value.type]
  return name === undefined ? [] : [name]
}

type Visit = (names: readonly string[], object: JsonObject) => JsonObject

/** A part that is an object or a list of objects; undefined where the generation never had such a one. */
function visitPart(part: Part, value: unknown, visit: Visit): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => visitPart(part, item, visit)).filter((item) => item !== undefined)
  }
  if (!isObject(value)) return value
  const candidates = partNames(part, value)
  return candidates.length === 0 ? undefined : visit(candidates, value)
}

function olderWord({ otherwise, ...vocabulary }: Vocabulary, word: unknown): unknown {
  if (Array.isArray(word)) {
    return word.map((each) => olderWord(vocabulary, each)).filter((each) => each !== undefined)
  }
  if (typeof word !== 'string') return word
  const older = vocabulary.changed[word] ?? vocabulary.nearest[word] ?? word
  return vocabulary.known.includes(older) ? older : otherwise
}

export function newestWord(vocabulary: Vocabulary, word: unknown): unknown {
  if (Array.isArray(word)) return word.map((each) => newestWord(vocabulary, each))
  for (const [newest, older] of Object.entries(vocabulary.changed)) if (older === word) return newest
  return word
}

/** One object down: rules first, then each member by its word list or shape; what no shape knows is left out. */
function objectDown(set: Shapes, names: readonly string[], object: JsonObject, baseUrl: string): JsonObject {
  const shapes = names.map((name) => set.shapes[name]).filter((each) => each !== undefined)
  const rules = names.flatMap((name) => rulesOf(set, name))
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(applyDown(rules, object, baseUrl))) {
    const owner = shapes.find((each) => each.known.has(name))
    if (!owner) continue
    const [part, vocabulary] = [owner.parts[name], owner.words[name]]
    const older = part
      ? visitPart(part, value, (inner, each) => objectDown(set, inner, each, baseUrl))
      : vocabulary
        ? olderWord(vocabulary, value)
        : value
    if (older !== undefined) result[name] = older
  }
  return result
}

/** One object up: members first, since the shapes know only the older names. */
function objectUp(set: Shapes, names: readonly string[], object: JsonObject): JsonObject {
  const shapes = names.map((name) => set.shapes[name]).filter((each) => each !== undefined)
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object)) {
    const owner = shapes.find((each) => each.known.has(name))
    const [part, vocabulary] = [owner?.parts[name], owner?.words[name]]
    const newest = part
      ? (visitPart(part, value, (inner, each) => objectUp(set, inner, each)) ?? value)
      : vocabulary
        ? newestWord(vocabulary, value)
        : value
    result[name] = newest
  }
  return applyUp(
    names.flatMap((name) => rulesOf(set, name)),
    result,
  )
}

/** Of a union, the branch that can describe the value: an object's or an array's. */
function branch(schema: TSchema, value: unknown): TSchema {
  const branches: readonly TSchema[] | undefined = schema.anyOf
  if (!branches) return schema
  const wanted = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value
  return branches.find((each) => each.type === wanted) ?? schema
}

/** Whether a schema takes a value of the type; one without a type takes all. */
function takes(schema: TSchema, type: string): boolean {
  const branches: readonly TSchema[] | undefined = schema.anyOf
  if (branches) return branches.some((each) => takes(each, type))
  return schema.type === undefined || schema.type === type
}

/** Text where the schema wants a number or a truth: the older clients' models have such defaults (`"false"`, `"10"`). */
function plainValue(schema: TSchema, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return takes(schema, 'number') || !takes(schema, 'integer') ? value : Math.round(value)
  }
  if (typeof value !== 'string' || takes(schema, 'string')) return value
  if (takes(schema, 'boolean') && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  const isNumber = takes(schema, 'number') || takes(schema, 'integer')
  return isNumber && /^-?\d{1,15}(?:\.\d+)?$/.test(value) ? Number(value) : value
}

/** The object that a union's `type` member names, where the members of each are told apart by it. */
function objectBranch(schema: TSchema, value: JsonObject): TSchema {
  const branches: readonly TSchema[] | undefined = schema.anyOf
  if (!branches) return schema
  const fits = ({ properties }: TSchema) => {
    const declared: TSchema | undefined = properties?.type
    const words: readonly unknown[] =
      declared?.enum ?? (declared?.const === undefined ? [] : [declared.const])
    return words.includes(value.type)
  }
  return branches.find(fits) ?? branch(schema, value)
}

/** Gives plain values the types that the newest schema wants, at any depth. */
function withPlainTypes(schema: TSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = branch(schema, value)
    return list.items ? value.map((item) => withPlainTypes(list.items, item)) : value
  }
  if (!isObject(value)) return plainValue(schema, value)
  const properties: Readonly<Record<string, TSchema>> = objectBranch(schema, value).properties ?? {}
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const property = properties[name]
      return [name, property ? withPlainTypes(property, each) : each]
    }),
  )
}

/** Follows the newest schema down to where the older shapes begin. */
function walk(
  set: Shapes,
  given: TSchema,
  value: unknown,
  visit: (name: string, object: JsonObject, schema: TSchema) => unknown,
): unknown {
  const schema = branch(given, value)
  if (Array.isArray(value)) {
    return schema.items ? value.map((item) => walk(set, schema.items, item, visit)) : value
  }
  if (!isObject(value)) return value
  const name = shapeNameOf(set, schema)
  if (name !== undefined) return visit(name, value, schema)
  const properties: Readonly<Record<string, TSchema>> = schema.properties ?? {}
  return Object.fromEntries(
    Object.entries(value).map(([member, each]) => {
      const property = properties[member]
      return [member, property ? walk(set, property, each, visit) : each]
    }),
  )
}

/** An answer in the shapes of the generation. `baseUrl` is the address the client used, without a path. */
export function translateDown(set: Shapes, schema: TSchema, value: unknown, baseUrl: string): unknown {
  return walk(set, schema, value, (name, object) => objectDown(set, [name], object, baseUrl))
}

/** A request in the newest shapes. Members that only the older model has and nothing translates are left out. */
export function translateUp(set: Shapes, schema: TSchema, value: unknown): unknown {
  const translated = walk(set, schema, value, (name, object, newest) => {
    const result: Record<string, unknown> = { ...objectUp(set, [name], object) }
    const properties: Readonly<Record<string, TSchema>> = newest.properties ?? {}
    for (const member of set.shapes[name]?.known ?? []) if (!(member in properties)) delete result[member]
    return result
  })
  return withPlainTypes(schema, translated)
}

/** Where a JSON Pointer into an older answer leads in the newest, and how a value at that place translates. */
export interface TranslatedPointer {
  readonly path: string
  readonly value: (value: unknown) => unknown
}

/** Translates a JSON Pointer segment by segment. */
export function translatePointer(set: Shapes, label: string, pointer: string): TranslatedPointer {
  const segments = pointer.split('/').slice(1)
  const path: string[] = []
  let part: Part | undefined = label
  let wrap = false
  for (const segment of segments) {
    wrap = false
    if (/^(?:\d+|-)$/.test(segment)) {
      path.push(segment)
      continue
    }
    const candidates: readonly string[] = part === undefined ? [] : namesOf(part)
    const rules = candidates.flatMap((name) => rulesOf(set, name))
    const { name, isList } = newestName(rules, segment)
    path.push(name)
    wrap = isList
    part = candidates
      .map((each) => set.shapes[each]?.parts ?? {})
      // A pointer of `/__proto__` finds nothing that shapes inherit.
      .find((parts) => Object.hasOwn(parts, segment))?.[segment]
  }
  const last = part
  return {
    path: ['', ...path].join('/'),
    value(value) {
      const newest =
        last === undefined ? value : visitPart(last, value, (inner, each) => objectUp(set, inner, each))
      return wrap && newest !== null && newest !== undefined ? [newest] : newest
    },
  }
}

function namesOf(part: Part): readonly string[] {
  if (typeof part === 'string') return [part]
  return 'byType' in part ? Object.values(part.byType) : part
}
