/** Runs in the database: asked for, taken by one worker, kept alive, ended once. */
import type { Database, Tx } from '@waymark/engine'
import type { FinalState, Run, RunOutcome, RunRequest } from './run.ts'

interface Row {
  readonly run_id: string
  readonly kind: Run['kind']
  readonly subject_id: string
  readonly subject_fqn: string
  readonly group_key: string
  readonly request: unknown
  readonly cause: Run['cause']
  readonly asked_by: string
  readonly attempt: number
  readonly due_ms: string | null
  readonly state: Run['state']
  readonly queued_at: Date
  readonly started_at: Date | null
  readonly ended_at: Date | null
  readonly outcome: RunOutcome | null
}

const columns = `run_id, kind, subject_id, subject_fqn, group_key, request, cause, asked_by, attempt, due_ms, state,
  queued_at, started_at, ended_at, outcome`

/** Workers listen on this channel for new runs and for runs that shall stop. */
const channel = 'ingestion_run'

const workerLost: RunOutcome = {
  message: 'The worker of this run was lost: its process ended or could not reach the database.',
  hint: 'What it had sent is kept. Run it again, or set airflowConfig.retries to have that done.',
}

function runOf(row: Row): Run {
  return {
    runId: row.run_id,
    kind: row.kind,
    subjectId: row.subject_id,
    subjectFqn: row.subject_fqn,
    groupKey: row.group_key,
    request: row.request,
    cause: row.cause,
    askedBy: row.asked_by,
    attempt: row.attempt,
    dueMs: row.due_ms === null ? undefined : Number(row.due_ms),
    state: row.state,
    queuedAtMs: row.queued_at.getTime(),
    startedAtMs: row.started_at?.getTime(),
    endedAtMs: row.ended_at?.getTime(),
    outcome: row.outcome ?? undefined,
  }
}

export type RunStore = ReturnType<typeof createRunStore>

