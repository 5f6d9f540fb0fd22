/** What a year of measurements costs: space, a day's profile of one table written and read, and a month that is given up. */
import { randomBytes } from 'node:crypto'
import {
  createEngine,
  createSecretBox,
  type Database,
  type Engine,
  ensurePartitions,
  migrate,
  openDatabase,
} from '@waymark/engine'
import { createRegistry } from '@waymark/spec'
import { startTestPostgres } from '../tools/postgres/index.ts'
import type { Figure } from './figure.ts'
import { processorMs } from './processor-time.ts'

const tables = Number(process.env.WAYMARK_BENCH_TABLES ?? 200)
const columns = 20
const months = 12
const dayMs = 86_400_000
/** So often each read of a table is repeated: the kernel counts in steps of 10 ms. */
const repeated = 5
/** A day after a year costs at most so much more than a day after a month. */
const goalRatio = 1.5
const first = Date.UTC(2025, 0)
const monthAt = (month: number) => Date.UTC(2025, month)

/** One profile a day of every table and each of its columns, as the profiler writes them. */
const fillMonth = `
insert into entity_time_series (entity_type, fqn_hash, name, key, at_ms, value)
select 'table', md5('pg.d.s.t' || t)::uuid, case c when 0 then 'profile' else 'columnProfiles:c' || c end, at::text, at,
       case c when 0 then jsonb_build_object('timestamp', at, 'rowCount', 1000 + t, 'columnCount', 20, 'sizeInByte', 81920)
       else jsonb_build_object('timestamp', at, 'name', 'c' || c, 'valuesCount', 1000 + t, 'nullCount', c, 'nullProportion', 0.01,
         'uniqueCount', 990, 'uniqueProportion', 0.99, 'distinctCount', 995, 'min', 1, 'max', 99999, 'mean', 512.25, 'stddev', 41.5) end
  from generate_series($1::bigint, $2::bigint - 1, ${dayMs}) as at, generate_series(1, $3::int) as t, generate_series(0, ${columns}) as c`

interface Step {
  readonly month: number
  readonly rows: number
  readonly writeMs: number
  readonly newestMs: number
  readonly windowMs: number
}

export async function benchmarkTimeSeries(): Promise<readonly Figure[]> {
  const postgres = await startTestPostgres({ fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' })
  const database = openDatabase({ connection: { connectionString: postgres.url }, maxConnections: 1 })
  try {
    await migrate(database)
    const secrets = createSecretBox([{ id: 'bench', key: randomBytes(32) }])
    const engine = createEngine({ database, registry: createRegistry(), secrets })
    await makeTables(engine)
    const steps: Step[] = []
    for (let month = 0; month < months; month += 1) {
      await ensurePartitions(database, monthAt(month))
      // All days but the last: that one is written by the engine.
      await database.query(fillMonth, [monthAt(month), monthAt(month + 1) - dayMs, tables])
      await database.query('vacuum analyze entity_time_series')
      // The program's own first steps are no part of what a month costs.
      if (month === 0) await measure(engine, database, monthAt(month + 1) - dayMs - 1)
      const rows = Math.round(((monthAt(month + 1) - first) / dayMs) * tables * (columns + 1))
      const step = {
        month: month + 1,
        rows,
        ...(await measure(engine, database, monthAt(month + 1) - dayMs)),
      }
      console.error(
        `  ${step.rows} rows: write ${step.writeMs.toFixed(2)} ms, newest ${step.newestMs.toFixed(2)} ms, 30 days ${step.windowMs.toFixed(2)} ms`,
      )
      steps.push(step)
    }
    const { rows } = await database.query<{ bytes: string; entries: string }>(
      `select sum(pg_total_relation_size(inhrelid)) as bytes, (select count(*) from entity_time_series) as entries
         from pg_inherits where inhparent = 'entity_time_series'::regclass`,
    )
    const bytes = Number(rows[0]?.bytes) / Number(rows[0]?.entries)
    const [early, late] = [steps[0], steps.at(-1)]
    if (!early || !late) return []
    const ratio = (of: 'writeMs' | 'newestMs' | 'windowMs', name: string): Figure => ({
      name: `${name} after a year (${late.rows} entries) against after a month`,
      measured: `${(late[of] / early[of]).toFixed(2)} times (${late[of].toFixed(2)} ms of processor time)`,
      goal: `at most ${goalRatio} times`,
      reached: late[of] / early[of] <= goalRatio,
    })
    return [
      ratio('writeMs', `a profile of a table with ${columns} columns`),
      ratio('newestMs', 'its newest column profiles'),
      ratio('windowMs', '30 days of its profile'),
      {
        name: 'space of an entry, indexes included',
        measured: `${Math.round(bytes)} bytes`,
        goal: 'at most 1000',
        reached: bytes <= 1000,
      },
    ]
  } finally {
    await database.close()
    await postgres.stop()
  }
}

async function makeTables(engine: Engine): Promise<void> {
  const actor = { name: 'bench' }
  await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, actor)
  await engine.create('database', { name: 'd', service: 'pg' }, actor)
  await engine.create('databaseSchema', { name: 's', database: 'pg.d' }, actor)
  const named = Array.from({ length: columns }, (_, at) => ({ name: `c${at + 1}`, dataType: 'INT' }))
  const bodies = Array.from({ length: tables }, (_, at) => ({
    name: `t${at + 1}`,
    databaseSchema: 'pg.d.s',
    columns: named,
  }))
  await engine.bulk('table', bodies, actor)
}

/**
 * Processor time of this process and of PostgreSQL's backend in milliseconds, means over all tables: what a busy machine does to the clock
 * differs between the first month and the last.
 */
async function measure(
  engine: Engine,
  database: Database,
  timestamp: number,
): Promise<Omit<Step, 'month' | 'rows'>> {
  const { rows } = await database.query<{ pid: number }>('select pg_backend_pid() as pid')
  const spentMs = () => processorMs(process.pid) + processorMs(Number(rows[0]?.pid))
  const costOf = async (times: number, work: (fqn: string) => Promise<unknown>) => {
    const before = spentMs()
    for (let round = 0; round < tables * times; round += 1) await work(`pg.d.s.t${1 + (round % tables)}`)
    return (spentMs() - before) / (tables * times)
  }
  const profiles = [
    { name: 'profile', entry: { timestamp, rowCount: 1000, columnCount: columns } },
    ...Array.from({ length: columns }, (_, at) => ({
      name: 'columnProfiles',
      part: `c${at + 1}`,
      entry: { timestamp, name: `c${at + 1}`, valuesCount: 1000, nullCount: 1, uniqueCount: 990 },
    })),
  ]
  const window = { startMs: timestamp - 30 * dayMs, endMs: timestamp }
  const { extensions } = engine
  return {
    writeMs: await costOf(1, (fqn) => extensions.appendAll('table', fqn, profiles)),
    newestMs: await costOf(repeated, (fqn) => extensions.newestParts('table', fqn, 'columnProfiles')),
    windowMs: await costOf(repeated, (fqn) => extensions.series('table', fqn, 'profile', window)),
  }
}
