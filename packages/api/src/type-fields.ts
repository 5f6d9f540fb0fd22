/** The members of an entity type as one flat list, as editors of rules and queries offer them. */
import type { AnyDefinition, CustomProperty } from '@waymark/spec'

/** A member: its dotted path, and what stands there. */
export interface TypeField {
  readonly name: string
  readonly type: string
}

type Schema = Readonly<Record<string, unknown>>

/** Lists and objects deeper than this are named without what is in them. */
const mostDepth = 3

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `entityReference`, `array<tagLabel>`, `string`, `enum`. */
function typeOf(schema: Schema): string {
  if (Array.isArray(schema.enum)) return 'enum'
  if (schema.type === 'array') return `array<${isSchema(schema.items) ? typeOf(schema.items) : 'any'}>`
  if (typeof schema.$id === 'string') return schema.$id.charAt(0).toLowerCase() + schema.$id.slice(1)
  if (typeof schema.type === 'string') return schema.type
  return 'any'
}

function* fieldsOf(schema: Schema, path: string, depth: number): Generator<TypeField> {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  for (const [member, value] of Object.entries(properties)) {
    if (!isSchema(value)) continue
    const name = path === '' ? member : `${path}.${member}`
    yield { name, type: typeOf(value) }
    const below = isSchema(value.items) ? value.items : value
    if (depth < mostDepth && below.$id !== 'EntityReference') yield* fieldsOf(below, name, depth + 1)
  }
}

/** In the order of names; custom properties stand below `extension`. */
export function typeFields(
  { schema }: AnyDefinition,
  customProperties: readonly CustomProperty[],
): readonly TypeField[] {
  const custom = customProperties.map(({ name, propertyType }) => ({
    name: `extension.${name}`,
    type: propertyType.name ?? 'any',
  }))
  const all = [...fieldsOf(schema as unknown as Schema, '', 1), ...custom] // a TypeBox schema is JSON Schema
  return all.sort((one, other) => (one.name < other.name ? -1 : 1))
}
