/** Which tables and columns a view reads: what PostgreSQL recorded, refined to columns by parsing the view's SQL. */
import type { LineageRecord, SkippedRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import { knownSchemas, type SqlLineage } from '@waymark/sql-lineage'
import type { DependencyRow, RelationRow } from './queries.ts'

/**
 * Edges into one view, one per relation it reads. Tables come from PostgreSQL's own dependencies, so an edge exists
 * even where the SQL is not understood; then its columns are missing and a `skipped` record says so.
 */
export function* viewLineage(
  view: RelationRow & {
    readonly schema: string
    readonly definition: string
    readonly columns: readonly string[]
  },
  dependencies: readonly DependencyRow[],
  databasePath: readonly string[],
  lineage: SqlLineage,
): Generator<LineageRecord | SkippedRecord> {
  const fqn = (schema: string, ...names: readonly string[]) => buildFqn(...databasePath, schema, ...names)
  const viewFqn = fqn(view.schema, view.name)
  const parsed = lineage.ofView(view.definition, knownSchemas(dependencies, []))

  for (const source of dependencies) {
    const columnsLineage = parsed.columns.flatMap((column, position) => {
      const fromColumns = column.from
        .filter((from) => from.schema === source.schema && from.table === source.name)
        .map((from) => fqn(from.schema, from.table, from.column))
      // The view's own columns decide: it may have been created with other names than its SELECT gives.
      const toColumn = view.columns[position] ?? column.toColumn
      return fromColumns.length > 0 ? [{ fromColumns, toColumn: fqn(view.schema, view.name, toColumn) }] : []
    })
    yield {
      kind: 'lineage',
      from: { type: 'table', fullyQualifiedName: fqn(source.schema, source.name) },
      to: { type: 'table', fullyQualifiedName: viewFqn },
      details: { source: 'ViewLineage', sqlQuery: view.definition, columnsLineage },
    }
  }
  if (parsed.notUnderstood.length > 0) {
    yield {
      kind: 'skipped',
      type: 'table',
      fullyQualifiedName: viewFqn,
      reason: 'not-understood',
      message: `The view's column lineage is incomplete: ${parsed.notUnderstood.join('; ')}`,
      hint: 'The tables it reads are known all the same.',
    }
  }
}
