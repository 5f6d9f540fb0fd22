/** When deployed ingestions are due, in the database: each occurrence is taken by one worker. */
import type { Database, Tx } from '@waymark/engine'
import { nextDueMs, readSchedule } from './schedule.ts'

/** What the schedule of an ingestion depends on. */
export interface ScheduledPipeline {
  readonly id: string
  /** `airflowConfig` as it is stored. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** An occurrence that has come. */
export interface Due {
  readonly pipelineId: string
  readonly dueMs: number
}

interface Row {
  readonly pipeline_id: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly next_due_ms: string
}

export function createScheduleStore(database: Database, now: () => number) {
  /** Leaves the next time as it is where the settings are the same: an occurrence that was missed is not forgotten. */
  const save = async ({ id, settings }: ScheduledPipeline): Promise<void> => {
    const schedule = readSchedule(settings)
    const next = schedule && nextDueMs(schedule, now())
    await database.query(
      `insert into ingestion_schedule (pipeline_id, settings, next_due_ms) values ($1, $2::jsonb, $3)
       on conflict (pipeline_id) do update set settings = excluded.settings, next_due_ms = excluded.next_due_ms, remark = null
        where ingestion_schedule.settings <> excluded.settings`,
      [id, JSON.stringify(settings), next ?? null],
    )
  }

  return {
    /** @throws `body-invalid` where `airflowConfig` cannot be read */
    save,

    /** Makes these the only scheduled ones. One that cannot be read is left out and answered with the reason. */
    async keepOnly(pipelines: readonly ScheduledPipeline[]): Promise<ReadonlyMap<string, unknown>> {
      const unreadable = new Map<string, unknown>()
      for (const pipeline of pipelines) {
        try {
          await save(pipeline)
        } catch (error) {
          unreadable.set(pipeline.id, error)
        }
      }
      const ids = pipelines.map(({ id }) => id).filter((id) => !unreadable.has(id))
      await database.query('delete from ingestion_schedule where pipeline_id <> all($1::uuid[])', [ids])
      return unreadable
    },

    async remove(pipelineId: string): Promise<void> {
      await database.query('delete from ingestion_schedule where pipeline_id = $1', [pipelineId])
    },

    /** When the ingestion is due next, and what became of the last occurrence; undefined where it is not scheduled. */
    async next(
      pipelineId: string,
    ): Promise<{ readonly dueMs: number | undefined; readonly remark: string | undefined } | undefined> {
      const { rows } = await database.query<{ next_due_ms: string | null; remark: string | null }>(
        'select next_due_ms, remark from ingestion_schedule where pipeline_id = $1',
        [pipelineId],
      )
      const [row] = rows
      if (!row) return undefined
      const dueMs = row.next_due_ms === null ? undefined : Number(row.next_due_ms)
      return { dueMs, remark: row.remark ?? undefined }
    },

    /**
     * Takes occurrences that have come, each in one transaction with what `start` does about it; the next one is after
     * now, so that however many were missed, one is taken. `start` answers a remark for people, or undefined.
     */
    async take(start: (due: Due, tx: Tx) => Promise<string | undefined>): Promise<number> {
      let taken = 0
      while (await takeOne(database, now(), start)) taken += 1
      return taken
    },
  }
}

async function takeOne(
  database: Database,
  nowMs: number,
  start: (due: Due, tx: Tx) => Promise<string | undefined>,
): Promise<boolean> {
  return await database.transaction(async (tx) => {
    const { rows } = await tx.query<Row>(
      `select pipeline_id, settings, next_due_ms from ingestion_schedule
        where next_due_ms <= $1 order by next_due_ms limit 1 for update skip locked`,
      [nowMs],
    )
    const [row] = rows
    if (!row) return false
    const remark = await start({ pipelineId: row.pipeline_id, dueMs: Number(row.next_due_ms) }, tx)
    const schedule = readSchedule(row.settings)
    await tx.query('update ingestion_schedule set next_due_ms = $2, remark = $3 where pipeline_id = $1', [
      row.pipeline_id,
      (schedule && nextDueMs(schedule, nowMs)) ?? null,
      remark ?? null,
    ])
    return true
  })
}
