/** Public surface: SQL text + known schemas → table and column lineage. */
export { knownSchemas } from './known-schemas.ts'
export type {
  ColumnLineage,
  KnownSchemas,
  KnownTable,
  LineageResult,
  SourceColumn,
  SqlLineage,
} from './lineage.ts'
export { createPostgresLineage } from './postgres/postgres-lineage.ts'
