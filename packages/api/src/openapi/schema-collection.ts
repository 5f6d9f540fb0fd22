/** Collects named schemas so that a document holds each of them once and refers to it everywhere else. */
import type { TSchema } from '@sinclair/typebox'

type Json = Readonly<Record<string, unknown>>

export class SchemaCollection {
  readonly #schemas = new Map<string, Json>()

  /** A schema for use in place: a reference when it has a name. */
  reference(schema: TSchema): Json {
    return this.#visit(schema) as Json // a schema is an object, and visiting keeps it one
  }

  /** A schema as it is, its named parts as references. */
  plain(schema: TSchema): Json {
    const { $id, ...rest } = schema
    return this.#members(rest)
  }

  /** Every named schema that was met, by name. */
  all(): Json {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#visit(item))
    if (typeof value !== 'object' || value === null) return value
    const { $id, $ref, ...rest } = value as Record<string, unknown> // JSON Schema
    if (typeof $ref === 'string') return { $ref: `#/components/schemas/${$ref}` }
    if (typeof $id !== 'string') return this.#members(rest)
    if (!this.#schemas.has($id)) {
      this.#schemas.set($id, {})
      this.#schemas.set($id, this.#members(rest))
    }
    return { $ref: `#/components/schemas/${$id}` }
  }

  #members(object: Readonly<Record<string, unknown>>): Json {
    return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, this.#visit(member)]))
  }
}
