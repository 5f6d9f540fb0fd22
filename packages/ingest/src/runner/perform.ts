/** Which work a workflow file asks for; each kind of work is loaded when it is asked for. */
import { ingestMetadata } from './ingest-metadata.ts'
import type { RunContext } from './run-context.ts'
import { RunAborted } from './run-failure.ts'

/** @throws whatever ends the run */
export async function perform(context: RunContext): Promise<void> {
  const { kind, connector, connection } = context.workflow
  switch (kind) {
    case 'metadata': {
      if (!connector || connection === undefined) {
        throw new RunAborted('internal', 'The file was read without its connector.')
      }
      return await ingestMetadata({ connector, config: connection }, context)
    }
    case 'profiler':
      return await (await import('../profiler/run-profiler.ts')).runProfiler(context)
    case 'testSuite':
      return await (await import('../data-quality/run-tests.ts')).runTests(context)
    case 'autoClassification':
      return await (await import('../classification/run-classification.ts')).runClassification(context)
    case 'usage':
      return await (await import('../query-log/run-usage.ts')).runUsage(context)
    case 'lineage':
      return await (await import('../query-log/run-lineage.ts')).runLineage(context)
  }
}
