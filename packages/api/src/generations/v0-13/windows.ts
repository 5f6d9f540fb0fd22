/** Windows of time in query strings: in seconds wherever the entries that are asked for count in seconds. */
import type { TSchema } from '@sinclair/typebox'
import { toMilliseconds } from '../rules.ts'
import { rulesOf, type Shapes, shapeNameOf } from '../translate.ts'

const bounds = ['startTs', 'endTs']

function countsInSeconds(set: Shapes, schema: TSchema, depth = 0): boolean {
  if (depth > 3) return false
  const name = shapeNameOf(set, schema)
  if (name !== undefined) return rulesOf(set, name).some((rule) => rule.kind === 'seconds')
  const inner: readonly TSchema[] = [
    ...(schema.items ? [schema.items] : []),
    ...(schema.anyOf ?? []),
    ...Object.values((schema.properties ?? {}) as Readonly<Record<string, TSchema>>), // JSON Schema's own shape
  ]
  return inner.some((each) => countsInSeconds(set, each, depth + 1))
}

/** The query with `startTs` and `endTs` in milliseconds, for the answer described by `schema`. */
export function windowInMilliseconds(
  set: Shapes,
  schema: TSchema,
  query: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!bounds.some((name) => name in query) || !countsInSeconds(set, schema)) return query
  const result: Record<string, unknown> = { ...query }
  for (const name of bounds) {
    const value = Number(query[name])
    if (Number.isFinite(value) && query[name] !== undefined) result[name] = toMilliseconds(value)
  }
  return result
}
