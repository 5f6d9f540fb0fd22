/** The columns of a table that are measured, and which numbers of each are wanted. */
import type { Column } from '@waymark/spec'
import type { ReadTable } from '../sql/chosen-tables.ts'
import { type ColumnKind, columnKind } from '../sql/column-kind.ts'

export interface ProfiledColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** Stands for the column in the queries of a profile: `c0`, `c1` …. */
  readonly alias: string
  /** Holds what people must not see: its values are counted, never shown. */
  readonly sensitive: boolean
  wants(metric: string): boolean
}

type Config = Readonly<Record<string, unknown>>

/** @param metrics - names of the file's `metrics`; undefined for all */
export function profiledColumns(
  table: ReadTable,
  metrics: ReadonlySet<string> | undefined,
): ProfiledColumn[] {
  const config: Config = table.tableProfilerConfig ?? {}
  const excluded = new Set(Array.isArray(config.excludeColumns) ? config.excludeColumns : [])
  const included = new Map<string, ReadonlySet<string> | undefined>()
  for (const each of Array.isArray(config.includeColumns) ? config.includeColumns : []) {
    included.set(each.columnName, each.metrics?.length > 0 ? new Set(each.metrics) : undefined)
  }
  return table.columns
    .filter(({ name }) => !excluded.has(name) && (included.size === 0 || included.has(name)))
    .map((column, position) => {
      const own = included.get(column.name) ?? metrics
      return {
        name: column.name,
        kind: columnKind(column.dataType),
        alias: `c${position}`,
        sensitive: isSensitive(column),
        wants: (metric) => own === undefined || own.has(metric),
      }
    })
}

function isSensitive(column: Column): boolean {
  return (column.tags ?? []).some(({ tagFQN }) => tagFQN === 'PII.Sensitive')
}
