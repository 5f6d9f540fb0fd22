/** Lineage from what statements read and wrote, as Snowflake's access history keeps it, column by column. */
import type { SourceRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import { record, records, text } from '../json-values.ts'

/** Columns of the target by the columns of the source that they came from. */
type Columns = Map<string, Set<string>>

/**
 * One edge a pair of tables that are both in the catalog.
 * @param writes - values of `objects_modified`, as JSON text
 * @param tables - fully qualified names; views among them are known from their SQL
 */
export function* accessEdges(
  writes: readonly string[],
  serviceName: string,
  tables: ReadonlySet<string>,
): Generator<SourceRecord> {
  const pairs = new Map<string, { from: string; to: string; columns: Columns }>()
  for (const write of writes) {
    for (const target of objectsIn(write)) {
      const to = fqnOf(serviceName, target.objectName)
      if (!to || !tables.has(to)) continue
      for (const column of records(target.columns)) {
        for (const source of records(column.directSources)) {
          const from = fqnOf(serviceName, source.objectName)
          if (!from || from === to || !tables.has(from)) continue
          const key = `${from}\n${to}`
          const pair = pairs.get(key) ?? { from, to, columns: new Map() }
          pairs.set(key, pair)
          const [into, name] = [text(column.columnName), text(source.columnName)]
          if (into && name) pair.columns.set(into, (pair.columns.get(into) ?? new Set()).add(name))
        }
      }
    }
  }
  for (const { from, to, columns } of pairs.values()) {
    yield {
      kind: 'lineage',
      from: { type: 'table', fullyQualifiedName: from },
      to: { type: 'table', fullyQualifiedName: to },
      details: {
        source: 'QueryLineage',
        columnsLineage: [...columns].map(([into, names]) => ({
          fromColumns: [...names].map((name) => `${from}.${buildFqn(name)}`),
          toColumn: `${to}.${buildFqn(into)}`,
        })),
      },
    }
  }
}

function objectsIn(write: string) {
  try {
    return records(JSON.parse(write)).map(record)
  } catch {
    return []
  }
}

/** `DB.SCHEMA.TABLE`, whose parts stand in quotes where they need to. */
function fqnOf(serviceName: string, name: unknown): string | undefined {
  const parts = [...(text(name) ?? '').matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  )
  return parts.length === 3 ? buildFqn(serviceName, ...parts) : undefined
}