/** Times are the database's: the clocks of workers may differ. */
export function createRunStore(database: Database) {
  const one = async (
    text: string,
    values: readonly unknown[],
    on: Tx = database,
  ): Promise<Run | undefined> => {
    const { rows } = await on.query<Row>(text, values)
    return rows[0] && runOf(rows[0])
  }
  const many = async (text: string, values: readonly unknown[] = [], on: Tx = database): Promise<Run[]> => {
    const { rows } = await on.query<Row>(text, values)
    return rows.map(runOf)
  }

  return {
    async get(runId: string): Promise<Run | undefined> {
      return await one(`select ${columns} from ingestion_run where run_id = $1`, [runId])
    },

    /** The runs of a subject that are waiting or under way, oldest first. */
    async open(subjectId: string, on: Tx = database): Promise<Run[]> {
      const text = `select ${columns} from ingestion_run
                     where subject_id = $1 and state in ('queued', 'running') order by queued_at`
      return await many(text, [subjectId], on)
    },

    /** Part of the caller's transaction: workers hear of it when that commits. */
    async add(request: RunRequest, on: Tx = database): Promise<Run> {
      const run = await one(
        `insert into ingestion_run (run_id, kind, subject_id, subject_fqn, group_key, request, cause, asked_by, attempt,
                                    due_ms, not_before)
         values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, now() + $11 * interval '1 millisecond')
         returning ${columns}`,
        [
          ...[request.runId, request.kind, request.subjectId, request.subjectFqn, request.groupKey],
          request.request === undefined ? null : JSON.stringify(request.request),
          ...[
            request.cause,
            request.askedBy,
            request.attempt ?? 1,
            request.dueMs ?? null,
            request.delayMs ?? 0,
          ],
        ],
        on,
      )
      if (!run) throw new Error('PostgreSQL inserted a run and returned none')
      await on.query('select pg_notify($1, $2)', [channel, ''])
      return run
    },

    /** Gives runs whose time has come to the queue, in one transaction with whatever `hand` does to it. */
    async dispatch(hand: (run: Run, tx: Tx) => Promise<void>): Promise<number> {
      return await database.transaction(async (tx) => {
        const runs = await many(
          `update ingestion_run set is_dispatched = true
            where run_id in (select run_id from ingestion_run
                              where state = 'queued' and not is_dispatched and not_before <= now()
                              order by queued_at limit 100 for update skip locked)
           returning ${columns}`,
          [],
          tx,
        )
        for (const run of runs.sort((a, b) => a.queuedAtMs - b.queuedAtMs)) await hand(run, tx)
        return runs.length
      })
    },

    /** Whether the queue is needed: something waits for it. */
    async hasWaiting(): Promise<boolean> {
      const { rows } = await database.query<{ found: boolean }>(
        `select exists (select from ingestion_run where state = 'queued') as found`,
      )
      return rows[0]?.found ?? false
    },

    /** Makes a waiting run this worker's; undefined when it is no longer waiting. */
    async claim(runId: string, worker: string): Promise<Run | undefined> {
      return await one(
        `update ingestion_run set state = 'running', worker = $2, started_at = now(), heartbeat_at = now()
          where run_id = $1 and state = 'queued' returning ${columns}`,
        [runId, worker],
      )
    },

    /** Says that this worker lives. Answers which of its runs are still its own, and which shall stop. */
    async beat(worker: string): Promise<ReadonlyMap<string, { readonly shallStop: boolean }>> {
      const { rows } = await database.query<{ run_id: string; is_stop_asked: boolean }>(
        `update ingestion_run set heartbeat_at = now() where worker = $1 and state = 'running'
         returning run_id, is_stop_asked`,
        [worker],
      )
      return new Map(rows.map((row) => [row.run_id, { shallStop: row.is_stop_asked }]))
    },

    /** Ends a run, once: answers undefined when it had ended before, whoever ended it. */
    async end(
      runId: string,
      state: FinalState,
      outcome: RunOutcome,
      on: Tx = database,
    ): Promise<Run | undefined> {
      return await one(
        `update ingestion_run set state = $2, outcome = $3::jsonb, ended_at = now()
          where run_id = $1 and state in ('queued', 'running') returning ${columns}`,
        [runId, state, JSON.stringify(outcome)],
        on,
      )
    },

    /** The runs whose worker has not been heard of for this long, with what that means for them. */
    async lost(
      afterMs: number,
    ): Promise<readonly { readonly runId: string; readonly outcome: RunOutcome }[]> {
      const { rows } = await database.query<{ run_id: string }>(
        `select run_id from ingestion_run
          where state = 'running' and heartbeat_at < now() - $1 * interval '1 millisecond'`,
        [afterMs],
      )
      return rows.map(({ run_id: runId }) => ({ runId, outcome: workerLost }))
    },

    /** Waiting runs of a subject end as stopped; those under way are told to stop. Answers both. */
    async stop(subjectId: string): Promise<{ readonly ended: readonly Run[]; readonly told: number }> {
      return await database.transaction(async (tx) => {
        const ended = await many(
          `update ingestion_run set state = 'stopped', ended_at = now(), outcome = '{"message":"It was stopped before it began."}'
            where subject_id = $1 and state = 'queued' returning ${columns}`,
          [subjectId],
          tx,
        )
        const { rowCount } = await tx.query(
          `update ingestion_run set is_stop_asked = true where subject_id = $1 and state = 'running'`,
          [subjectId],
        )
        await tx.query('select pg_notify($1, $2)', [channel, ''])
        return { ended, told: rowCount }
      })
    },

    /** Final states that the catalog was not told of; a process may have died between the two. */
    async untold(): Promise<Run[]> {
      return await many(
        `select ${columns} from ingestion_run where not is_told and ended_at is not null order by ended_at limit 100`,
      )
    },

    async told(runId: string): Promise<void> {
      await database.query('update ingestion_run set is_told = true where run_id = $1', [runId])
    },

    /** Removes runs that ended before. */
    async forget(keepMs: number): Promise<number> {
      const text = `delete from ingestion_run where is_told and ended_at < now() - $1 * interval '1 millisecond'`
      return (await database.query(text, [keepMs])).rowCount
    },

    /** Calls back when there may be something new to do. */
    async listen(onNews: () => void): Promise<{ close(): Promise<void> }> {
      return await database.listen(channel, onNews)
    },
  }
}
