/** Lineage of a dbt project: tables from its graph, columns from the SQL that dbt compiled. */
import type { LineageRecord, SkippedRecord } from '@waymark/ingest'
import { childFqn } from '@waymark/spec'
import { createSqlLineage, type SqlDialect, type SqlLineage } from '@waymark/sql-lineage'
import type { DbtNode, DbtProject } from './artifacts.ts'
import { type DbtRelation, type Relations, upstreamOf } from './relations.ts'

/** Adapters by the SQL they speak. */
const dialects: Readonly<Record<string, SqlDialect>> = {
  postgres: 'postgres',
  materialize: 'postgres',
  redshift: 'redshift',
  duckdb: 'duckdb',
  sqlite: 'sqlite',
  bigquery: 'bigquery',
  mysql: 'mysql',
  mysql5: 'mysql',
  mariadb: 'mariadb',
  sqlserver: 'tsql',
  synapse: 'tsql',
  fabric: 'tsql',
  snowflake: 'snowflake',
  databricks: 'databricks',
  spark: 'spark',
  fabricspark: 'spark',
}

/** Undefined where nobody can read the adapter's SQL. */
export async function lineageReader(adapter: string): Promise<SqlLineage | undefined> {
  const dialect = Object.hasOwn(dialects, adapter) ? dialects[adapter] : undefined
  return dialect === undefined ? undefined : createSqlLineage(dialect)
}

/** Edges into every model and snapshot that reads something; `reader` adds the columns. */
export function* lineageOf(
  project: DbtProject,
  relations: Relations,
  reader: SqlLineage | undefined,
): Generator<LineageRecord | SkippedRecord> {
  const lookUp = createLookUp(relations.all)
  for (const node of relations.all) {
    const sources = upstreamOf(node, project, relations)
    if (sources.length === 0) continue
    const sql = node.compiledCode
    const schema = lower(node.relation.schema)
    const parsed =
      sql === undefined
        ? undefined
        : reader?.ofView(sql, { searchPath: [schema], find: lookUp.known(schema) })
    for (const source of sources) {
      const columnsLineage = (parsed?.columns ?? []).flatMap((column) => {
        const fromColumns = column.from
          .filter(
            (from) =>
              lookUp.find(from.schema, from.table, from.database)?.fullyQualifiedName ===
              source.fullyQualifiedName,
          )
          .map((from) => childFqn(source.fullyQualifiedName, columnName(source, from.column)))
        const toColumn = childFqn(node.fullyQualifiedName, columnName(node, column.toColumn))
        return fromColumns.length > 0 ? [{ fromColumns, toColumn }] : []
      })
      yield {
        kind: 'lineage',
        from: { type: 'table', fullyQualifiedName: source.fullyQualifiedName },
        to: { type: 'table', fullyQualifiedName: node.fullyQualifiedName },
        details: {
          source: 'DbtLineage',
          ...(sql === undefined ? {} : { sqlQuery: sql.trim() }),
          columnsLineage,
        },
      }
    }
    if (!parsed || parsed.notUnderstood.length === 0) continue
    yield {
      kind: 'skipped',
      type: 'table',
      fullyQualifiedName: node.fullyQualifiedName,
      reason: 'not-understood',
      message: `The model's column lineage is incomplete: ${parsed.notUnderstood.join('; ')}`,
      hint: 'The tables it reads are known all the same.',
    }
  }
}

function lower(name: string): string {
  return name.toLowerCase()
}

/** The column as the warehouse spells it. */
function columnName(node: DbtNode, name: string): string {
  return node.columns.find((column) => lower(column.name) === lower(name))?.name ?? name
}

function createLookUp(all: readonly DbtRelation[]) {
  const byName = Map.groupBy(all, ({ relation }) =>
    JSON.stringify([lower(relation.schema), lower(relation.name)]),
  )
  const find = (schema: string, name: string, database: string | undefined): DbtRelation | undefined => {
    const same = byName.get(JSON.stringify([lower(schema), lower(name)])) ?? []
    return same.find((node) => lower(node.relation.database ?? '') === lower(database ?? '')) ?? same[0]
  }
  return {
    find,
    /** What the parser is told: names in lower case, as it asks for unquoted ones. */
    known: (ownSchema: string) => (schema: string | undefined, name: string, database?: string) => {
      const node = find(schema ?? ownSchema, name, database)
      if (!node) return undefined
      const columns = node.columns.map((column) => lower(column.name))
      return { schema: lower(node.relation.schema), name: lower(node.relation.name), columns }
    },
  }
}

const exposureEntities: ReadonlySet<string> = new Set(['dashboard', 'mlModel', 'apiEndpoint'])
const entityOfExposure: Readonly<Record<string, string>> = {
  dashboard: 'dashboard',
  ml: 'mlModel',
  application: 'apiEndpoint',
}

/** An exposure that names its entity in `meta.open_metadata_fqn` is drawn behind the tables it depends on. */
export function* exposureLineage(
  project: DbtProject,
  relations: Relations,
  serviceFqn: string,
): Generator<LineageRecord | SkippedRecord> {
  for (const node of project.nodes.values()) {
    if (node.resourceType !== 'exposure') continue
    const fqn = node.meta.open_metadata_fqn
    const kind =
      typeof node.meta.open_metadata_type === 'string'
        ? node.meta.open_metadata_type
        : (node.exposureType ?? '')
    const type = exposureEntities.has(kind) ? kind : entityOfExposure[kind]
    if (typeof fqn !== 'string' || type === undefined) {
      yield {
        kind: 'skipped',
        type: 'dashboard',
        fullyQualifiedName: childFqn(serviceFqn, node.name),
        reason: 'not-understood',
        message: `The exposure '${node.name}' does not say what it is in the catalog.`,
        hint: 'Write the fully qualified name of its dashboard, model or endpoint into meta.open_metadata_fqn.',
      }
      continue
    }
    for (const source of upstreamOf(node, project, relations)) {
      yield {
        kind: 'lineage',
        from: { type: 'table', fullyQualifiedName: source.fullyQualifiedName },
        to: { type, fullyQualifiedName: fqn },
        details: { source: 'DbtLineage', ...(node.description ? { description: node.description } : {}) },
      }
    }
  }
}
