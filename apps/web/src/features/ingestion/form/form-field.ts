/** Turns the JSON Schema of a configuration into the fields of a form, and what was typed back into a configuration. */
import { hintOf } from '../../../texts/connection-hints.ts'
import { ingestionTexts as texts } from '../../../texts/ingestion.ts'
import { wordsOf } from '../../asset/words.ts'

interface Common {
  readonly name: string
  readonly label: string
  readonly hint: string | undefined
  readonly isRequired: boolean
}

export type FormField =
  | (Common & { readonly kind: 'text' | 'secret' | 'number' | 'flag' | 'lines' | 'pairs' })
  | (Common & { readonly kind: 'choice'; readonly options: readonly string[] })
  | (Common & { readonly kind: 'group'; readonly fields: readonly FormField[] })
  | (Common & { readonly kind: 'variants'; readonly variants: readonly Variant[] })

export interface Variant {
  readonly label: string
  readonly fields: readonly FormField[]
}

export type Config = Readonly<Record<string, unknown>>

/** The part of JSON Schema in which configurations are described. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly 'x-waymark-secret'?: boolean
}

/** What a form does not ask: the type is chosen, and what a source supports is for the catalog to know. */
const isAsked = (name: string): boolean => name !== 'type' && !/^supports[A-Z]/.test(name)

export function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of an object's schema, required ones first. */
export function fieldsOf(schema: object): FormField[] {
  const { properties = {}, required = [] } = schema as Schema // as the server's connector routes send it
  const fields = Object.entries(properties)
    .filter(([name]) => isAsked(name))
    .map(([name, member]) => fieldOf(name, member, required.includes(name)))
  return [...fields.filter(({ isRequired }) => isRequired), ...fields.filter(({ isRequired }) => !isRequired)]
}

function fieldOf(name: string, schema: Schema, isRequired: boolean): FormField {
  const common: Common = { name, label: wordsOf(name), hint: hintOf(name), isRequired }
  if (schema.anyOf) return { ...common, kind: 'variants', variants: variantsOf(schema.anyOf) }
  if (schema.enum) return { ...common, kind: 'choice', options: schema.enum }
  if (schema['x-waymark-secret']) return { ...common, kind: 'secret' }
  switch (schema.type) {
    case 'boolean':
      return { ...common, kind: 'flag' }
    case 'integer':
    case 'number':
      return { ...common, kind: 'number' }
    case 'array':
      return { ...common, kind: 'lines' }
    case 'object': {
      const fields = fieldsOf(schema)
      return fields.length > 0 ? { ...common, kind: 'group', fields } : { ...common, kind: 'pairs' }
    }
    default:
      return { ...common, kind: 'text' }
  }
}

/** A variant is called by what tells it from the others: its first member. */
function variantsOf(schemas: readonly Schema[]): Variant[] {
  return schemas
    .map((schema) => ({ schema, fields: fieldsOf(schema) }))
    .filter(({ fields }) => fields.length > 0)
    .map(({ fields }) => ({ label: fields[0]?.label ?? '', fields }))
}

/** The variant that a value is of: the one that has most of its members. */
export function variantOf(variants: readonly Variant[], value: unknown): number {
  if (!isConfig(value)) return 0
  const names = Object.keys(value)
  const hits = variants.map(({ fields }) => fields.filter(({ name }) => names.includes(name)).length)
  return Math.max(0, hits.indexOf(Math.max(...hits)))
}

/** What is missing, by the path of its field: `authType.password`. Optional groups are asked for only once begun. */
export function missingIn(fields: readonly FormField[], value: unknown, above = ''): Record<string, string> {
  const config = isConfig(value) ? value : {}
  return Object.assign(
    {},
    ...fields.map((field): Record<string, string> => {
      const own = config[field.name]
      const path = above + field.name
      const isEmpty = withoutBlanks(own) === undefined
      if (isEmpty && !field.isRequired) return {}
      if (field.kind === 'group') return missingIn(field.fields, own, `${path}.`)
      if (field.kind === 'variants') {
        const variant = field.variants[variantOf(field.variants, own)]
        return missingIn(variant?.fields ?? [], own, `${path}.`)
      }
      return isEmpty ? { [path]: texts.isNeeded(field.label) } : {}
    }),
  )
}

/** The configuration without what was left empty; undefined when nothing is left. */
export function withoutBlanks(value: unknown): unknown {
  if (value === '' || value === undefined || value === null) return undefined
  if (Array.isArray(value)) {
    const items = value.filter((item) => withoutBlanks(item) !== undefined)
    return items.length > 0 ? items : undefined
  }
  if (!isConfig(value)) return value
  const members = Object.entries(value)
    .map(([name, member]) => [name, withoutBlanks(member)] as const)
    .filter(([, member]) => member !== undefined)
  return members.length > 0 ? Object.fromEntries(members) : undefined
}
