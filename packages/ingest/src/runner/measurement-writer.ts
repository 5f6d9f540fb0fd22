/** Appends what was measured to the sub-resource it belongs to, after the entities it is about. */
import type { MeasurementRecord } from '../source-record.ts'
import { isRefusal } from './refusal.ts'
import type { RunContext } from './run-context.ts'
import { createTaskPool } from './task-pool.ts'

/** Measurements wait together so that entities go out in full batches in between. */
const waitingMeasurements = 200
const waitingBytes = 8 * 1024 * 1024
const inFlight = 4

export interface MeasurementWriter {
  write(record: MeasurementRecord): Promise<void>
  /** Sends what waits. What the catalog lacks or refuses is reported. */
  flush(): Promise<void>
}

/** @param entitiesSent - resolves when all entities written so far are answered */
export function createMeasurementWriter(
  context: Pick<
    RunContext,
    'client' | 'registry' | 'account' | 'ids' | 'report' | 'meter' | 'signal' | 'dryRun'
  >,
  entitiesSent: () => Promise<void>,
): MeasurementWriter {
  const { client, registry, account, ids, report, meter, signal, dryRun } = context
  const pool = createTaskPool(inFlight)
  let waiting: string[] = []
  let bytes = 0

  async function send(record: MeasurementRecord): Promise<void> {
    signal.throwIfAborted()
    const { measurement, type, fullyQualifiedName: fqn, body } = record
    try {
      const call = await callFor(record)
      if (call === undefined) {
        problem(record, `No ${measurement} was kept: ${type} ${fqn} is not in the catalog.`)
        return
      }
      await client.request(call.method, call.path, { body, signal })
      account.passed(measurement, 'new')
      meter.progressed(measurement)
    } catch (error) {
      if (!isRefusal(error)) throw error
      problem(record, `The ${measurement} was refused: ${error.message}`)
    }
  }

  function problem({ type, fullyQualifiedName }: MeasurementRecord, message: string): void {
    report({ severity: 'error', type, fullyQualifiedName, message })
  }

  /** Method and path; undefined when the entity is not there. */
  async function callFor(record: MeasurementRecord): Promise<{ method: string; path: string } | undefined> {
    const { measurement, type, fullyQualifiedName: fqn } = record
    if (measurement === 'testCaseResult') {
      return { method: 'POST', path: `/v1/dataQuality/testCases/testCaseResults/${encodeURIComponent(fqn)}` }
    }
    if (measurement === 'pipelineStatus') {
      return { method: 'PUT', path: `/v1/pipelines/${encodeURIComponent(fqn)}/status` }
    }
    const id = await ids.of(type, fqn)
    if (id === undefined) return undefined
    if (measurement === 'usage') return { method: 'POST', path: `/v1/usage/${type}/${id}` }
    const { collection } = registry.byType(type)
    return { method: 'PUT', path: `/v1/${collection}/${id}/${measurement}` }
  }

  async function flush(): Promise<void> {
    const records = waiting
    waiting = []
    bytes = 0
    if (records.length === 0) return
    await entitiesSent()
    // Kept as text: profiles and samples are small trees of many objects.
    for (const text of records) await pool.start(() => send(JSON.parse(text) as MeasurementRecord))
    await pool.idle()
  }

  return {
    flush,
    async write(record) {
      if (dryRun) {
        account.passed(record.measurement, 'new')
        return
      }
      const text = JSON.stringify(record)
      waiting.push(text)
      bytes += text.length
      if (waiting.length >= waitingMeasurements || bytes >= waitingBytes) await flush()
    },
  }
}
