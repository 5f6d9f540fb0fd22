/** A run as the catalog shows it: the status of an ingestion, in the shape and the words that its other clients report. */
import type { RunReport } from '@waymark/ingest'
import type { PipelineStatus } from '@waymark/spec'
import type { Run } from './run.ts'

/** Findings that a status carries; the log has all of them. */
const mostFailures = 50

export function pipelineStatusOf(run: Run): PipelineStatus {
  const { runId, state, queuedAtMs, startedAtMs, endedAtMs, outcome } = run
  const report = run.kind === 'ingestion' ? (outcome?.result as RunReport | undefined) : undefined // what its worker stored
  return {
    runId,
    pipelineState: state,
    timestamp: queuedAtMs,
    startDate: startedAtMs ?? queuedAtMs,
    ...(endedAtMs === undefined ? {} : { endDate: endedAtMs }),
    ...(report ? { status: [stepOf(report)] } : {}),
    metadata: {
      cause: run.cause,
      attempt: run.attempt,
      askedBy: run.askedBy,
      ...(outcome?.message === undefined ? {} : { message: outcome.message }),
      ...(outcome?.hint === undefined ? {} : { hint: outcome.hint }),
      ...(report ? { tally: report.tally, changes: report.changes, heldBack: report.heldBack } : {}),
    },
  }
}

function stepOf({ service, tally, changes, filtered, problems, failure }: RunReport) {
  const errors = problems.filter(({ severity }) => severity === 'error').slice(0, mostFailures)
  return {
    name: service,
    records: tally.pass,
    updated_records: changes.changed,
    warnings: tally.warn,
    errors: tally.error,
    filtered,
    failures: [
      ...(failure
        ? [{ name: failure.reason, error: [failure.message, failure.hint].filter(Boolean).join(' ') }]
        : []),
      ...errors.map(({ fullyQualifiedName, message, hint }) => ({
        name: fullyQualifiedName,
        error: [message, hint].filter(Boolean).join(' '),
      })),
    ],
  }
}
