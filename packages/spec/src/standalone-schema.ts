/** Makes a definition's schema stand alone, so that any JSON Schema validator compiles it. */

type Json = Record<string, unknown>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A plain copy without `$id`s: TypeBox inlines a named schema wherever it is used, and a validator takes a name once.
 * Schemas that refer to themselves by name (columns with children) move to `$defs`.
 */
export function standaloneSchema(schema: object): Json {
  // Through JSON, so that the symbols with which TypeBox marks its schemas stay behind.
  const text = JSON.stringify(schema)
  const named = new Set([...text.matchAll(/"\$ref":"([^"#]+)"/g)].map((match) => match[1]))
  const definitions: Json = {}
  const copy = (value: unknown, isRoot: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => copy(item, false))
    if (!isObject(value)) return value
    const { $id, ...rest } = value
    if (typeof rest.$ref === 'string') return { $ref: `#/$defs/${rest.$ref}` }
    const plain = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, copy(member, false)]))
    if (isRoot || typeof $id !== 'string' || !named.has($id)) return plain
    definitions[$id] = plain
    return { $ref: `#/$defs/${$id}` }
  }
  const root = copy(JSON.parse(text), true)
  return { ...(isObject(root) ? root : {}), ...(named.size > 0 ? { $defs: definitions } : {}) }
}
