/** Builds create requests that are valid for a definition, from its schema alone. */
import { randomUUID } from 'node:crypto'
import {
  type AnyDefinition,
  CONFIG_FAMILY_KEYWORD,
  configSchema,
  configTypes,
  FQN_KEYWORD,
} from '@waymark/spec'
import type { Engine } from '../engine.ts'
import { isObject, type JsonObject } from '../json-body.ts'
import type { EntityJson } from '../write-options.ts'

const formats: Readonly<Record<string, () => string>> = {
  uuid: randomUUID,
  email: () => `${randomUUID()}@example.com`,
  uri: () => 'https://example.com/x',
  date: () => '2024-02-29',
  'date-time': () => '2024-02-29T12:00:00Z',
}

/** A value that the schema accepts, with every optional member: what is there can be lost and compared. */
function sampleValue(schema: unknown, name: string): unknown {
  if (!isObject(schema)) return undefined
  // The first of a vocabulary is often the special one (`system`), which protects from deletion.
  if (Array.isArray(schema.enum)) return schema.enum.at(-1)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.examples)) return schema.examples[0]
  if (schema[FQN_KEYWORD] === 'link') return '<#E::table::service.database.schema.table>'
  const family = schema[CONFIG_FAMILY_KEYWORD]
  if (typeof family === 'string')
    return sampleValue(configSchema(family, configTypes(family).at(-1) ?? ''), name)
  if (Array.isArray(schema.anyOf)) return sampleValue(schema.anyOf[0], name)
  switch (schema.type) {
    case 'string':
      return typeof schema.format === 'string' ? formats[schema.format]?.() : `a ${name}`
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1
    case 'boolean':
      // What is disabled can't be used by the test.
      return name !== 'disabled'
    case 'array':
      // Labels and columns of columns name or nest what a generic test cannot make.
      return name === 'tags' || (isObject(schema.items) && '$ref' in schema.items)
        ? []
        : Array.from({ length: Number(schema.minItems ?? 1) }, () => sampleValue(schema.items, name)).filter(
            (item) => item !== undefined,
          )
    case 'object':
      return sampleObject(schema)
    default:
      return undefined
  }
}

function sampleObject(schema: JsonObject): JsonObject {
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : []
  const sample: JsonObject = {}
  for (const [name, member] of properties) {
    const value = sampleValue(member, name)
    // Names of parts follow from the entity's; a certification names a tag; addresses of references are not stored.
    if (value !== undefined && !['fullyQualifiedName', 'certification', 'href'].includes(name))
      sample[name] = value
  }
  return sample
}

/** A sample in which every union on the way takes the alternative that has the path. */
export function sampleAlong(schema: unknown, path: readonly string[], name: string): unknown {
  if (!isObject(schema)) return undefined
  if (Array.isArray(schema.anyOf)) {
    return sampleAlong(
      schema.anyOf.find((alternative) => hasPath(alternative, path)),
      path,
      name,
    )
  }
  const [step, ...rest] = path
  if (step === undefined) return sampleValue(schema, name)
  if (step === '*') return [sampleAlong(schema.items, rest, name)]
  const below = isObject(schema.properties) ? schema.properties[step] : undefined
  const sample = sampleValue(schema, name)
  return isObject(sample) ? { ...sample, [step]: sampleAlong(below, rest, step) } : sample
}

function hasPath(schema: unknown, path: readonly string[]): boolean {
  if (!isObject(schema)) return false
  if (Array.isArray(schema.anyOf)) return schema.anyOf.some((alternative) => hasPath(alternative, path))
  const [step, ...rest] = path
  if (step === undefined) return true
  if (step === '*') return hasPath(schema.items, rest)
  return isObject(schema.properties) && hasPath(schema.properties[step], rest)
}

const author = { name: 'sampler' }

/** Creates an entity of a type, with the parent and the links it requires. */
export async function createSample(engine: Engine, type: string): Promise<EntityJson> {
  const definition = engine.registry.byType(type)
  const body = await sampleBody(engine, definition, `sample ${randomUUID()}`)
  return (await engine.create(type, body, author)).entity
}

/** A valid create request; parent and required links are created first. */
export async function sampleBody(
  engine: Engine,
  definition: AnyDefinition,
  name: string,
): Promise<JsonObject> {
  const links = Object.keys(definition.relations)
  const parent = definition.parent
  const left = new Set([
    ...links,
    parent?.field,
    parent?.nested?.field,
    ...Object.keys(definition.createOnly ?? {}),
  ])
  const properties = Object.entries(definition.createSchema.properties).filter(
    ([member]) => !left.has(member),
  )
  const body: JsonObject = {
    ...sampleObject({ properties: Object.fromEntries(properties) }),
    name,
    ...(definition.fqnFromClient ? { fullyQualifiedName: name } : {}),
  }
  const [parentType] = parent?.types ?? []
  // Of a type whose name follows from its parent alone there is one below each: it is sampled without.
  const isOnly = parent?.optional === true && definition.fqnOf !== undefined
  // Of a type that nests in itself the sample stands at the top.
  const isTop = parent?.optional === true && parentType === definition.type
  if (parent && parentType && !isOnly && !isTop) {
    const above = await createSample(engine, parentType)
    body[parent.field] = { id: above.id, type: parentType }
  }
  for (const [member, schema] of properties) {
    if (!isObject(schema) || schema[FQN_KEYWORD] !== 'link') continue
    const { fullyQualifiedName } = await createSample(engine, 'table')
    body[member] = `<#E::table::${fullyQualifiedName}>`
  }
  for (const [member, relation] of Object.entries(definition.relations)) {
    const [to] = relation.to
    if (!relation.required || to === undefined) continue
    const { id } = await createSample(engine, to)
    body[member] = relation.many ? [{ id, type: to }] : { id, type: to }
  }
  return body
}
