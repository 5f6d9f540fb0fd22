/** What is known of the runs of jobs: events come in any order and more than once, and each tells a part. */
import { createHash } from 'node:crypto'
import type { Tx } from '../database.ts'
import type { JobRun } from './lineage-contract.ts'

interface Row {
  readonly state: string | null
  readonly started_ms: string | null
  readonly ended_ms: string | null
  readonly value: Readonly<Record<string, unknown>>
}

export interface RunKey {
  readonly namespace: string
  readonly job: string
  readonly run: string
}

function runOf({ state, started_ms, ended_ms, value }: Row): JobRun {
  return {
    value,
    ...(state === null ? {} : { state }),
    ...(started_ms === null ? {} : { startedMs: Number(started_ms) }),
    ...(ended_ms === null ? {} : { endedMs: Number(ended_ms) }),
  }
}

const begin = `
insert into lineage_run (digest, namespace, job, run, value, updated_ms) values ($1::uuid, $2, $3, $4, '{}', $5)
on conflict (digest) do nothing`

const update = `
update lineage_run set state = $2, started_ms = $3, ended_ms = $4, value = $5::jsonb, updated_ms = $6 where digest = $1::uuid`

/** The caller's transaction holds the run until it ends, so that two events of one run follow each other. */
export async function mergeRun(
  tx: Tx,
  { namespace, job, run }: RunKey,
  merge: (known: JobRun | undefined) => JobRun,
  nowMs: number,
): Promise<JobRun> {
  const digest = createHash('md5')
    .update(JSON.stringify([namespace, job, run]))
    .digest('hex')
  const { rowCount } = await tx.query(begin, [digest, namespace, job, run, nowMs])
  const { rows } = await tx.query<Row>('select * from lineage_run where digest = $1::uuid for update', [
    digest,
  ])
  const [row] = rows
  const merged = merge(row && rowCount === 0 ? runOf(row) : undefined)
  const { state, startedMs, endedMs, value } = merged
  await tx.query(update, [
    digest,
    state ?? null,
    startedMs ?? null,
    endedMs ?? null,
    JSON.stringify(value),
    nowMs,
  ])
  return merged
}
