/** Public surface: SQL text + known schemas → table and column lineage. */
export { createSqlLineage, type SqlDialect } from './create-sql-lineage.ts'
export { knownSchemas, type NameRules } from './known-schemas.ts'
export type {
  ColumnLineage,
  KnownSchemas,
  KnownTable,
  LineageResult,
  LineageTable,
  SourceColumn,
  SqlLineage,
} from './lineage.ts'
export { createPostgresLineage } from './postgres/postgres-lineage.ts'
