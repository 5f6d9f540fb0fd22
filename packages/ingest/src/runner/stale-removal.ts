/** Soft-deletes what the source no longer has, unless suspiciously much of it seems to be gone. */
import type { CatalogClient } from '@waymark/client'
import { type AnyDefinition, parentFqn, quoteName, type Registry } from '@waymark/spec'
import type { CompletedRecord, SkippedRecord } from '../source-record.ts'
import type { KnownChildren } from './known-children.ts'
import type { ReportedProblem, RunAccount } from './run-report.ts'
import { createTaskPool } from './task-pool.ts'

/** Below this many nothing can be told from the share. */
const few = 10
/** The largest share that may go in one run without being confirmed. */
const largestShare = 0.2
/** A removal takes everything below along, so few at a time. */
const removalsInFlight = 4

export interface StaleRemoval {
  /** Keeps an entity that the source has but this run leaves out (filtered, or it could not be read). */
  keep(record: SkippedRecord): void
  /** All children of `record.parent` have been written: notes which others are gone, then forgets the parent. */
  complete(record: CompletedRecord): Promise<void>
  /** The source was read to its end: removes what is gone. */
  finish(): Promise<void>
}

export interface StaleRemovalOptions {
  readonly client: CatalogClient
  readonly registry: Registry
  readonly known: KnownChildren
  readonly account: RunAccount
  readonly report: (problem: ReportedProblem) => void
  /** Empty for runs that belong to no service. */
  readonly serviceName: string
  /** Entity types of which stale entities go. */
  readonly removal: ReadonlySet<string>
  /** The person has confirmed that much may go. */
  readonly allowMassDelete: boolean
  readonly signal: AbortSignal
  readonly dryRun: boolean
}

/** What a run found of one type in the parents that it read to their end. */
interface Found {
  living: number
  /** Ids of what is gone. */
  readonly stale: string[]
}

/** A grant that is missing looks like an empty source: many of several, or all of more than one. */
function isTooMuch(stale: number, living: number): boolean {
  if (stale === living) return stale > 1
  return living >= few && stale / living > largestShare
}

export function createStaleRemoval(options: StaleRemovalOptions): StaleRemoval {
  const { client, registry, known, account, report, removal, signal, dryRun } = options
  /** Names that were left out, by type and parent; only of parents that are not complete yet. */
  const kept = new Map<string, Set<string>>()
  const found = new Map<AnyDefinition, Found>()

  function isHeldBack({ type, label }: AnyDefinition, below: string, stale: number, living: number): boolean {
    if (options.allowMassDelete || !isTooMuch(stale, living)) return false
    account.heldBack(stale)
    report({
      severity: 'warning',
      type,
      fullyQualifiedName: below,
      message: `${stale} of ${living} ${label} entities seem to be gone from the source; none was removed.`,
      hint: 'Check what the account that reads may see. If they really are gone, run again with --allow-mass-delete, or a saved ingestion with its button for that.',
    })
    return true
  }

  async function remove(definition: AnyDefinition, id: string): Promise<void> {
    if (!dryRun) await client.entity(definition).delete(id, { recursive: true, signal })
    account.gone(1)
  }

  return {
    keep({ type, fullyQualifiedName }) {
      const key = `${type} ${parentFqn(fullyQualifiedName) ?? ''}`
      const names = kept.get(key) ?? new Set()
      names.add(fullyQualifiedName)
      kept.set(key, names)
    },
    async complete({ type, parent }) {
      const definition = registry.byType(type)
      const names = kept.get(`${type} ${parent}`) ?? new Set()
      kept.delete(`${type} ${parent}`)
      if (!removal.has(type)) {
        known.forget(definition, parent)
        return
      }
      const children = await known.of(definition, parent)
      const living = [...children.values()].filter((child) => !child.deleted)
      const stale = living.filter((child) => !child.seen && !names.has(child.fullyQualifiedName))
      known.forget(definition, parent)
      const ofType = found.get(definition) ?? { living: 0, stale: [] }
      found.set(definition, ofType)
      ofType.living += living.length
      if (isHeldBack(definition, parent, stale.length, living.length)) return
      for (const { id } of stale) ofType.stale.push(id)
    },
    async finish() {
      const pool = createTaskPool(removalsInFlight)
      for (const [definition, { living, stale }] of found) {
        // Little in each of many schemas may be much of all.
        if (isHeldBack(definition, quoteName(options.serviceName), stale.length, living)) continue
        for (const id of stale) await pool.start(() => remove(definition, id))
      }
      await pool.idle()
    },
  }
}
