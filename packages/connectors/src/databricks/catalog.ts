/** One catalog of Databricks as what `readRelational` asks for, read in SQL from the information schema. */
import {
  type KeyColumn,
  keysOf,
  type NamedObject,
  type Relation,
  type RelationalDatabase,
  type Routine,
} from '@waymark/ingest'
import type { SqlLineage } from '@waymark/sql-lineage'
import * as queries from './queries.ts'
import { isViewType, toRelation } from './tables.ts'

interface Options {
  readonly lineage: SqlLineage
  /** Read this schema alone. */
  readonly onlySchema?: string | undefined
}

export function commented({ name, comment }: { name: string; comment: string | null }): NamedObject {
  return { name, ...(comment ? { comment } : {}) }
}

export function databricksCatalog(
  asker: queries.Asker,
  catalog: NamedObject,
  { lineage, onlySchema }: Options,
): RelationalDatabase {
  return {
    ...catalog,
    lineage,
    ignoresCase: true,
    someSchemas: onlySchema !== undefined,
    async schemas() {
      const found = await queries.schemas(asker, catalog.name)
      return found.filter(({ name }) => onlySchema === undefined || name === onlySchema).map(commented)
    },
    async relations(schema, wanted) {
      const rows = (await queries.relations(asker, catalog.name, schema)).filter(({ type }) =>
        isViewType(type) ? wanted.views : wanted.tables,
      )
      const columns = Map.groupBy(await queries.columns(asker, catalog.name, schema), (row) => row.relation)
      const keys = Map.groupBy(await queries.keys(asker, catalog.name, schema), (row) => row.relation)
      return rows.map(
        (row): Relation =>
          toRelation({
            ...commented(row),
            type: row.type,
            definition: row.definition ?? undefined,
            keys: keysOf((keys.get(row.name) ?? []).map((key) => keyColumn(key, catalog.name))),
            columns: (columns.get(row.name) ?? []).map((column) => ({
              ...commented(column),
              position: Number(column.position),
              type: column.type,
              nullable: column.nullable !== 'NO',
              defaultValue: column.defaultValue ?? undefined,
              isPartition: column.partition !== null,
            })),
          }),
      )
    },
    async routines(schema) {
      return (await queries.routines(asker, catalog.name, schema)).map(
        (row): Routine => ({
          ...commented(row),
          procedure: row.type === 'PROCEDURE',
          language: languageOf(row.language),
          code: row.code ?? '',
        }),
      )
    },
  }
}

export function languageOf(written: string | null | undefined): string {
  return written?.toUpperCase() === 'PYTHON' ? 'Python' : written ? 'External' : 'SQL'
}

function keyColumn(row: queries.KeyRow, catalog: string): KeyColumn {
  const { key, name, targetSchema: schema, target: table, targetColumn: column } = row
  if (row.kind === 'PRIMARY KEY') return { kind: 'PRIMARY_KEY', key, name }
  // A key into another catalog cannot be named from here.
  const isHere = row.targetCatalog === catalog && schema !== null && table !== null && column !== null
  return { kind: 'FOREIGN_KEY', key, name, ...(isHere ? { target: { schema, table, column } } : {}) }
}
