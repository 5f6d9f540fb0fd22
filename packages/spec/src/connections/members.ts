/** The words in which connections are written: kinds of members, required or optional, with their secrets marked. */
import {
  type TArray,
  type TObject,
  type TOptional,
  type TProperties,
  type TSchema,
  type TUnion,
  Type,
} from '@sinclair/typebox'
import { SECRET_KEYS_KEYWORD } from '../secret.ts'

export const text = Type.String()
export const url = Type.String({ format: 'uri' })
export const flag = Type.Boolean()
export const whole = Type.Integer()
export const amount = Type.Number()

/** Options that the driver names, not we; what sounds like a secret is one. */
export const textMap = Type.Record(Type.String(), Type.String(), { [SECRET_KEYS_KEYWORD]: true })
/** Names that the source or its people give, with what stands for each. */
export const nameMap = Type.Object({}, { additionalProperties: true })
export const freeMap = Type.Object({}, { additionalProperties: true, [SECRET_KEYS_KEYWORD]: true })

export function word(...words: readonly string[]): TSchema {
  return Type.String({ enum: words })
}

/** A long vocabulary, its words apart by blanks. */
export function words(text: TemplateStringsArray): TSchema {
  return word(...text.join('').trim().split(/\s+/))
}

export function list(item: TSchema): TArray {
  return Type.Array(item, { maxItems: 10_000 })
}

/** One of several shapes; which, follows from the members that are there. */
export function either(...shapes: readonly TSchema[]): TUnion {
  return Type.Union([...shapes])
}

export interface Members {
  readonly required?: TProperties
  readonly optional?: TProperties
}

export const optional: (schema: TSchema) => TOptional<TSchema> = Type.Optional

export function shape(members: Members): TObject {
  return Type.Object(properties(members), { additionalProperties: false })
}

export function properties(members: Members): TProperties {
  const optionals = Object.entries(members.optional ?? {}).map(([name, schema]) => [name, optional(schema)])
  return { ...members.required, ...Object.fromEntries(optionals) }
}

/** What the source can be used for beside reading its metadata. */
export function supports(...names: readonly string[]): Record<string, TOptional<TSchema>> {
  return Object.fromEntries(names.map((name) => [name, optional(flag)]))
}
