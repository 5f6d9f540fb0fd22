/** Keeps how far a run is where the clients of other runs report it: one record a run, replaced a few times a minute. */
import type { Records } from '@waymark/engine'
import type { RunEvent } from '@waymark/ingest'
import type { Run } from '@waymark/scheduler'

export interface ProgressRecorder {
  take(event: RunEvent): void
  /** Writes what was taken last. */
  close(): Promise<void>
}

const everyMs = 2_000

export function createProgressRecorder(
  records: Records,
  { runId, subjectFqn }: Run,
  now: () => number,
): ProgressRecorder {
  const progress: Record<string, { total: number; processed: number }> = {}
  let writtenAtMs = 0
  let writing: Promise<void> = Promise.resolve()
  let isStale = false

  const write = (updateType: 'PROCESSING' | 'PIPELINE_COMPLETE') => {
    writtenAtMs = now()
    isStale = false
    const value = { runId, timestamp: now(), updateType, progress: structuredClone(progress) }
    writing = writing
      .then(() =>
        records.put('ingestionProgress', `${subjectFqn}\n${runId}`, [{ key: 'newest', atMs: now(), value }]),
      )
      .catch(() => undefined) // a run does not fail over its progress bar
  }

  return {
    take(event) {
      if (event.event !== 'scan.progress' && event.event !== 'scan.total') return
      const before = progress[event.type] ?? { total: 0, processed: 0 }
      const processed = event.event === 'scan.progress' ? event.done : before.processed
      progress[event.type] = { total: Math.max(event.total, processed), processed }
      isStale = true
      if (now() - writtenAtMs >= everyMs) write('PROCESSING')
    },
    async close() {
      if (isStale || writtenAtMs > 0) write('PIPELINE_COMPLETE')
      await writing
    },
  }
}
