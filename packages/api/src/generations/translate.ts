/** Walks a value along its JSON Schema and applies the rules of every shape it meets. */
import type { TSchema } from '@sinclair/typebox'
import { applyDown, applyUp, type GenerationRules, type JsonObject, type ShapeRules } from './rules.ts'

interface Walk {
  readonly rules: GenerationRules
  /** Schemas by `$id`, for those that refer to themselves. */
  readonly named: Map<string, TSchema>
}

type Step = (shape: ShapeRules, object: JsonObject) => JsonObject

/** The rules' key of a schema: its `$id`, create requests sharing those of the entity. */
function shapeOf({ rules }: Walk, schema: TSchema): ShapeRules | undefined {
  return schema.$id === undefined ? undefined : rules[schema.$id.replace(/^Create/, '')]
}

function resolve(walk: Walk, schema: TSchema): TSchema {
  if (schema.$id !== undefined) walk.named.set(schema.$id, schema)
  const target = typeof schema.$ref === 'string' ? walk.named.get(schema.$ref) : undefined
  return target ?? schema
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of a union, the branch that can describe the value: an object's or an array's. */
function branch(schema: TSchema, value: unknown): TSchema {
  const branches: readonly TSchema[] | undefined = schema.anyOf
  if (!branches) return schema
  const wanted = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value
  return branches.find((each) => each.type === wanted) ?? schema
}

function members(walk: Walk, schema: TSchema, object: JsonObject, visit: typeof visitDown, step: Step) {
  const properties: Readonly<Record<string, TSchema>> = schema.properties ?? {}
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(object)) {
    const property = properties[name]
    result[name] = property ? visit(walk, property, member, step) : member
  }
  return result
}

/** Parts first, then the whole: a rule of the whole sees parts that are translated already. */
function visitDown(walk: Walk, given: TSchema, value: unknown, step: Step): unknown {
  const schema = branch(resolve(walk, given), value)
  if (Array.isArray(value)) {
    return schema.items ? value.map((item) => visitDown(walk, schema.items, item, step)) : value
  }
  if (!isObject(value)) return value
  const parts = members(walk, schema, value, visitDown, step)
  const shape = shapeOf(walk, schema)
  return shape ? step(shape, parts) : parts
}

/** The whole first: the schema knows only the newest names of the parts. */
function visitUp(walk: Walk, given: TSchema, value: unknown, step: Step): unknown {
  const schema = branch(resolve(walk, given), value)
  if (Array.isArray(value)) {
    return schema.items ? value.map((item) => visitUp(walk, schema.items, item, step)) : value
  }
  if (!isObject(value)) return value
  const shape = shapeOf(walk, schema)
  return members(walk, schema, shape ? step(shape, value) : value, visitUp, step)
}

/** An answer in the shapes that the rules lead to. */
export function translateDown(
  rules: GenerationRules,
  schema: TSchema,
  value: unknown,
  baseUrl: string,
): unknown {
  return visitDown({ rules, named: new Map() }, schema, value, (shape, object) =>
    applyDown(shape, object, baseUrl),
  )
}

/** A request in the newest shapes. */
export function translateUp(rules: GenerationRules, schema: TSchema, value: unknown): unknown {
  return visitUp({ rules, named: new Map() }, schema, value, applyUp)
}
