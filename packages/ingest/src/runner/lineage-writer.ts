/** Sends lineage edges, each after both of its ends; the catalog wants ids where connectors have names. */
import type { AddLineage } from '@waymark/spec'
import type { CrossLineageRecord, LineageRecord } from '../source-record.ts'
import { crossEdge } from './cross-lineage.ts'
import { createPlaceFinder } from './place-finder.ts'
import { isRefusal } from './refusal.ts'
import type { RunContext } from './run-context.ts'
import { createTaskPool } from './task-pool.ts'

/** Edges wait together so that entities go out in full batches in between. */
const waitingEdges = 200
const edgesInFlight = 4

export interface LineageWriter {
  write(record: LineageRecord | CrossLineageRecord): Promise<void>
  /** Sends what waits. Edges whose ends the catalog lacks are reported. */
  flush(): Promise<void>
}

/** @param entitiesSent - called before edges are sent: resolves when all entities written so far are answered */
export function createLineageWriter(
  context: Pick<
    RunContext,
    'client' | 'registry' | 'workflow' | 'account' | 'ids' | 'report' | 'signal' | 'dryRun'
  >,
  entitiesSent: () => Promise<void>,
): LineageWriter {
  const { client, registry, workflow, account, ids, report, signal, dryRun } = context
  const places = createPlaceFinder(client, registry, workflow.options.sourceConfig, signal)
  const pool = createTaskPool(edgesInFlight)
  let waiting: (LineageRecord | CrossLineageRecord)[] = []

  async function send(record: LineageRecord | CrossLineageRecord): Promise<void> {
    signal.throwIfAborted()
    if (record.kind === 'crossLineage') {
      const edge = await crossEdge(record, ids, places)
      if ('problem' in edge) warn(edge.end, edge.problem)
      else await add(edge, edge.end)
      return
    }
    const { from, to, details } = record
    const fromId = await ids.of(from.type, from.fullyQualifiedName)
    const toId = await ids.of(to.type, to.fullyQualifiedName)
    if (fromId === undefined || toId === undefined) {
      const missing = fromId === undefined ? from : to
      warn(
        to,
        `No lineage from ${from.fullyQualifiedName}: ${missing.fullyQualifiedName} is not in the catalog.`,
      )
      return
    }
    const fromEntity = { id: fromId, type: from.type, fullyQualifiedName: from.fullyQualifiedName }
    await add({ fromEntity, toEntity: { id: toId, type: to.type }, lineageDetails: details }, to)
  }

  async function add(
    { fromEntity, toEntity, lineageDetails }: AddLineage['edge'],
    end: LineageRecord['to'],
  ): Promise<void> {
    const { fullyQualifiedName, ...from } = fromEntity
    try {
      await client.lineage.add(
        { edge: { fromEntity: from, toEntity, ...(lineageDetails ? { lineageDetails } : {}) } },
        { signal },
      )
      account.lineage(1)
    } catch (error) {
      if (!isRefusal(error)) throw error
      warn(end, `The lineage from ${fullyQualifiedName} was refused: ${error.message}`)
    }
  }

  function warn(end: LineageRecord['to'], message: string): void {
    report({ severity: 'warning', type: end.type, fullyQualifiedName: end.fullyQualifiedName, message })
  }

  async function flush(): Promise<void> {
    const edges = waiting
    waiting = []
    if (edges.length === 0) return
    if (dryRun) {
      account.lineage(edges.length)
      return
    }
    await entitiesSent()
    for (const edge of edges) await pool.start(() => send(edge))
    await pool.idle()
  }

  return {
    flush,
    async write(record) {
      waiting.push(record)
      if (waiting.length >= waitingEdges) await flush()
    },
  }
}
