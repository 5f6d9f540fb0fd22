/** Fills a catalog with the data set and asks it what people ask. */
import type pg from 'pg'
import { type BenchCatalog, sendInBulk } from './catalog.ts'
import { type Dataset, type TableBody, tagNames } from './dataset.ts'

/** Service, database, schemas and tags; whatever of them the catalog brings along stays as it is. */
export async function createSurroundings(
  { catalog }: BenchCatalog,
  service: string,
  data: Dataset,
): Promise<void> {
  const put = (path: string, body: unknown) => catalog.api(path, { method: 'PUT', body })
  for (const name of new Set(tagNames.map((tag) => tag.split('.')[0]))) {
    await put('classifications', { name, description: name })
  }
  for (const [classification, name] of tagNames.map((tag) => tag.split('.'))) {
    await put('tags', { name, classification, description: `${classification} ${name}` })
  }
  await put('services/databaseServices', { name: service, serviceType: 'Postgres' })
  await put('databases', { name: 'shop', service })
  for (const schema of data.schemas)
    await put('databaseSchemas', { name: schema, database: `${service}.shop` })
}

/** Bulk PUTs all tables, a few thousand bodies in memory at a time. Answers the seconds it took. */
export async function fill(bench: BenchCatalog, data: Dataset, tables: number): Promise<number> {
  const chunk = 5000
  let seconds = 0
  for (let from = 0; from < tables; from += chunk) {
    const bodies = data.bodies(from, Math.min(from + chunk, tables)) as unknown as Record<string, unknown>[] // JSON
    seconds += await sendInBulk(bench, bodies, 200)
  }
  return seconds
}

/** Sends each body with a request of its own, eight at a time. Answers how many a second. */
export async function sendSingly(
  bodies: readonly TableBody[],
  send: (body: TableBody) => Promise<unknown>,
): Promise<number> {
  const left = [...bodies]
  const start = performance.now()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let body = left.pop(); body; body = left.pop()) await send(body)
    }),
  )
  return bodies.length / ((performance.now() - start) / 1000)
}

/**
 * Half of the neighbours above a table and half below, each with two more behind it. Straight into the table, since reading it is what
 * is measured. Answers the id of the table in the middle.
 */
export async function drawNeighbours(client: pg.Client, neighbours: number): Promise<string> {
  await client.query(
    `with t as (select id, row_number() over (order by id) - 1 as at from entity where type = 'table' limit $1),
          edges as (
            select case when n.at % 2 = 0 then n.id else root.id end as from_id,
                   case when n.at % 2 = 0 then root.id else n.id end as to_id
              from t root join t n on root.at = 0 and n.at between 1 and $2
            union all
            select case when n.at % 2 = 0 then far.id else n.id end, case when n.at % 2 = 0 then n.id else far.id end
              from t n join t far on n.at between 1 and $2 and far.at in ($2 + n.at, $2 * 2 + n.at))
     insert into lineage_edge (from_id, from_type, to_id, to_type, source, details)
     select from_id, 'table', to_id, 'table', 'QueryLineage',
            jsonb_build_object('source', 'QueryLineage', 'sqlQuery', 'insert into x select * from y')
       from edges on conflict do nothing`,
    [neighbours * 3 + 1, neighbours],
  )
  const { rows } = await client.query<{ id: string }>(
    "select id from entity where type = 'table' order by id limit 1",
  )
  if (!rows[0]) throw new Error('The catalog holds no tables')
  return rows[0].id
}

export function searchPath(query: string, more = ''): string {
  return `/api/v1/search/query?q=${encodeURIComponent(query)}&index=table_search_index&size=10${more}`
}

/** Read at once on the way to a page far behind: all of them would be a text longer than a string may be. */
const stride = 10_000

/** Paths of the first page and of one behind most tables; the fully qualified name that a bare select would go on from. */
export async function pagePaths({ catalog }: BenchCatalog, tables: number, pageSize: number) {
  const first = `/api/v1/tables?limit=${pageSize}`
  const far = { after: '', fqn: '' }
  const from = (after: string) => (after === '' ? '' : `&after=${encodeURIComponent(after)}`)
  for (let left = Math.floor(tables * 0.9); left > 0; left -= stride) {
    const { data, paging } = await catalog.api<{
      data: { fullyQualifiedName: string }[]
      paging: { after?: string }
    }>(`tables?limit=${Math.min(left, stride)}${from(far.after)}`)
    far.after = paging.after ?? ''
    far.fqn = data.at(-1)?.fullyQualifiedName ?? ''
  }
  return {
    first,
    deep: `${first}${from(far.after)}`,
    deepBare: `/page?after=${encodeURIComponent(far.fqn)}`,
  }
}
