/** A JSON Schema of a request or response as the catalog's fields, with references resolved. */
import type { SchemaField } from '@waymark/spec'
import { isRecord } from '../json-values.ts'
import type { Json } from './document.ts'

/** Objects inside objects are shown this deep: schemas may contain themselves. */
const deepest = 6
/** The catalog's limit for names of fields. */
const longestName = 128

/** Follows `$ref` inside the document; undefined for one that leads outside of it, nowhere, or in a circle. */
export function resolve(document: Json, value: unknown): Json | undefined {
  let current = value
  const seen = new Set<string>()
  while (isRecord(current) && typeof current.$ref === 'string') {
    const reference = current.$ref
    if (!reference.startsWith('#/') || seen.has(reference)) return undefined
    seen.add(reference)
    current = reference
      .slice(2)
      .split('/')
      .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (inside, step) =>
          isRecord(inside) || Array.isArray(inside) ? (inside as Record<string, unknown>)[step] : undefined,
        document,
      )
  }
  return isRecord(current) ? current : undefined
}

/** The fields of a payload; of an array those of its items. Empty for a payload without named parts. */
export function schemaFields(document: Json, schema: unknown): SchemaField[] {
  return fieldsOf(document, schema, 0, new Set())
}

/** Objects on the way from the payload: one that contains itself is not opened again. */
type Path = ReadonlySet<Json>

function fieldsOf(document: Json, value: unknown, depth: number, path: Path): SchemaField[] {
  const schema = resolve(document, value)
  if (!schema || depth >= deepest || path.has(schema)) return []
  const within = new Set([...path, schema])
  if (isRecord(schema.items)) return fieldsOf(document, schema.items, depth, within)
  const own = isRecord(schema.properties)
    ? Object.entries(schema.properties).map(([name, property]) =>
        field(document, name, property, depth, within),
      )
    : []
  // Each part of a combination may add fields; the first to name one describes it.
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((keyword) => {
    const alternatives = schema[keyword]
    return Array.isArray(alternatives)
      ? alternatives.flatMap((part) => fieldsOf(document, part, depth, within))
      : []
  })
  const byName = new Map<string, SchemaField>()
  for (const each of [...own, ...parts]) if (!byName.has(each.name)) byName.set(each.name, each)
  return [...byName.values()]
}

function field(document: Json, name: string, value: unknown, depth: number, path: Path): SchemaField {
  const schema = resolve(document, value) ?? {}
  const children = fieldsOf(document, schema, depth + 1, path)
  const description =
    isRecord(value) && typeof value.description === 'string' ? value.description : schema.description
  const display = displayType(document, value)
  return {
    name: name.slice(0, longestName),
    dataType: dataType(schema),
    ...(display ? { dataTypeDisplay: display } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(children.length > 0 ? { children } : {}),
  }
}

/** In version 3.1 a type may be a list with `null`. */
function typeOf(schema: Json): string | undefined {
  const { type } = schema
  const [first] = (Array.isArray(type) ? type : [type]).filter((each) => each !== 'null')
  return typeof first === 'string' ? first : undefined
}

function dataType(schema: Json): string {
  if (Array.isArray(schema.enum)) return 'ENUM'
  switch (typeOf(schema)) {
    case 'string':
      return (
        { 'date-time': 'TIMESTAMP', date: 'DATE', time: 'TIME', binary: 'BYTES', byte: 'BYTES' }[
          String(schema.format)
        ] ?? 'STRING'
      )
    case 'integer':
      return schema.format === 'int64' ? 'LONG' : 'INT'
    case 'number':
      return schema.format === 'float' ? 'FLOAT' : 'DOUBLE'
    case 'boolean':
      return 'BOOLEAN'
    case 'array':
      return 'ARRAY'
    case 'object':
      return isRecord(schema.additionalProperties) && !isRecord(schema.properties) ? 'MAP' : 'RECORD'
    case undefined:
      if (isRecord(schema.properties) || Array.isArray(schema.allOf)) return 'RECORD'
      return Array.isArray(schema.oneOf) || Array.isArray(schema.anyOf) ? 'UNION' : 'UNKNOWN'
    default:
      return 'UNKNOWN'
  }
}

/** `array<Pet>`, `string(uuid)`: the name of what is referred to, else the type and its format. */
function displayType(document: Json, value: unknown): string | undefined {
  if (isRecord(value) && typeof value.$ref === 'string') return value.$ref.split('/').at(-1)
  const schema = resolve(document, value) ?? {}
  const type = typeOf(schema)
  if (type === 'array') return `array<${displayType(document, schema.items) ?? 'any'}>`
  return type && typeof schema.format === 'string' ? `${type}(${schema.format})` : type
}
