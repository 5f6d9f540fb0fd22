/** Reads query parameters that the routes share: field lists, deletion states, booleans. */
import { type TProperties, Type } from '@sinclair/typebox'
import type { Include } from '@waymark/engine'
import { problem } from '@waymark/spec'

export const includeParameter = Type.Optional(
  Type.String({ enum: ['all', 'deleted', 'non-deleted'], default: 'non-deleted' }),
)
export const fieldsParameter = Type.Optional(
  Type.String({ description: 'members to add, separated by commas, or *', maxLength: 2000 }),
)

/** A moment in milliseconds since 1970, as far as a `Date` and PostgreSQL's `bigint` both reach. */
export function momentMs(description = 'milliseconds since 1970') {
  return Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000, description })
}

/** The number of an event, a line or an entry from which a list goes on. */
export function position(options: { readonly default?: number; readonly description?: string } = {}) {
  return Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, ...options })
}

/** Parameters of a query string; ones that are not named are let through. */
export function queryOf<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: true })
}

/** `false` hides deleted entities, whatever way a client says it. Validated by the route's schema before. */
export function includeOf(value: string | undefined): Include {
  return (value ?? 'non-deleted') as Include // one of the schema's three values
}

/** Keys that would reach into an object's prototype. */
const polluting = /__proto__|constructor\W*prototype/

/** @throws `parameter-invalid` */
export function refusePollution(query: unknown): void {
  for (const key of Object.keys(query ?? {})) {
    if (polluting.test(key)) throw problem('parameter-invalid', { parameter: key, expected: 'another name' })
  }
}
