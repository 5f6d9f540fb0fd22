/** Tables of Databricks as relations, whichever way they were asked for. */
import type { Relation } from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import { columnType } from './column-types.ts'

const tableTypes: Readonly<Record<string, string>> = {
  EXTERNAL: 'External',
  EXTERNAL_SHALLOW_CLONE: 'External',
  FOREIGN: 'Foreign',
  MATERIALIZED_VIEW: 'MaterializedView',
  METRIC_VIEW: 'View',
  VIEW: 'View',
}

export interface DatabricksColumn {
  readonly name: string
  readonly position: number
  /** As Spark SQL writes it. */
  readonly type: string
  readonly nullable: boolean
  readonly defaultValue?: string | undefined
  readonly comment?: string | undefined
  /** The table is spread by its value. */
  readonly isPartition: boolean
}

export interface DatabricksTable {
  readonly name: string
  readonly type: string
  readonly comment?: string | undefined
  readonly definition?: string | undefined
  readonly columns: readonly DatabricksColumn[]
  readonly keys: Relation['keys']
}

/** Whether it belongs to the views or to the tables of what is wanted. */
export function isViewType(type: string): boolean {
  return (tableTypes[type] ?? '').endsWith('View')
}

export function toRelation(table: DatabricksTable): Relation {
  const { name, type, comment, definition, columns, keys } = table
  const own = columns.map(toColumn)
  const partitioned = columns.filter(({ isPartition }) => isPartition)
  const tableType = tableTypes[type] ?? (partitioned.length > 0 ? 'Partitioned' : 'Regular')
  return {
    name,
    tableType,
    ...(comment ? { comment } : {}),
    columns: own,
    keys,
    ...(definition ? { definition } : {}),
    ...(partitioned.length > 0
      ? {
          partition: {
            columns: partitioned.map((column) => ({
              columnName: column.name,
              intervalType: 'COLUMN-VALUE',
              interval: 'LIST',
            })),
          },
        }
      : {}),
  }
}

function toColumn({ name, position, type, nullable, defaultValue, comment }: DatabricksColumn): Column {
  return {
    name,
    ordinalPosition: position,
    ...columnType(type),
    ...(comment ? { description: comment } : {}),
    ...(defaultValue ? { extension: { defaultValue } } : {}),
    ...(nullable ? {} : { constraint: 'NOT_NULL' }),
  }
}
