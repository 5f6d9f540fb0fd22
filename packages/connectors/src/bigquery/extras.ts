/** What BigQuery says of tables and datasets beyond what relational sources share: clustering, and labels as tags. */
import type { SourceRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import { createSourceLabels } from '../source-labels.ts'

export interface Extras {
  /** Of something by the bare names on the way to it, below the service. */
  learn(
    path: readonly string[],
    what: { labels?: Readonly<Record<string, unknown>>; clustering?: string[] },
  ): void
  /** The record with the clustering of its table. */
  completed(record: SourceRecord): SourceRecord
  /** The labels of what was read, as tags. */
  labels(): Generator<SourceRecord>
}

export function createExtras(serviceName: string): Extras {
  const clustering = new Map<string, string[]>()
  const labels = createSourceLabels(serviceName, 'BigQuery label')
  return {
    learn(path, what) {
      if (what.clustering?.length) clustering.set(buildFqn(serviceName, ...path), what.clustering)
      for (const [key, value] of Object.entries(what.labels ?? {}))
        labels.learn(path, key, typeof value === 'string' ? value : undefined)
    },
    completed(record) {
      labels.seen(record)
      if (record.kind !== 'entity') return record
      const { fullyQualifiedName, body } = record
      const columns = clustering.get(fullyQualifiedName)
      if (!columns) return record
      const others = Array.isArray(body.tableConstraints) ? body.tableConstraints : []
      const tableConstraints = [...others, { constraintType: 'CLUSTER_KEY', columns }]
      return { ...record, body: { ...body, tableConstraints } }
    },
    labels: labels.records,
  }
}
