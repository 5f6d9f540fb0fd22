/** Sends entities in bounded batches, parents before children, and only those whose content is new to the catalog. */
import type { CatalogClient } from '@waymark/client'
import { type AnyDefinition, parentFqn, type Registry } from '@waymark/spec'
import type { EntityRecord } from '../source-record.ts'
import type { KnownChildren } from './known-children.ts'
import type { ReportedProblem, RunAccount } from './run-report.ts'
import { type BulkRow, sendBulk } from './send-bulk.ts'
import { canonicalJson, sourceHash } from './source-hash.ts'
import { createTaskPool } from './task-pool.ts'

const batchRows = 100
const batchBytes = 4 * 1024 * 1024
/** Batches on the way at once: enough to hide the round trip, few enough for a small server. */
const batchesInFlight = 3

/** `json` is the text that was hashed, so that it is made once and the objects can go. */
interface Row extends BulkRow {
  readonly change: 'new' | 'changed'
}

interface Batch {
  readonly definition: AnyDefinition
  readonly parent: string
  readonly rows: Row[]
  bytes: number
}

export interface EntityWriter {
  /** Resolves when the record has a place in a batch, which may wait for earlier batches. */
  write(record: EntityRecord): Promise<void>
  /** Resolves when everything written so far is answered. */
  flush(): Promise<void>
}

export interface EntityWriterOptions {
  readonly client: CatalogClient
  readonly registry: Registry
  readonly known: KnownChildren
  readonly account: RunAccount
  readonly report: (problem: ReportedProblem) => void
  readonly progressed: (type: string) => void
  readonly signal: AbortSignal
  /** Compare, but send nothing. */
  readonly dryRun: boolean
}

export function createEntityWriter(options: EntityWriterOptions): EntityWriter {
  const { client, registry, known, account, report, progressed, signal, dryRun } = options
  const pool = createTaskPool(batchesInFlight)
  const parentTypes = new Set(registry.all.flatMap((definition) => definition.parent?.types ?? []))
  let batch: Batch | undefined
  /** Names, of types that nest, that were put into a batch since all were last answered. */
  const onTheirWay = new Set<string>()

  async function sendBatch(): Promise<void> {
    const full = batch
    batch = undefined
    if (!full) return
    await pool.start(() => send(full.definition, full.rows))
  }

  async function flush(): Promise<void> {
    await sendBatch()
    await pool.idle()
    onTheirWay.clear()
  }

  /** A tag inside a tag, a team inside a team: what is named has to be there first. */
  function needsWhatIsOnItsWay(parent: string, body: EntityRecord['body']): boolean {
    const parents = Array.isArray(body.parents) ? body.parents : []
    return [parent, ...parents].some((name) => onTheirWay.has(name))
  }

  async function send(definition: AnyDefinition, rows: readonly Row[]): Promise<void> {
    await sendBulk(client, definition, rows, signal, (row, answer) => {
      if ('refused' in answer) fail(definition.type, row, answer.refused)
      else account.passed(definition.type, answer.change ?? row.change)
    })
    progressed(definition.type)
  }

  function fail(type: string, row: Row, message: string): void {
    report({ severity: 'error', type, fullyQualifiedName: row.fullyQualifiedName, message })
    progressed(type)
  }

  return {
    flush,
    async write({ type, fullyQualifiedName, body }) {
      const definition = registry.byType(type)
      const parent = parentFqn(fullyQualifiedName) ?? ''
      // A child of what is still on its way would not find its parent.
      const isAnotherType = batch !== undefined && batch.definition !== definition
      if (isAnotherType || needsWhatIsOnItsWay(parent, body)) await flush()
      else if (batch && batch.parent !== parent) await sendBatch()
      const children = await known.of(definition, parent)
      const canonical = canonicalJson(body)
      const hash = definition.traits.includes('sourceHash') ? sourceHash(canonical) : undefined
      const existing = children.get(fullyQualifiedName)
      if (existing) existing.seen = true
      else if (parentTypes.has(type)) known.isNew(fullyQualifiedName)
      if (existing && !existing.deleted && hash !== undefined && existing.hash === hash) {
        account.passed(type, 'same')
        progressed(type)
        return
      }
      const change = existing ? 'changed' : 'new'
      if (dryRun) {
        account.passed(type, change)
        progressed(type)
        return
      }
      if (batch && batch.bytes + canonical.length > batchBytes) await sendBatch()
      batch ??= { definition, parent, rows: [], bytes: 0 }
      const json = hash === undefined ? canonical : `${canonical.slice(0, -1)},"sourceHash":"${hash}"}`
      if (definition.parent?.nested || 'parents' in definition.relations) onTheirWay.add(fullyQualifiedName)
      batch.rows.push({ fullyQualifiedName, name: String(body.name), json, change })
      batch.bytes += json.length
      if (batch.rows.length >= batchRows) await sendBatch()
    },
  }
}
