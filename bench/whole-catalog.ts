/** A catalog of 20,000 or 100,000 tables: reading, searching, listing and lineage at 32 connections, and how fast it fills. */
import autocannon from 'autocannon'
import pg from 'pg'
import { type BenchCatalog, benchHome, median, removeHome, sendInBulk, startBenchCatalog } from './catalog.ts'
import { type Dataset, dataset, type TableBody, tagNames } from './dataset.ts'
import type { Figure } from './figure.ts'

/** 20,000 for every day, 100,000 for the goals: `WAYMARK_BENCH_TABLES=100000 npm run bench -- catalog`. */
const tables = Number(process.env.WAYMARK_BENCH_TABLES ?? 20_000)
const connections = 32
const secondsPerPhase = 10
const singles = 600
const neighbours = 1000
const pageSize = 50

interface Phase {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Asks for the paths in turn, all connections at once. */
async function measure(
  bench: BenchCatalog,
  paths: readonly string[],
  seconds = secondsPerPhase,
): Promise<Phase> {
  const result = await autocannon({
    url: bench.catalog.url,
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${bench.token}` },
    requests: paths.map((path) => ({ path: `/api/v1/${path}` })),
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${paths[0]}: ${result.non2xx} refused, ${result.errors} failed`)
  }
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}

function figure(name: string, phase: Phase, mostMs: number): Figure {
  const { perSecond, p50Ms, p99Ms } = phase
  return {
    name: `${name}, ${tables} tables, ${connections} connections`,
    measured: `p99 ${p99Ms} ms, p50 ${p50Ms} ms (${perSecond.toFixed(0)} requests/s)`,
    goal: `p99 under ${mostMs} ms`,
    reached: p99Ms < mostMs,
  }
}

async function put(bench: BenchCatalog, path: string, body: unknown): Promise<Record<string, unknown>> {
  return await bench.catalog.api(path, { method: 'PUT', body })
}

/** Service, database, schemas and tags; whatever of them the catalog brings along stays as it is. */
async function createSurroundings(bench: BenchCatalog, service: string, data: Dataset): Promise<void> {
  for (const name of new Set(tagNames.map((tag) => tag.split('.')[0]))) {
    await put(bench, 'classifications', { name, description: name })
  }
  for (const [classification, name] of tagNames.map((tag) => tag.split('.'))) {
    await put(bench, 'tags', { name, classification, description: `${classification} ${name}` })
  }
  await put(bench, 'services/databaseServices', { name: service, serviceType: 'Postgres' })
  await put(bench, 'databases', { name: 'shop', service })
  for (const schema of data.schemas)
    await put(bench, 'databaseSchemas', { name: schema, database: `${service}.shop` })
}

/** Tables per second of one request per table, as many at once as a client with a few workers sends. */
async function createSingly(bench: BenchCatalog, bodies: readonly TableBody[]): Promise<number> {
  const left = [...bodies]
  const start = performance.now()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let body = left.pop(); body; body = left.pop()) {
        await bench.catalog.api('tables', { method: 'POST', body, token: bench.token })
      }
    }),
  )
  return bodies.length / ((performance.now() - start) / 1000)
}

/** Rows per second of a plain COPY of the same bodies into a table of one column. */
async function copyPlainly(bench: BenchCatalog, bodies: readonly TableBody[]): Promise<number> {
  const lines = bodies.map((body) => JSON.stringify(body))
  const client = new pg.Client({ connectionString: bench.databaseUrl })
  await client.connect()
  try {
    await client.query('create table bench_copy (body jsonb not null)')
    // The server writes the file itself: its account may not read this one's.
    const file = `${(await client.query<{ dir: string }>("select current_setting('data_directory') as dir")).rows[0]?.dir}/bench.copy`
    await client.query(`create table bench_line as select unnest($1::text[]) as line`, [lines])
    const path = client.escapeLiteral(file)
    await client.query(`copy bench_line to ${path}`)
    const start = performance.now()
    await client.query(`copy bench_copy from ${path}`)
    return bodies.length / ((performance.now() - start) / 1000)
  } finally {
    await client.query('drop table if exists bench_copy, bench_line')
    await client.end()
  }
}

async function fill(bench: BenchCatalog, data: Dataset): Promise<number> {
  const chunk = 5000
  let seconds = 0
  for (let from = 0; from < tables; from += chunk) {
    const bodies = data.bodies(from, Math.min(from + chunk, tables)) as unknown as Record<string, unknown>[] // JSON
    seconds += await sendInBulk(bench, bodies, 200)
  }
  return tables / seconds
}

