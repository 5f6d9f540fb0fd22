/** Walks all entities of a type: a catalog is never in memory whole, and no caller writes the loop of pages again. */
import type { Engine, ListQuery } from './engine.ts'
import type { EntityJson } from './write-options.ts'

type Walk = Omit<ListQuery, 'after' | 'before'>

const pageSize = 1000

/**
 * The pages of {@link Engine.list}, `limit` (default 1000) entities each and in its order, none of them empty. The next
 * one is read when it is asked for: what is created or deleted meanwhile may be met or not, anything else is met once.
 */
export async function* everyPage(
  engine: Pick<Engine, 'list'>,
  type: string,
  query: Walk = {},
): AsyncGenerator<readonly EntityJson[]> {
  let after: string | undefined
  do {
    const { data, paging } = await engine.list(type, {
      limit: pageSize,
      ...query,
      ...(after !== undefined && { after }),
    })
    if (data.length > 0) yield data
    after = paging.after ?? undefined
  } while (after !== undefined)
}

/** Each entity of {@link everyPage}. */
export async function* everyEntity(
  engine: Pick<Engine, 'list'>,
  type: string,
  query: Walk = {},
): AsyncGenerator<EntityJson> {
  for await (const entities of everyPage(engine, type, query)) yield* entities
}
