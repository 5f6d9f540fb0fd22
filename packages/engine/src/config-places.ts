/** Finds configurations whose members follow from their type (connections, ingestions), and what describes them. */
import { CONFIG_FAMILY_KEYWORD, configSchema, configTypes, problem } from '@waymark/spec'
import { isObject } from './json-body.ts'

/** A place in an entity; `*` in the path stands for every item of an array. */
export interface ConfigPlace {
  readonly path: readonly string[]
  readonly family: string
}

/** Where a value of the schema may hold such configurations. */
export function configPlaces(schema: unknown, path: readonly string[] = []): ConfigPlace[] {
  if (!isObject(schema)) return []
  const family = schema[CONFIG_FAMILY_KEYWORD]
  if (typeof family === 'string') return [{ path, family }]
  const below = isObject(schema.properties) ? Object.entries(schema.properties) : []
  const options = [schema.anyOf, schema.allOf, schema.oneOf].filter(Array.isArray).flat()
  return [
    ...below.flatMap(([name, member]) => configPlaces(member, [...path, name])),
    ...configPlaces(schema.items, [...path, '*']),
    ...options.flatMap((option) => configPlaces(option, path)),
  ]
}

/** The configurations at a place, each with its path as people write it: `connection.config`. */
export function configsAt(value: unknown, path: readonly string[], field = ''): [unknown, string][] {
  const [step, ...rest] = path
  if (step === undefined) return value === undefined ? [] : [[value, field]]
  if (step === '*') {
    if (!Array.isArray(value)) return []
    return value.flatMap((item, at) => configsAt(item, rest, `${field}[${at}]`))
  }
  if (!isObject(value)) return []
  return configsAt(value[step], rest, field === '' ? step : `${field}.${step}`)
}

/** Real clients leave `type` out where its members say it all: the first kind of ingestion that takes every one of them. */
function impliedType(family: string, config: unknown): string | undefined {
  if (family !== 'sourceConfig' || !isObject(config)) return undefined
  const names = Object.keys(config)
  return configTypes(family).find((type) => {
    const properties: object = configSchema(family, type)?.properties ?? {}
    return names.every((name) => name in properties)
  })
}

/**
 * The word that says what a configuration takes: its own `type`, the service's, or the kind that its members imply.
 * Whoever checks, seals or shows a configuration asks here, so that all of them see the same secrets in it.
 */
export function configType(family: string, config: unknown, serviceType: unknown): string | undefined {
  const own = isObject(config) ? config.type : undefined
  const type = own ?? serviceType ?? impliedType(family, config)
  return typeof type === 'string' ? type : undefined
}

/**
 * The schema of a configuration; undefined for an empty one, and for a service type that no connector is described of.
 * @throws problem `body-invalid` on a type that the family does not have
 */
export function describedBy(
  family: string,
  config: unknown,
  serviceType: unknown,
  field: string,
): object | undefined {
  if (!isObject(config) || Object.keys(config).length === 0) return undefined
  const type = configType(family, config, serviceType)
  const schema = type === undefined ? undefined : configSchema(family, type)
  if (schema || (type !== undefined && type === serviceType)) return schema
  const known = configTypes(family)
  throw problem('body-invalid', {
    field: `${field}.type`,
    expected: `one of ${known.slice(0, 30).join(', ')}${known.length > 30 ? ', …' : ''}.`,
  })
}
