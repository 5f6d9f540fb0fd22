/** Labels of a source (key and value) as tags: a classification for each key, a tag for each value, and who wears them. */
import { type ReadContext, SourceError, type SourceRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'

export interface SourceLabels {
  /** @param path - bare names on the way to something, below the service @param column - of a table, where one wears it */
  learn(path: readonly string[], key: string, value: string | null | undefined, column?: string): void
  /** Only what was read wears its labels. */
  seen(record: SourceRecord): void
  /** Once everything was read. */
  records(): Generator<SourceRecord>
}

interface Label {
  readonly key: string
  readonly value: string
  readonly column: string | undefined
}

/** Asks each database for its labels; one that does not show them is told of, and read without them. */
export async function learnLabels<D extends { readonly name: string }>(
  databases: readonly D[],
  context: Pick<ReadContext, 'log'>,
  word: string,
  learn: (database: D) => Promise<void>,
): Promise<void> {
  for (const database of databases) {
    try {
      await learn(database)
    } catch (error) {
      if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
      context.log('warn', `The ${word} of ${database.name} cannot be read: ${error.message}`)
    }
  }
}

/** @param word - what the source calls a label: `BigQuery label` */
export function createSourceLabels(serviceName: string, word: string): SourceLabels {
  const labels = new Map<string, Label[]>()
  const worn: { readonly type: string; readonly fullyQualifiedName: string }[] = []
  const labelsOf = (fqn: string): readonly Label[] => labels.get(fqn) ?? []

  function change({ type, fullyQualifiedName }: (typeof worn)[number]): SourceRecord {
    const byColumn = Map.groupBy(labelsOf(fullyQualifiedName), ({ column }) => column)
    const tagsOf = (of: string | undefined) =>
      (byColumn.get(of) ?? []).map(({ key, value }) => ({
        tagFQN: buildFqn(key, value),
        source: 'Classification' as const,
        reason: `A ${word}`,
      }))
    const columns = [...byColumn.keys()].flatMap((column) =>
      column === undefined ? [] : [{ path: [column], tags: tagsOf(column) }],
    )
    return {
      kind: 'change',
      type,
      fullyQualifiedName,
      ...(byColumn.has(undefined) ? { tags: tagsOf(undefined) } : {}),
      ...(columns.length > 0 ? { columns } : {}),
    }
  }

  return {
    learn(path, key, value, column) {
      const fqn = buildFqn(serviceName, ...path)
      // A label may have a key alone.
      const label = { key, value: value || 'set', column }
      labels.set(fqn, [...labelsOf(fqn), label])
    },
    seen(record) {
      if (record.kind !== 'entity' || !labels.has(record.fullyQualifiedName)) return
      worn.push({ type: record.type, fullyQualifiedName: record.fullyQualifiedName })
    },
    *records() {
      const values = new Map<string, Set<string>>()
      for (const { fullyQualifiedName } of worn)
        for (const { key, value } of labelsOf(fullyQualifiedName))
          values.set(key, (values.get(key) ?? new Set()).add(value))
      for (const [key, those] of values) {
        const classification = buildFqn(key)
        yield {
          kind: 'entity',
          type: 'classification',
          fullyQualifiedName: classification,
          body: { name: key, description: `Values of the ${word} ${key}.` },
        }
        for (const name of those)
          yield {
            kind: 'entity',
            type: 'tag',
            fullyQualifiedName: buildFqn(key, name),
            body: { name, classification, description: `The ${word} ${key}:${name}.` },
          }
      }
      for (const each of worn) yield change(each)
    },
  }
}
