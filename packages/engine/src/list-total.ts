/** Totals of lists of everything of a type, which are kept (migration 0028) and not counted. */
import type { ListQuery } from './engine.ts'
import type { Include } from './write-options.ts'

const tallied: Readonly<Record<Include, string>> = {
  'non-deleted': 'not deleted',
  deleted: 'deleted',
  all: 'true',
}

/** Whether a query asks for all entities of its type, deleted or not. */
export function isEverything({ filters = {}, visible }: ListQuery): boolean {
  return Object.keys(filters).length === 0 && (visible === undefined || visible.kind === 'true')
}

/** SQL of the total where {@link isEverything}; `$1` is the type. */
export function totalOf(include: Include): string {
  return `(select coalesce(sum(entities), 0) from entity_tally where type = $1 and ${tallied[include]})`
}
