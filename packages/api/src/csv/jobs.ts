/** Exports and imports that go on after the answer: kept in the database, so that their outcome can be asked for from any replica. */
import { randomUUID } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import type { Principal } from '@waymark/identity'
import { isProblem, problem } from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'
import { type CsvImportResult, ImportResult } from './exchange.ts'

/** What is told of a job, in the words in which OpenMetadata's server tells its browsers. */
export const CsvJob = Type.Object(
  {
    jobId: Type.String({ format: 'uuid' }),
    status: Type.String({ enum: ['STARTED', 'COMPLETED', 'FAILED'] }),
    startedAt: Type.Integer(),
    data: Type.Optional(Type.String({ description: 'the file that was exported' })),
    result: Type.Optional(ImportResult),
    error: Type.Optional(Type.String()),
  },
  { $id: 'CsvJob', additionalProperties: false },
)
export type CsvJob = Static<typeof CsvJob>

export const CsvJobStarted = Type.Object(
  { jobId: Type.String({ format: 'uuid' }), message: Type.String() },
  { $id: 'CsvJobStarted' },
)
export type CsvJobStarted = Static<typeof CsvJobStarted>

/** What a job made: a file, or the report of an import. */
export type CsvOutcome = { readonly data: string } | { readonly result: CsvImportResult }

/** A job that has not ended by then went down with its server; an import leaves nothing half-done. */
const lostAfterMs = 60 * 60 * 1000
const keptMs = 7 * 24 * 60 * 60 * 1000
const kind = 'csvJob'

export interface CsvJobs {
  /** Starts the work once those before it are done, and says where to ask for it. */
  start(principal: Principal, work: () => Promise<CsvOutcome>): Promise<CsvJobStarted>
  /** A job of this person's own. @throws `entity-not-found` for any other */
  get(principal: Principal, jobId: string): Promise<CsvJob>
}

/** Failures that are no fault of the request go to the log. */
export function createCsvJobs({
  engine: { records },
  now,
  log,
}: Pick<ApiDependencies, 'engine' | 'now' | 'log'>): CsvJobs {
  const report = (error: unknown) => log.error({ err: error }, 'CSV in the background')
  // One after the other: large files must not starve everybody else of connections.
  let last: Promise<void> = Promise.resolve()
  const put = (principal: Principal, job: CsvJob) =>
    records.put(kind, principal.userId, [{ key: job.jobId, atMs: job.startedAt, value: job }])
  const outcomeOf = async (work: () => Promise<CsvOutcome>): Promise<Partial<CsvJob>> => {
    try {
      return { ...(await work()), status: 'COMPLETED' }
    } catch (error) {
      if (!isProblem(error)) report(error)
      return { status: 'FAILED', error: isProblem(error) ? error.message : 'The server could not do it.' }
    }
  }
  return {
    async start(principal, work) {
      const job: CsvJob = { jobId: randomUUID(), status: 'STARTED', startedAt: now() }
      await records.remove(kind, principal.userId, { startMs: 0, endMs: now() - keptMs })
      await put(principal, job)
      last = last.then(async () => put(principal, { ...job, ...(await outcomeOf(work)) })).catch(report)
      return { jobId: job.jobId, message: `See /api/v1/csvJobs/${job.jobId}` }
    },
    async get(principal, jobId) {
      // Any other text may be one that no column holds.
      if (!/^[\da-f-]{36}$/.test(jobId)) throw problem('entity-not-found', { type: kind, key: jobId })
      const job = (await records.entry(kind, principal.userId, jobId)) as CsvJob | undefined // written by put
      if (!job) throw problem('entity-not-found', { type: kind, key: jobId })
      if (job.status !== 'STARTED' || now() - job.startedAt < lostAfterMs) return job
      return { ...job, status: 'FAILED', error: 'It ended with its server; nothing of it was stored.' }
    },
  }
}
