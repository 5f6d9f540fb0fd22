/** What BigQuery says of tables and datasets beyond what relational sources share: clustering, and labels as tags. */
import type { SourceRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'

export interface Extras {
  /** Of something by the bare names on the way to it, below the service. */
  learn(
    path: readonly string[],
    what: { labels?: Readonly<Record<string, unknown>>; clustering?: string[] },
  ): void
  /** The record with the clustering of its table. */
  completed(record: SourceRecord): SourceRecord
  /** A classification for each key of a label, a tag for each value, then who wears them. */
  labels(): Generator<SourceRecord>
}

export function createExtras(serviceName: string): Extras {
  const clustering = new Map<string, string[]>()
  const labels = new Map<string, [key: string, value: string][]>()
  const worn: { type: string; fullyQualifiedName: string }[] = []
  return {
    learn(path, what) {
      const fqn = buildFqn(serviceName, ...path)
      if (what.clustering?.length) clustering.set(fqn, what.clustering)
      const said = Object.entries(what.labels ?? {}).map(
        // A label may have a key alone.
        ([key, value]): [string, string] => [key, typeof value === 'string' && value !== '' ? value : 'set'],
      )
      if (said.length > 0) labels.set(fqn, said)
    },
    completed(record) {
      if (record.kind !== 'entity') return record
      const { type, fullyQualifiedName, body } = record
      if (labels.has(fullyQualifiedName)) worn.push({ type, fullyQualifiedName })
      const columns = clustering.get(fullyQualifiedName)
      if (!columns) return record
      const others = Array.isArray(body.tableConstraints) ? body.tableConstraints : []
      const tableConstraints = [...others, { constraintType: 'CLUSTER_KEY', columns }]
      return { ...record, body: { ...body, tableConstraints } }
    },
    *labels() {
      const values = new Map<string, Set<string>>()
      for (const { fullyQualifiedName } of worn)
        for (const [key, value] of labels.get(fullyQualifiedName) ?? [])
          values.set(key, (values.get(key) ?? new Set()).add(value))
      for (const [key, those] of values) {
        const classification = buildFqn(key)
        const description = `Values of the BigQuery label ${key}.`
        yield {
          kind: 'entity',
          type: 'classification',
          fullyQualifiedName: classification,
          body: { name: key, description },
        }
        for (const name of those)
          yield {
            kind: 'entity',
            type: 'tag',
            fullyQualifiedName: buildFqn(key, name),
            body: { name, classification, description: `The BigQuery label ${key}:${name}.` },
          }
      }
      for (const { type, fullyQualifiedName } of worn)
        yield {
          kind: 'change',
          type,
          fullyQualifiedName,
          tags: (labels.get(fullyQualifiedName) ?? []).map(([key, value]) => ({
            tagFQN: buildFqn(key, value),
            source: 'Classification',
            reason: 'A label in BigQuery',
          })),
        }
    },
  }
}
