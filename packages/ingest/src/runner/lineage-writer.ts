/** Sends lineage edges, each after both of its ends; the catalog wants ids where connectors have names. */
import type { LineageRecord } from '../source-record.ts'
import { isRefusal } from './refusal.ts'
import type { RunContext } from './run-context.ts'
import { createTaskPool } from './task-pool.ts'

/** Edges wait together so that entities go out in full batches in between. */
const waitingEdges = 200
const edgesInFlight = 4

export interface LineageWriter {
  write(record: LineageRecord): Promise<void>
  /** Sends what waits. Edges whose ends the catalog lacks are reported. */
  flush(): Promise<void>
}

/** @param entitiesSent - called before edges are sent: resolves when all entities written so far are answered */
export function createLineageWriter(
  context: Pick<RunContext, 'client' | 'account' | 'ids' | 'report' | 'signal' | 'dryRun'>,
  entitiesSent: () => Promise<void>,
): LineageWriter {
  const { client, account, ids, report, signal, dryRun } = context
  const pool = createTaskPool(edgesInFlight)
  let waiting: LineageRecord[] = []

  async function send(record: LineageRecord): Promise<void> {
    signal.throwIfAborted()
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
    const edge = {
      fromEntity: { id: fromId, type: from.type },
      toEntity: { id: toId, type: to.type },
      lineageDetails: details,
    }
    try {
      await client.lineage.add({ edge }, { signal })
      account.lineage(1)
    } catch (error) {
      if (!isRefusal(error)) throw error
      warn(to, `The lineage from ${from.fullyQualifiedName} was refused: ${error.message}`)
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