/** Half of the neighbours above a table and half below, each with two more behind it. */
async function drawLineage(bench: BenchCatalog, data: Dataset): Promise<string> {
  const client = new pg.Client({ connectionString: bench.databaseUrl })
  await client.connect()
  try {
    // Straight into the table: what is measured is reading it.
    await client.query(
      `with t as (select id, row_number() over (order by id) - 1 as at from entity where type = 'table' limit $1),
            edges as (
              select case when n.at % 2 = 0 then n.id else root.id end as from_id,
                     case when n.at % 2 = 0 then root.id else n.id end as to_id
                from t root join t n on root.at = 0 and n.at between 1 and $2
              union all
              select case when n.at % 2 = 0 then far.id else n.id end, case when n.at % 2 = 0 then n.id else far.id end
                from t n join t far on n.at between 1 and $2 and far.at in ($2 + n.at, $2 * 2 + n.at))
       insert into lineage_edge
       select from_id, 'table', to_id, 'table', 'QueryLineage',
              jsonb_build_object('source', 'QueryLineage', 'sqlQuery', 'insert into x select * from y')
         from edges on conflict do nothing`,
      [neighbours * 3 + 1, neighbours],
    )
    const { rows } = await client.query<{ id: string }>(
      "select id from entity where type = 'table' order by id limit 1",
    )
    const [root] = rows
    if (!root) throw new Error(`no tables of ${data.fqn(0)}`)
    return root.id
  } finally {
    await client.end()
  }
}

/** Cursors of the first page and of one behind most tables. */
async function pagePaths(bench: BenchCatalog): Promise<{ readonly first: string; readonly deep: string }> {
  const far = await bench.catalog.api<{ paging: { after?: string } }>(
    `tables?limit=${Math.floor(tables * 0.9)}`,
  )
  const first = `tables?limit=${pageSize}`
  return { first, deep: `${first}&after=${encodeURIComponent(far.paging.after ?? '')}` }
}

function searchPath(query: string, more = ''): string {
  return `search/query?q=${encodeURIComponent(query)}&index=table_search_index&size=10${more}`
}

export async function benchmarkWholeCatalog(): Promise<readonly Figure[]> {
  const home = benchHome()
  const bench = await startBenchCatalog(home)
  try {
    const data = dataset('bench', tables)
    await createSurroundings(bench, 'bench', data)
    const bulkPerSecond = await fill(bench, data)
    const other = dataset('single', singles)
    await createSurroundings(bench, 'single', other)
    const singlePerSecond = await createSingly(bench, other.bodies(0, singles))
    const copyPerSecond = await copyPlainly(bench, data.bodies(0, Math.min(tables, 5000)))
    const root = await drawLineage(bench, data)
    const admin = new pg.Client({ connectionString: bench.databaseUrl })
    await admin.connect()
    await admin.query('vacuum analyze')
    await admin.end()

    const names = Array.from({ length: 500 }, (_, at) => data.fqn(Math.floor((at * tables) / 500)))
    const get = await measure(
      bench,
      names.map((name) => `tables/name/${encodeURIComponent(name)}`),
    )
    const queries = data.queries(300)
    const search = await measure(
      bench,
      queries.map((query) => searchPath(query)),
    )
    const facets = '&facets=true&service=bench&tag=PII.Sensitive&databaseSchema=area_1'
    const faceted = await measure(
      bench,
      queries.map((query) => searchPath(query, facets)),
    )
    const pages = await pagePaths(bench)
    const list = await measure(bench, [pages.first])
    const deep = await measure(bench, [pages.deep])
    const times: number[] = []
    for (let run = 0; run < 20; run += 1) {
      const start = performance.now()
      await bench.catalog.api(`lineage/table/${root}?upstreamDepth=3&downstreamDepth=3`)
      times.push(performance.now() - start)
    }
    const lineageMs = median(times)
    const bulkRatio = bulkPerSecond / singlePerSecond
    const pageRatio = deep.perSecond / list.perSecond
    return [
      figure('GET by name', get, 10),
      figure('search, 10 hits', search, 80),
      figure('search with three facets chosen and all counted', faceted, 100),
      {
        name: `a page of ${pageSize} behind 90 % of ${tables} tables against the first`,
        measured: `${(pageRatio * 100).toFixed(0)} % of its requests/s (p99 ${deep.p99Ms} against ${list.p99Ms} ms)`,
        goal: 'at least 80 %',
        reached: pageRatio >= 0.8,
      },
      {
        name: 'bulk PUT of tables against single creates',
        measured: `${bulkRatio.toFixed(1)} times (${bulkPerSecond.toFixed(0)} against ${singlePerSecond.toFixed(0)} tables/s)`,
        goal: 'at least 2 times',
        reached: bulkRatio >= 2,
      },
      {
        name: 'bulk PUT of tables against a plain COPY of the same bytes',
        measured: `${((bulkPerSecond / copyPerSecond) * 100).toFixed(1)} % (${copyPerSecond.toFixed(0)} rows/s)`,
        goal: 'a ratio to watch',
        reached: true,
      },
      {
        name: `lineage of depth 3 around ${neighbours} neighbours`,
        measured: `${lineageMs.toFixed(0)} ms, median of ${times.length}`,
        goal: 'under 200 ms',
        reached: lineageMs < 200,
      },
    ]
  } finally {
    await bench.stop()
    removeHome(home)
  }
}
