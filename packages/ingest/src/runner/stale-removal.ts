/** Soft-deletes what the source no longer has, unless suspiciously much of it seems to be gone. */
import type { CatalogClient } from '@waymark/client'
import { type AnyDefinition, parentFqn, type Registry } from '@waymark/spec'
import type { CompletedRecord, SkippedRecord } from '../source-record.ts'
import type { KnownChild, KnownChildren } from './known-children.ts'
import type { ReportedProblem, RunAccount } from './run-report.ts'
import { createTaskPool } from './task-pool.ts'

/** Below this many known children nothing can be told from the share. */
const fewChildren = 10
/** The largest share that may go in one run without being confirmed. */
const largestShare = 0.2
/** A removal takes everything below along, so few at a time. */
const removalsInFlight = 4

export interface StaleRemoval {
  /** Keeps an entity that the source has but this run leaves out (filtered, or it could not be read). */
  keep(record: SkippedRecord): void
  /** All children of `record.parent` have been written: removes the others, then forgets the parent. */
  complete(record: CompletedRecord): Promise<void>
}

export interface StaleRemovalOptions {
  readonly client: CatalogClient
  readonly registry: Registry
  readonly known: KnownChildren
  readonly account: RunAccount
  readonly report: (problem: ReportedProblem) => void
  /** Entity types of which stale entities go. */
  readonly removal: ReadonlySet<string>
  /** The person has confirmed that much may go. */
  readonly allowMassDelete: boolean
  readonly signal: AbortSignal
  readonly dryRun: boolean
}

export function createStaleRemoval(options: StaleRemovalOptions): StaleRemoval {
  const { client, registry, known, account, report, removal, signal, dryRun } = options
  /** Names that were left out, by type and parent; only of parents that are not complete yet. */
  const kept = new Map<string, Set<string>>()
  function isTooMuch(stale: number, living: number): boolean {
    return !options.allowMassDelete && living >= fewChildren && stale / living > largestShare
  }

  async function remove(definition: AnyDefinition, child: KnownChild): Promise<void> {
    if (!dryRun) await client.entity(definition).delete(child.id, { recursive: true, signal })
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
      if (isTooMuch(stale.length, living.length)) {
        report({
          severity: 'warning',
          type,
          fullyQualifiedName: parent,
          message: `${stale.length} of ${living.length} ${definition.label} entities seem to be gone from the source; none was removed.`,
          hint: 'Check the grants of the reading role. If they really are gone, run again with --allow-mass-delete.',
        })
        return
      }
      const pool = createTaskPool(removalsInFlight)
      for (const child of stale) await pool.start(() => remove(definition, child))
      await pool.idle()
    },
  }
}
