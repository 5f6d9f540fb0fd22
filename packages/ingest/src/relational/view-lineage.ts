/** Which tables and columns the views of a database read: from what the source knows, and from the views' SQL. */
import { buildFqn } from '@waymark/spec'
import type { KnownSchemas, KnownTable, LineageResult, SqlLineage } from '@waymark/sql-lineage'
import type { LineageRecord, SkippedRecord } from '../source-record.ts'
import { isView, type Relation, type RelationalDatabase } from './relational-database.ts'

export interface ViewLineage {
  /** Every relation that names in SQL may mean; `inCatalog` is false for those that a filter leaves out. */
  learn(schema: string, relation: Relation, inCatalog: boolean): void
  /** The edges into all views learned, once everything is learned. */
  records(): Generator<LineageRecord | SkippedRecord>
}

interface Entry {
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[]
  readonly inCatalog: boolean
  /** What the parser is told: names as it will ask for them. */
  readonly known: KnownTable
}

type View = Entry & Pick<Relation, 'definition' | 'reads'>

/** @param path - service and database, by bare names */
export function createViewLineage(
  lineage: SqlLineage,
  path: readonly string[],
  { ignoresCase = false, fallbackSchema }: Pick<RelationalDatabase, 'ignoresCase' | 'fallbackSchema'>,
): ViewLineage {
  const fold = (name: string) => (ignoresCase ? name.toLowerCase() : name)
  const entries = new Map<string, Entry>()
  const views: View[] = []
  const keyOf = (schema: string, name: string) => JSON.stringify([fold(schema), fold(name)])
  const find = (schema: string, name: string) => entries.get(keyOf(schema, name))

  function knownFrom(schema: string): KnownSchemas {
    return {
      searchPath: [fold(schema)],
      find(named, name, database) {
        // A table of another database may well have a namesake in this one.
        if (database !== undefined && fold(database) !== fold(path[1] ?? '')) return undefined
        const own = find(named ?? schema, name)
        return (own ?? (named === undefined && fallbackSchema ? find(fallbackSchema, name) : undefined))
          ?.known
      },
    }
  }

  function* ofView(view: View): Generator<LineageRecord | SkippedRecord> {
    const viewFqn = buildFqn(...path, view.schema, view.name)
    const parsed = view.definition
      ? lineage.ofView(view.definition, knownFrom(view.schema))
      : { sources: [], columns: [], notUnderstood: [] }
    const named = view.reads ?? parsed.sources.map(({ schema, table }) => ({ schema, name: table }))
    for (const source of new Set(named.map(({ schema, name }) => find(schema, name)))) {
      if (!source?.inCatalog) continue
      yield {
        kind: 'lineage',
        from: { type: 'table', fullyQualifiedName: buildFqn(...path, source.schema, source.name) },
        to: { type: 'table', fullyQualifiedName: viewFqn },
        details: {
          source: 'ViewLineage',
          ...(view.definition ? { sqlQuery: view.definition } : {}),
          columnsLineage: columnsFrom(source, view, parsed),
        },
      }
    }
    if (parsed.notUnderstood.length === 0) return
    yield {
      kind: 'skipped',
      type: 'table',
      fullyQualifiedName: viewFqn,
      reason: 'not-understood',
      message: `The view's lineage is incomplete: ${parsed.notUnderstood.join('; ')}`,
      ...(view.reads ? { hint: 'The tables it reads are known all the same.' } : {}),
    }
  }

  function columnsFrom(source: Entry, view: View, parsed: LineageResult) {
    return parsed.columns.flatMap((column, position) => {
      const fromColumns = column.from
        .filter((from) => find(from.schema, from.table) === source)
        .map((from) => source.columns.find((name) => fold(name) === fold(from.column)) ?? from.column)
        .map((name) => buildFqn(...path, source.schema, source.name, name))
      // The view's own columns decide: it may have been created with other names than its SELECT gives.
      const toColumn = buildFqn(...path, view.schema, view.name, view.columns[position] ?? column.toColumn)
      return fromColumns.length > 0 ? [{ fromColumns, toColumn }] : []
    })
  }

  return {
    learn(schema, relation, inCatalog) {
      const columns = relation.columns.map((column) => column.name)
      const known = { schema: fold(schema), name: fold(relation.name), columns: columns.map(fold) }
      const entry = { schema, name: relation.name, columns, inCatalog, known }
      entries.set(keyOf(schema, relation.name), entry)
      const { definition, reads } = relation
      if (isView(relation) && inCatalog) views.push({ ...entry, definition, ...(reads ? { reads } : {}) })
    },
    *records() {
      for (const view of views) yield* ofView(view)
    },
  }
}
