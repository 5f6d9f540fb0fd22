/** An Oracle database as what `readRelational` asks for: its schemas are the users that own something. */
import {
  type KeyColumn,
  keysOf,
  type NamedObject,
  type Relation,
  type RelationalDatabase,
  type Routine,
  type WantedRelations,
} from '@waymark/ingest'
import type { TablePartition } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'
import { toColumn } from './column-types.ts'
import type { OracleConfig } from './config.ts'
import * as queries from './queries.ts'

/** OpenMetadata's word for the one database, where the file gives no other. */
const defaultDatabaseName = 'default'

export function databaseNameOf({ databaseName }: OracleConfig): string {
  return databaseName ?? defaultDatabaseName
}

/** How names appear in the catalog, and back. */
export interface Naming {
  shown(name: string): string
  stored(name: string): string
}

/** Names without quotes are stored in upper case, and appear as people write them: in lower case. Others stay. */
export function namingOf({ preserveIdentifierCase = false }: OracleConfig): Naming {
  if (preserveIdentifierCase) return { shown: (name) => name, stored: (name) => name }
  return {
    shown: (name) => (name === name.toUpperCase() ? name.toLowerCase() : name),
    stored: (name) => (name === name.toLowerCase() ? name.toUpperCase() : name),
  }
}

export function oracleDatabase(
  dictionary: queries.Dictionary,
  config: OracleConfig,
  lineage: SqlLineage,
): RelationalDatabase {
  const naming = namingOf(config)
  const owners = new Map<string, string>()
  const ownerOf = (schema: string) => owners.get(schema) ?? naming.stored(schema)
  return {
    name: databaseNameOf(config),
    lineage,
    ignoresCase: true,
    async schemas() {
      return (await queries.schemas(dictionary)).map(({ name }): NamedObject => {
        owners.set(naming.shown(name), name)
        return { name: naming.shown(name) }
      })
    },
    relations: (schema, wanted) => relations(dictionary, naming, ownerOf(schema), wanted),
    async routines(schema) {
      const lines = await queries.sources(dictionary, ownerOf(schema))
      return [...Map.groupBy(lines, ({ name, type }) => `${type} ${name}`).values()].flatMap(
        (parts): Routine[] => {
          const [first] = parts
          if (!first) return []
          const code = parts.map(({ text }) => text ?? '').join('')
          return [
            { name: naming.shown(first.name), procedure: first.type === 'PROCEDURE', language: 'SQL', code },
          ]
        },
      )
    },
  }
}

async function relations(
  dictionary: queries.Dictionary,
  naming: Naming,
  owner: string,
  wanted: WantedRelations,
): Promise<Relation[]> {
  const columns = Map.groupBy(await queries.columns(dictionary, owner), (row) => row.relation)
  const keys = Map.groupBy(await queries.keys(dictionary, owner), (row) => row.relation)
  const partitions = Map.groupBy(await queries.partitions(dictionary, owner), (row) => row.relation)
  const comments = new Map((await queries.comments(dictionary, owner)).map((row) => [row.name, row.comment]))
  const told = (name: string) => {
    const comment = comments.get(name)
    return {
      name: naming.shown(name),
      ...(comment ? { comment } : {}),
      columns: (columns.get(name) ?? []).map((column) => toColumn(column, naming.shown(column.name))),
      keys: keysOf((keys.get(name) ?? []).map((key) => keyColumn(key, naming))),
    }
  }
  const found: Relation[] = []
  if (wanted.tables)
    for (const row of await queries.tables(dictionary, owner)) {
      const partition = partitions.get(row.name)
      const tableType = row.external === 'YES' ? 'External' : partition ? 'Partitioned' : 'Regular'
      found.push({
        ...told(row.name),
        tableType,
        ...(partition ? { partition: partitionOf(partition, naming) } : {}),
      })
    }
  if (wanted.views) {
    const reads = Map.groupBy(await queries.dependencies(dictionary, owner), (row) => row.view)
    const view = (tableType: string) => (row: queries.ViewRow) => ({
      ...told(row.name),
      tableType,
      definition: row.definition ?? undefined,
      reads: (reads.get(row.name) ?? []).map(({ schema, name }) => ({
        schema: naming.shown(schema),
        name: naming.shown(name),
      })),
    })
    found.push(...(await queries.views(dictionary, owner)).map(view('View')))
    found.push(...(await queries.materializedViews(dictionary, owner)).map(view('MaterializedView')))
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const keyKinds: Readonly<Record<string, KeyColumn['kind']>> = {
  P: 'PRIMARY_KEY',
  R: 'FOREIGN_KEY',
  U: 'UNIQUE',
}

function keyColumn(row: queries.KeyRow, { shown }: Naming): KeyColumn {
  const { targetSchema, target, targetColumn } = row
  const isKnown = row.kind === 'R' && targetSchema !== null && target !== null && targetColumn !== null
  return {
    kind: keyKinds[row.kind] ?? 'UNIQUE',
    key: row.key,
    name: shown(row.name),
    ...(isKnown
      ? { target: { schema: shown(targetSchema), table: shown(target), column: shown(targetColumn) } }
      : {}),
  }
}

function partitionOf(rows: readonly queries.PartitionRow[], { shown }: Naming): TablePartition {
  const intervalOf = (method: string) =>
    method === 'LIST' ? 'COLUMN-VALUE' : method === 'RANGE' ? 'TIME-UNIT' : 'OTHER'
  return {
    columns: rows.map(({ name, method }) => ({
      columnName: shown(name),
      intervalType: intervalOf(method),
      interval: method,
    })),
  }
}
