/** What a server knows of itself when it is asked for metrics: its provider's keys, its connections, the runs of ingestion. */
import { isStandby } from '@waymark/engine'
import { isProblem } from '@waymark/spec'
import type { Catalog } from './catalog.ts'
import type { Gauge } from './metrics.ts'

const one = (name: string, help: string, value: number): Gauge => ({ name, help, samples: [{ value }] })
const none = (name: string, help: string): Gauge => ({ name, help, samples: [] })

/** States of runs that are still to come to an end. */
const open = ['queued', 'running'] as const

/** @param secretDaysLeft - of the ingestion's client secret; undefined where nobody said when it expires */
export async function serverGauges(
  {
    identity,
    database,
    reads,
    engine,
  }: Pick<Catalog, 'identity' | 'database' | 'reads'> & {
    readonly engine: Pick<Catalog['engine'], 'search'>
  },
  secretDaysLeft: number | undefined,
  nowMs: number,
): Promise<readonly Gauge[]> {
  const { keys, fetchedAtMs } = identity.health()
  const { connections, idle, waiting } = database.load()
  const age = 'waymark_identity_provider_keys_age_seconds'
  const ageHelp = "Since the identity provider's oldest key set in use was fetched."
  const days = 'waymark_ingestion_secret_days_left'
  const daysHelp = 'Days until the client secret of ingestion expires.'
  return [
    one(
      'waymark_identity_provider_keys_known',
      "1 while the identity provider's keys are known.",
      keys === 'none' ? 0 : 1,
    ),
    fetchedAtMs === undefined
      ? none(age, ageHelp)
      : one(age, ageHelp, Math.max(0, nowMs - fetchedAtMs) / 1000),
    secretDaysLeft === undefined ? none(days, daysHelp) : one(days, daysHelp, secretDaysLeft),
    {
      name: 'waymark_database_connections',
      help: 'Connections of this process to PostgreSQL.',
      samples: [
        { labels: { state: 'busy' }, value: connections - idle },
        { labels: { state: 'idle' }, value: idle },
      ],
    },
    one('waymark_database_waiting', 'Statements that wait for a connection.', waiting),
    ...(await writableGauge(database)),
    ...standbyGauges(reads),
    ...(await runGauges(database)),
    ...(await feedGauges(engine.search.feed)),
  ]
}

/** Nothing while the database is away: the other metrics say that. */
async function writableGauge(database: Catalog['database']): Promise<readonly Gauge[]> {
  const name = 'waymark_database_writable'
  const help = '0 while DATABASE_URL leads to a standby, which takes no changes.'
  try {
    return [one(name, help, (await isStandby(database)) ? 0 : 1)]
  } catch (error) {
    if (isProblem(error)) return [none(name, help)]
    throw error
  }
}

/** Nothing where there is no standby. */
function standbyGauges(reads: Catalog['reads']): readonly Gauge[] {
  const status = reads.status()
  if (status.length === 0) return []
  const each = (name: string, help: string, measure: (of: (typeof status)[number]) => number): Gauge => ({
    name,
    help,
    samples: status.map((of) => ({ labels: { standby: of.name }, value: measure(of) })),
  })
  return [
    each('waymark_standby_ready', '1 while the standby answers searches and lists.', ({ state }) =>
      Number(state === 'ready'),
    ),
    each(
      'waymark_standby_foreign',
      '1 while it is no standby of this primary: promoted, or following another.',
      ({ state }) => Number(state === 'foreign'),
    ),
    each(
      'waymark_standby_lag_bytes',
      'Log that it had not replayed when it was last asked.',
      ({ lagBytes }) => lagBytes,
    ),
    each(
      'waymark_standby_reads',
      'Searches and lists that it answered since the start.',
      ({ answered }) => answered,
    ),
  ]
}

/** How far an OpenSearch is behind; nothing where there is none. */
async function feedGauges(feed: Catalog['engine']['search']['feed']): Promise<readonly Gauge[]> {
  if (!feed) return []
  try {
    const { waiting, oldestMs } = await feed.lag()
    return [
      one('waymark_search_feed_waiting', 'Changes that OpenSearch has not heard of.', waiting),
      one('waymark_search_feed_lag_seconds', 'Since when the oldest of them waits.', oldestMs / 1000),
    ]
  } catch (error) {
    if (isProblem(error)) return []
    throw error
  }
}

/** Of all workers together: the runs are in the database. */
async function runGauges(database: Catalog['database']): Promise<readonly Gauge[]> {
  try {
    const { rows } = await database.query<{ state: string; runs: string; oldest: string | null }>(
      `select state, count(*) as runs, extract(epoch from now() - min(queued_at)) as oldest from ingestion_run
       where ended_at is null or ended_at > now() - interval '1 day' group by state`,
    )
    const of = new Map(rows.map((row) => [row.state, row]))
    const states = new Set<string>([...open, ...of.keys()])
    return [
      {
        name: 'waymark_ingestion_runs',
        help: 'Runs by state: waiting, under way, or ended within a day.',
        samples: [...states].map((state) => ({ labels: { state }, value: Number(of.get(state)?.runs ?? 0) })),
      },
      one(
        'waymark_ingestion_queue_oldest_seconds',
        'How long the run waits that was asked for first; 0 when none does.',
        Number(of.get('queued')?.oldest ?? 0),
      ),
    ]
  } catch (error) {
    // The other metrics say that the database is away.
    if (isProblem(error)) return []
    throw error
  }
}
