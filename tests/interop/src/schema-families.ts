/** Puts the connections and ingestions of a family where a schema says only that one of them stands there. */
import { CONFIG_FAMILY_KEYWORD, configSchema, configTypes, standaloneSchema } from '@waymark/spec'
import type { Schema } from './schema-comparison.ts'

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A copy of a standalone schema in which every family is the union of its configurations. */
export function withFamilies(schema: Schema): Schema {
  const definitions: Record<string, unknown> = {}
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy)
    if (!isObject(value)) return value
    const family = value[CONFIG_FAMILY_KEYWORD]
    if (typeof family === 'string') return { anyOf: configTypes(family).map((type) => member(family, type)) }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)]))
  }
  const member = (family: string, type: string): unknown => {
    const { $defs, ...own } = standaloneSchema(configSchema(family, type) ?? {})
    Object.assign(definitions, copy($defs ?? {}))
    return copy(own)
  }
  const { $defs, ...rest } = schema
  const copied = copy(rest)
  return { ...(isObject(copied) ? copied : {}), $defs: { ...(isObject($defs) ? $defs : {}), ...definitions } }
}
