/** Sends lineage edges, each after both of its ends; the catalog wants ids where connectors have names. */
import { ApiError, type CatalogClient } from '@waymark/client'
import type { Registry } from '@waymark/spec'
import type { LineageRecord } from '../connector.ts'
import type { ReportedProblem, RunAccount } from './run-report.ts'
import { createTaskPool } from './task-pool.ts'

/** Edges wait together so that entities go out in full batches in between. */
const waitingEdges = 200
const edgesInFlight = 4
const rememberedIds = 5_000

export interface LineageWriter {
  write(record: LineageRecord): Promise<void>
  /** Sends what waits. Edges whose ends the catalog lacks are reported. */
  flush(): Promise<void>
}

export interface LineageWriterOptions {
  readonly client: CatalogClient
  readonly registry: Registry
  readonly account: RunAccount
  readonly report: (problem: ReportedProblem) => void
  /** Called before edges are sent: resolves when all entities written so far are answered. */
  readonly entitiesSent: () => Promise<void>
  readonly signal: AbortSignal
  readonly dryRun: boolean
}

export function createLineageWriter(options: LineageWriterOptions): LineageWriter {
  const { client, registry, account, report, entitiesSent, signal, dryRun } = options
  const pool = createTaskPool(edgesInFlight)
  const ids = new Map<string, string>()
  let waiting: LineageRecord[] = []

  async function idOf(end: LineageRecord['from']): Promise<string | undefined> {
    const key = `${end.type} ${end.fullyQualifiedName}`
    const remembered = ids.get(key)
    if (remembered !== undefined) return remembered
    const definition = registry.byType(end.type)
    const entity = await client.entity(definition).find({ fqn: end.fullyQualifiedName }, { signal })
    if (!entity) return undefined
    // The oldest goes: views of a schema mostly read the same few tables.
    const [oldest] = ids.keys()
    if (ids.size >= rememberedIds && oldest !== undefined) ids.delete(oldest)
    ids.set(key, entity.id)
    return entity.id
  }

  async function send(record: LineageRecord): Promise<void> {
    signal.throwIfAborted()
    const { from, to, details } = record
    const [fromId, toId] = [await idOf(from), await idOf(to)]
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
      if (!(error instanceof ApiError) || error.status === 401 || error.status === 403 || error.status >= 500)
        throw error
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
