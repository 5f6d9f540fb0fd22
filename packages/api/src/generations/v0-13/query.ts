/** Query strings of the 0.13 clients: windows of time in the unit of what is asked for, words that changed. */
import type { TSchema } from '@sinclair/typebox'
import { toMilliseconds } from '../rules.ts'
import { newestWord, rulesOf, type Shapes, shapeNameOf } from '../translate.ts'

type Query = Readonly<Record<string, unknown>>

const bounds: readonly string[] = ['startTs', 'endTs']

/** The shape of what an answer gives: itself, or the entries of its lists. */
function answeredShape(set: Shapes, schema: TSchema, depth = 0): string | undefined {
  const name = shapeNameOf(set, schema)
  if (name !== undefined || depth > 3) return name
  const inner: readonly TSchema[] = [
    ...(schema.items ? [schema.items] : []),
    ...(schema.anyOf ?? []),
    ...Object.values((schema.properties ?? {}) as Readonly<Record<string, TSchema>>), // JSON Schema's own shape
  ]
  for (const each of inner) {
    const found = answeredShape(set, each, depth + 1)
    if (found !== undefined && found !== 'Paging') return found
  }
  return undefined
}

/** The query in the newest units and words, for the answer described by `schema`. */
export function newestQuery(set: Shapes, schema: TSchema, query: Query): Query {
  const names = Object.keys(query)
  if (names.length === 0) return query
  const shape = answeredShape(set, schema)
  if (shape === undefined) return query
  const seconds = rulesOf(set, shape).some((rule) => rule.kind === 'seconds')
  const words = set.shapes[shape]?.words ?? {}
  const changed: Record<string, unknown> = {}
  for (const name of names) {
    const [value, vocabulary] = [query[name], words[name]]
    if (vocabulary) changed[name] = newestWord(vocabulary, value)
    else if (seconds && bounds.includes(name) && Number.isFinite(Number(value))) {
      changed[name] = toMilliseconds(Number(value))
    }
  }
  return Object.keys(changed).length === 0 ? query : { ...query, ...changed }
}
