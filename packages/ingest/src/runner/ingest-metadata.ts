/** A run that reads metadata: from the connector's records to the catalog, one record at a time. */
import { quoteName } from '@waymark/spec'
import { type Source, SourceError } from '../connector.ts'
import type { SourceRecord } from '../source-record.ts'
import { createChangeWriter } from './change-writer.ts'
import { createEntityWriter } from './entity-writer.ts'
import { createKnownChildren } from './known-children.ts'
import { createLineageWriter } from './lineage-writer.ts'
import { createMeasurementWriter } from './measurement-writer.ts'
import { type Connection, withSource } from './open-source.ts'
import { checkSource, ensureService } from './prepare-run.ts'
import type { RunContext } from './run-context.ts'
import { createStaleRemoval } from './stale-removal.ts'

/** @throws RunAborted, SourceError, ApiError: whatever ends the run */
export async function ingestMetadata(connection: Connection, context: RunContext): Promise<void> {
  const { workflow, emit } = context
  await withSource(connection, context, async (source) => {
    await checkSource(connection.connector, source, context)
    const created = await ensureService(connection.connector, context)
    emit({ event: 'service', name: workflow.serviceName, outcome: created ? 'created' : 'found' })
    await transfer(source, created, context)
  })
}

async function transfer(source: Source, serviceIsNew: boolean, context: RunContext): Promise<void> {
  const { workflow, client, account, meter, report, emit, signal, allowMassDelete } = context
  const known = createKnownChildren(client, signal)
  if (serviceIsNew) known.isNew(quoteName(workflow.serviceName))
  const shared = { ...context, known }
  const entities = createEntityWriter({ ...shared, progressed: meter.progressed })
  const changes = createChangeWriter(context, entities.flush)
  const measurements = createMeasurementWriter(context, entities.flush)
  const lineage = createLineageWriter(context, entities.flush)
  const { removal, serviceName } = workflow
  const stale = createStaleRemoval({ ...shared, serviceName, removal, allowMassDelete })

  async function take(record: SourceRecord): Promise<void> {
    switch (record.kind) {
      case 'entity':
        return entities.write(record)
      case 'change':
        return changes.write(record)
      case 'measurement':
        return measurements.write(record)
      case 'lineage':
      case 'crossLineage':
        return lineage.write(record)
      case 'total':
        return meter.total(record.type, record.count)
      case 'completed':
        return stale.complete(record)
      case 'skipped': {
        stale.keep(record)
        if (record.reason === 'filtered') return account.filtered()
        const { type, fullyQualifiedName, message, hint } = record
        const severity = record.reason === 'error' ? 'error' : 'warning'
        return report({ severity, type, fullyQualifiedName, message, ...(hint ? { hint } : {}) })
      }
    }
  }

  const records = source.read({
    serviceName: workflow.serviceName,
    filters: workflow.filters,
    options: workflow.options,
    signal,
    log: (level, message) => emit({ event: 'log', level, message }),
  })
  try {
    for await (const record of records) {
      signal.throwIfAborted()
      await take(record)
    }
  } catch (error) {
    // What was read before a source broke off is true all the same; a broken server has nobody to take it.
    if (error instanceof SourceError && !signal.aborted) await entities.flush()
    throw error
  }
  await entities.flush()
  await changes.flush()
  await measurements.flush()
  await lineage.flush()
  await stale.finish()
  meter.end()
}
