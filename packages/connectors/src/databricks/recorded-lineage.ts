/** Lineage that Databricks recorded while statements ran, between tables that are in the catalog. */
import { type ReadContext, SourceError, type SourceRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import type { LineageRow } from './queries.ts'

/** Hands records on, and keeps in mind which tables came by. */
export async function* remembering(
  records: AsyncIterable<SourceRecord>,
  tables: Map<string, 'table' | 'view'>,
): AsyncGenerator<SourceRecord> {
  for await (const record of records) {
    if (record.kind === 'entity' && record.type === 'table') {
      const isView = record.body.tableType === 'View'
      tables.set(record.fullyQualifiedName, isView ? 'view' : 'table')
    }
    yield record
  }
}

export function edgeBetween(
  from: string,
  to: string,
  columns: ReadonlyMap<string, readonly string[]>,
): SourceRecord {
  return {
    kind: 'lineage',
    from: { type: 'table', fullyQualifiedName: from },
    to: { type: 'table', fullyQualifiedName: to },
    details: {
      source: 'QueryLineage',
      columnsLineage: [...columns].map(([column, fromColumns]) => ({
        fromColumns: fromColumns.map((name) => `${from}.${buildFqn(name)}`),
        toColumn: `${to}.${buildFqn(column)}`,
      })),
    },
  }
}

/** One edge a pair of tables, with the columns of all rows about it. */
export function* recordedEdges(
  rows: readonly LineageRow[],
  catalog: string,
  tables: ReadonlyMap<string, 'table' | 'view'>,
  { serviceName }: Pick<ReadContext, 'serviceName'>,
): Generator<SourceRecord> {
  const pairs = Map.groupBy(rows, (row) =>
    JSON.stringify([row.sourceCatalog, row.sourceSchema, row.source, row.targetSchema, row.target]),
  )
  for (const [first, ...others] of pairs.values()) {
    if (!first) continue
    const from = buildFqn(serviceName, first.sourceCatalog, first.sourceSchema, first.source)
    const to = buildFqn(serviceName, catalog, first.targetSchema, first.target)
    if (from === to || !tables.has(from) || !tables.has(to)) continue
    const columns = Map.groupBy([first, ...others], (row) => row.targetColumn)
    yield edgeBetween(
      from,
      to,
      new Map([...columns].map(([name, all]) => [name, all.map((row) => row.sourceColumn)])),
    )
  }
}

/** The record for lineage that may not be read: everything else was. @throws what ends the run */
export function withoutLineage(
  type: 'database' | 'table',
  fullyQualifiedName: string,
  error: unknown,
): SourceRecord {
  const isAboutOne = error instanceof SourceError && error.consequence === 'skippable'
  if (!isAboutOne) throw error
  return {
    kind: 'skipped',
    type,
    fullyQualifiedName,
    reason: 'error',
    message: `The recorded lineage cannot be read: ${error.message}`,
    hint: 'GRANT USE SCHEMA, SELECT ON SCHEMA system.access to who signs in, or set includeLineage to false.',
  }
}
