/** Which names an ingestion takes in and leaves out. */
import type { TOptional, TSchema } from '@sinclair/typebox'
import { list, optional, shape, text } from '../members.ts'

/** Regular expressions that names are matched with. */
export const filterPattern = shape({ optional: { includes: list(text), excludes: list(text) } })

/** The members of a configuration that are filters. */
export function filters(...names: readonly string[]): Record<string, TOptional<TSchema>> {
  return Object.fromEntries(names.map((name) => [name, optional(filterPattern)]))
}
