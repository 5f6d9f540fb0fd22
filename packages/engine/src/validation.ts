/** Checks bodies against the schemas of the definitions, and says in words what is wrong with them. */
import {
  type AnyDefinition,
  CONFIG_FAMILY_KEYWORD,
  didYouMean,
  FQN_KEYWORD,
  problem,
  type Registry,
  SECRET_KEYS_KEYWORD,
  SECRET_KEYWORD,
  standaloneSchema,
} from '@waymark/spec'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import { type ConfigPlace, configPlaces, configsAt, configType, describedBy } from './config-places.ts'
import { isObject, type JsonObject, readValue } from './json-body.ts'

export interface Validation {
  /**
   * Checks a create request. `asSystem` also accepts members that clients only read.
   * @throws problem `body-invalid` naming the field, what was expected, and a likely right name
   */
  body(definition: AnyDefinition, body: JsonObject, asSystem: boolean): void
  /** The value of a declared extension without nulls, checked. @throws problem `body-invalid`, `json-invalid` */
  extension(type: string, extension: string, value: unknown): unknown
}

export function createValidation(registry: Registry): Validation {
  const compiled = new Map<string, ValidateFunction>()
  const validator = (key: string, schema: () => object): ValidateFunction => {
    let validate = compiled.get(key)
    if (!validate) {
      validate = compileSchema(schema())
      compiled.set(key, validate)
    }
    return validate
  }
  const places = new Map<string, readonly ConfigPlace[]>()
  const checkConfigs = (definition: AnyDefinition, body: JsonObject) => {
    const known = places.get(definition.type) ?? configPlaces(definition.createSchema)
    places.set(definition.type, known)
    for (const { path, family } of known) {
      for (const [config, field] of configsAt(body, path))
        checkConfig(family, config, body.serviceType, field)
    }
  }
  const checkConfig = (family: string, config: unknown, serviceType: unknown, field: string) => {
    const schema = describedBy(family, config, serviceType, field)
    if (!schema) return
    validated(
      validator(`${family} ${configType(family, config, serviceType)}`, () => schema),
      config,
      field,
    )
    for (const inner of configPlaces(schema)) {
      for (const [below, at] of configsAt(config, inner.path, field)) {
        checkConfig(inner.family, below, undefined, at)
      }
    }
  }
  return {
    body(definition, body, asSystem) {
      const validate = asSystem
        ? validator(`system ${definition.type}`, () => systemSchema(definition))
        : validator(`create ${definition.type}`, () => definition.createSchema)
      validated(validate, body, 'body')
      checkConfigs(definition, body)
    },
    extension(type, name, value) {
      const extension = registry.byType(type).extensions[name]
      if (!extension) throw new RangeError(`${type} declares no extension '${name}'`)
      const clean = readValue(value)
      validated(
        validator(`extension ${type} ${name}`, () => extension.schema),
        clean,
        name,
      )
      return clean
    },
  }
}

/** @throws problem `body-invalid` naming the field below `root`, and what was expected there */
export function validated(validate: ValidateFunction, value: unknown, root: string): void {
  if (!validate(value)) throw bodyInvalid(validate.errors ?? [], root)
}

/** Compiles any schema of the vocabulary. */
export function compileSchema(schema: object): ValidateFunction {
  return newAjv().compile(standaloneSchema(schema))
}

function newAjv(): Ajv {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, verbose: true })
  // The CommonJS module is its own default export, whichever way Node and TypeScript see it.
  const addFormats = ajvFormats as unknown as (ajv: Ajv) => Ajv
  addFormats(ajv)
  ajv.addKeyword(SECRET_KEYWORD)
  ajv.addKeyword(SECRET_KEYS_KEYWORD)
  ajv.addKeyword(CONFIG_FAMILY_KEYWORD)
  ajv.addKeyword(FQN_KEYWORD)
  return ajv
}

/** The create request, with the members that only the server writes, all optional. */
function systemSchema(definition: AnyDefinition): JsonObject {
  const { properties, ...rest } = definition.createSchema
  const extra = (definition.readOnly ?? []).map((name) => [name, definition.schema.properties[name]])
  return { ...rest, properties: { ...properties, ...Object.fromEntries(extra) } }
}

function bodyInvalid(errors: readonly ErrorObject[], root: string) {
  const error = mostSpecific(errors)
  if (!error) return problem('body-invalid', { field: root, expected: 'another value.' })
  const inside = fieldPath(error.instancePath)
  const prefix = root === 'body' ? '' : root
  const at =
    prefix === '' || inside === '' || inside.startsWith('[') ? prefix + inside : `${prefix}.${inside}`
  const below = (member: string) => (at === '' ? member : `${at}.${member}`)
  const field = at === '' ? root : at
  switch (error.keyword) {
    case 'required': {
      const missing = String(error.params.missingProperty)
      const known = Object.keys(error.parentSchema?.properties ?? {})
      const unknown = Object.keys(error.data ?? {}).filter((name) => !known.includes(name))
      const slip = didYouMean(missing, unknown)
      return problem('body-invalid', {
        field: below(missing),
        expected: 'is required.',
        ...(slip === undefined ? {} : { hint: `Is it what '${slip}' was meant to be?` }),
      })
    }
    case 'additionalProperties': {
      const given = String(error.params.additionalProperty)
      const known = Object.keys(error.parentSchema?.properties ?? {})
      return problem('body-invalid', {
        field: below(given),
        expected: 'is not known here.',
        ...hint(given, known),
      })
    }
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String)
      return problem('body-invalid', {
        field,
        expected: `one of ${allowed.slice(0, 20).join(', ')}${allowed.length > 20 ? ', …' : ''}.`,
        ...(typeof error.data === 'string' ? hint(error.data, allowed) : {}),
      })
    }
    case 'type':
      return problem('body-invalid', {
        field,
        expected: `must be of type ${[error.params.type].flat().join(' or ')}.`,
      })
    case 'anyOf':
      return problem('body-invalid', { field, expected: alternatives(error.parentSchema?.anyOf) })
    default:
      return problem('body-invalid', { field, expected: `${error.message ?? 'another value'}.` })
  }
}

/** What one of several shapes looks like; a text among them makes it a reference. */
function alternatives(branches: unknown): string {
  const shapes = Array.isArray(branches) ? branches.filter(isObject) : []
  if (shapes.some(({ type }) => type === 'string') || shapes.length === 0) {
    return 'a fully qualified name, or a reference {"id": …, "type": …}.'
  }
  const members = shapes.map(({ properties }) => `{${Object.keys(properties ?? {}).join(', ')}}`)
  return `one of ${members.join(' or ')}.`
}

/** Of the errors of a union's branches, the deepest says most: it got furthest. */
function mostSpecific(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const last = errors.at(-1)
  if (last?.keyword !== 'anyOf') return last
  const deeper = errors.filter((error) => error !== last && isObject(last.data) && error.keyword !== 'type')
  return deeper.sort((a, b) => b.instancePath.length - a.instancePath.length)[0] ?? last
}

function hint(given: string, known: readonly string[]): { hint: string } | undefined {
  const meant = didYouMean(given, known)
  return meant === undefined ? undefined : { hint: `Did you mean '${meant}'?` }
}

/** `/columns/0/name` as people write it: `columns[0].name`. */
function fieldPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join('')
}
