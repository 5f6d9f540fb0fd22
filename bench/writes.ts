/** Writing tables in bulk against one by one and against COPY of the same bytes, and renaming a service above ten thousand. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import {
  type BenchCatalog,
  benchHome,
  createSchema,
  median,
  removeHome,
  sendInBulk,
  startBenchCatalog,
  tableBodies,
} from './catalog.ts'
import type { Figure } from './figure.ts'

const columns = 20
const perTurn = 500
/** Single and bulk take turns, so that what else the machine does falls on both. */
const pairs = 3
const many = 10_000
const goalBulk = 2
const goalRename = 1.5

async function sendOneByOne(
  { catalog, token }: BenchCatalog,
  bodies: readonly Record<string, unknown>[],
  atOnce = 2,
): Promise<number> {
  const left = [...bodies]
  const start = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let body = left.shift(); body; body = left.shift()) {
        await catalog.api('tables', { method: 'POST', body, token })
      }
    }),
  )
  return (performance.now() - start) / 1000
}

/** Seconds in which PostgreSQL takes the same JSON texts into a table without an index: what storing the bytes costs alone. */
async function copySeconds(databaseUrl: string, bodies: readonly Record<string, unknown>[]): Promise<number> {
  // PostgreSQL reads the file itself, as another account than ours.
  const folder = mkdtempSync(join(tmpdir(), 'waymark-copy-'))
  chmodSync(folder, 0o755)
  const file = join(folder, 'tables.txt')
  writeFileSync(file, bodies.map((body) => `${JSON.stringify(body).replaceAll('\\', '\\\\')}\n`).join(''))
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('create table bench_copy (doc text)')
    const start = performance.now()
    await client.query(`copy bench_copy from ${client.escapeLiteral(file)}`)
    return (performance.now() - start) / 1000
  } finally {
    await client.query('drop table if exists bench_copy')
    await client.end()
    removeHome(folder)
  }
}

async function renameSeconds({ catalog }: BenchCatalog, service: string, to: string): Promise<number> {
  const { id } = await catalog.api<{ id: string }>(`services/databaseServices/name/${service}`)
  const start = performance.now()
  await catalog.api(`services/databaseServices/${id}`, {
    method: 'PATCH',
    body: [{ op: 'replace', path: '/name', value: to }],
  })
  return (performance.now() - start) / 1000
}

export async function benchmarkWrites(): Promise<readonly Figure[]> {
  const home = benchHome()
  const bench = await startBenchCatalog(home)
  try {
    const ratios: number[] = []
    const copies: number[] = []
    const speeds: number[] = []
    for (let turn = -1; turn < pairs; turn += 1) {
      const single = await sendOneByOne(
        bench,
        tableBodies(await createSchema(bench.catalog, `single${turn + 1}`), perTurn, columns),
      )
      const bodies = tableBodies(await createSchema(bench.catalog, `bulk${turn + 1}`), perTurn, columns)
      const bulk = await sendInBulk(bench, bodies)
      const copy = await copySeconds(bench.databaseUrl, bodies)
      if (turn < 0) continue
      ratios.push(single / bulk)
      copies.push(bulk / copy)
      speeds.push(perTurn / bulk)
    }
    const schema = await createSchema(bench.catalog, 'wide')
    const written = await sendInBulk(bench, tableBodies(schema, many, columns), 100, 1)
    const renamed = await renameSeconds(bench, 'wide', 'renamed')
    return [
      {
        name: 'bulk PUT of tables against single POSTs',
        measured: `${median(ratios).toFixed(1)} times the tables per second (${median(speeds).toFixed(0)}/s; COPY of the same bytes is ${median(copies).toFixed(0)} times as fast)`,
        goal: `${goalBulk} times`,
        reached: median(ratios) >= goalBulk,
      },
      {
        name: `renaming a service with ${many} tables of ${columns} columns against writing them`,
        measured: `${((renamed / written) * 100).toFixed(0)} % (${renamed.toFixed(1)} s)`,
        goal: `${goalRename * 100} %`,
        reached: renamed / written <= goalRename,
      },
    ]
  } finally {
    await bench.stop()
    removeHome(home)
  }
}
