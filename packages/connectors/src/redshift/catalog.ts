/** One database of Redshift as what `readRelational` asks for. */
import {
  type KeyColumn,
  keysOf,
  type Relation,
  type RelationalDatabase,
  type WantedRelations,
} from '@waymark/ingest'
import type { SqlLineage } from '@waymark/sql-lineage'
import type { PgSession } from '../pg-session.ts'
import { toColumn } from './column-types.ts'
import * as queries from './queries.ts'

/** Opens a database when it is first read: those that a filter leaves out are never entered. */
export function redshiftDatabase(
  name: string,
  open: () => Promise<PgSession>,
  lineage: SqlLineage,
): RelationalDatabase {
  return {
    name,
    lineage,
    ignoresCase: true,
    schemas: async () => queries.schemas(await open()),
    relations: async (schema, wanted) => relations(await open(), schema, wanted),
    async routines(schema) {
      return (await queries.routines(await open(), schema)).map((row) => ({
        name: row.name,
        signature: row.signature,
        procedure: row.kind === 'p',
        language: /^plpython/.test(row.language) ? 'Python' : /sql$/.test(row.language) ? 'SQL' : 'External',
        code: row.code.trim(),
      }))
    },
  }
}

const isView = ({ type }: queries.RelationRow) => /VIEW/i.test(type)

async function relations(session: PgSession, schema: string, wanted: WantedRelations): Promise<Relation[]> {
  const rows = (await queries.relations(session, schema)).filter((row) =>
    isView(row) ? wanted.views : wanted.tables,
  )
  const known = Map.groupBy(await queries.columns(session, schema), (row) => row.relation)
  const late = Map.groupBy(await queries.lateBindingColumns(session, schema), (row) => row.relation)
  const keys = Map.groupBy(await queries.keys(session, schema), (row) => row.relation)
  const materialized = new Set((await queries.materializedViews(session, schema)).map((row) => row.name))
  const views = wanted.views ? await queries.viewDefinitions(session, schema) : []
  const definitions = new Map(views.map((view) => [view.name, view.definition]))
  const untold = {
    length: null,
    precision: null,
    scale: null,
    nullable: null,
    defaultValue: null,
    comment: null,
  }
  return rows.map((row): Relation => {
    const columns =
      known.get(row.name) ?? (late.get(row.name) ?? []).map((column) => ({ ...column, ...untold }))
    return {
      name: row.name,
      tableType: tableTypeOf(row, materialized.has(row.name)),
      ...(row.comment ? { comment: row.comment } : {}),
      columns: columns.map(toColumn),
      keys: keysOf((keys.get(row.name) ?? []).map(keyColumn)),
      ...(isView(row) ? { definition: boundDefinition(definitions.get(row.name)) } : {}),
    }
  })
}

function tableTypeOf(row: queries.RelationRow, isMaterialized: boolean): string {
  if (isView(row)) return isMaterialized ? 'MaterializedView' : 'View'
  return /EXTERNAL/i.test(row.type) ? 'External' : /SHARED/i.test(row.type) ? 'Foreign' : 'Regular'
}

/** What follows the SELECT of a view is no SQL of a SELECT. */
function boundDefinition(definition: string | null | undefined): string | undefined {
  return definition?.replace(/\s+with\s+no\s+schema\s+binding\s*;?\s*$/i, '') || undefined
}

function keyColumn({ key, kind, name, targetSchema, target, targetColumn }: queries.KeyRow): KeyColumn {
  if (kind !== 'FOREIGN KEY') return { kind: kind === 'UNIQUE' ? 'UNIQUE' : 'PRIMARY_KEY', key, name }
  const isKnown = targetSchema !== null && target !== null && targetColumn !== null
  return {
    kind: 'FOREIGN_KEY',
    key,
    name,
    ...(isKnown ? { target: { schema: targetSchema, table: target, column: targetColumn } } : {}),
  }
}
