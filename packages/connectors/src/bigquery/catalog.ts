/** One project of BigQuery as what `readRelational` asks for. */
import {
  type KeyColumn,
  keysOf,
  type NamedObject,
  type Relation,
  type RelationalDatabase,
  type Routine,
  SourceError,
  type WantedRelations,
} from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'
import { columnType } from './column-types.ts'
import type { Extras } from './extras.ts'
import { labelsOf, textOf } from './option-values.ts'
import { partitionOf } from './partition.ts'
import * as queries from './queries.ts'
import type { Dataset } from './warehouse.ts'

interface Reading {
  readonly lineage: SqlLineage
  readonly extras: Extras
  readonly warn: (message: string) => void
}

export function bigqueryProject(
  asker: queries.Asker,
  project: string,
  { lineage, extras, warn }: Reading,
): RelationalDatabase {
  const places = new Map<string, queries.DatasetPlace>()
  const placeOf = (dataset: string) => {
    const place = places.get(dataset)
    if (!place) throw new Error(`the dataset ${dataset} was not listed`)
    return place
  }
  return {
    name: project,
    lineage,
    async schemas() {
      const datasets = await asker.warehouse.datasets(project, asker.signal)
      const described = await schemaDescriptions(asker, project, datasets, warn)
      return datasets.map(({ name, location, labels }) => {
        places.set(name, { project, dataset: name, location })
        extras.learn([project, name], { labels })
        return commented(name, described.get(name))
      })
    },
    relations: (dataset, wanted) => relations(asker, placeOf(dataset), wanted, extras),
    routines: async (dataset) => (await queries.routines(asker, placeOf(dataset))).map(routineOf),
  }
}

function commented(name: string, literal: string | null | undefined): NamedObject {
  return { name, ...(literal ? { comment: textOf(literal) } : {}) }
}

/** The list of datasets does not tell their descriptions; each region does. */
async function schemaDescriptions(
  asker: queries.Asker,
  project: string,
  datasets: readonly Dataset[],
  warn: (message: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const described = new Map<string, string>()
  for (const location of new Set(datasets.map((each) => each.location))) {
    try {
      for (const { name, option_value } of await queries.schemaOptions(asker, project, location))
        described.set(name, option_value)
    } catch (error) {
      if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
      warn(`Descriptions of datasets in ${location} cannot be read: ${error.message}`)
    }
  }
  return described
}

const isView = ({ table_type }: queries.RelationRow) => table_type.endsWith('VIEW')

async function relations(
  asker: queries.Asker,
  place: queries.DatasetPlace,
  wanted: WantedRelations,
  extras: Extras,
): Promise<Relation[]> {
  const rows = (await queries.relations(asker, place)).filter((row) =>
    isView(row) ? wanted.views : wanted.tables,
  )
  const options = Map.groupBy(await queries.tableOptions(asker, place), ({ name }) => name)
  const columns = Map.groupBy(await queries.columns(asker, place), ({ relation }) => relation)
  const described = Map.groupBy(await queries.descriptions(asker, place), ({ relation }) => relation)
  const keys = await keysByTable(asker, place)
  return rows.map((row): Relation => {
    const option = new Map(
      (options.get(row.name) ?? []).map(({ option_name, option_value }) => [option_name, option_value]),
    )
    const own = columns.get(row.name) ?? []
    const clustering = own
      .filter(({ clustering_position }) => clustering_position !== null)
      .sort((a, b) => Number(a.clustering_position) - Number(b.clustering_position))
      .map(({ name }) => name)
    extras.learn([place.project, place.dataset, row.name], {
      labels: labelsOf(option.get('labels') ?? ''),
      clustering,
    })
    const partitioning = own.find((column) => column.is_partitioning_column === 'YES')
    // The statement of a view may have a window of the same words.
    const partition = partitioning || !isView(row) ? partitionOf(row.ddl, partitioning) : undefined
    const definition = isView(row) ? (row.view_definition ?? row.ddl) : undefined
    return {
      ...commented(row.name, option.get('description')),
      tableType: tableTypeOf(row, partition !== undefined),
      columns: columnsOf(own, described.get(row.name) ?? []),
      keys: keys(row.name),
      ...(partition ? { partition } : {}),
      ...(definition ? { definition } : {}),
    }
  })
}

function tableTypeOf({ table_type }: queries.RelationRow, isPartitioned: boolean): string {
  if (table_type === 'VIEW') return 'View'
  if (table_type === 'MATERIALIZED VIEW') return 'MaterializedView'
  if (table_type === 'EXTERNAL') return 'External'
  return isPartitioned ? 'Partitioned' : 'Regular'
}

/** Without the pseudo columns of tables that are partitioned by the time of arrival. */
function columnsOf(rows: readonly queries.ColumnRow[], fields: readonly queries.FieldRow[]): Column[] {
  const described = new Map(fields.map(({ field_path, description }) => [field_path, description]))
  const describe = (path: string) => described.get(path)
  return rows
    .filter(({ is_hidden }) => is_hidden !== 'YES')
    .map((row): Column => {
      const description = describe(row.name)
      // A column without a default has the word NULL here.
      const hasDefault = row.column_default !== null && row.column_default !== 'NULL'
      return {
        name: row.name,
        ...(row.position === null ? {} : { ordinalPosition: row.position }),
        ...columnType(row.data_type, row.name, describe),
        ...(description ? { description } : {}),
        ...(hasDefault ? { extension: { defaultValue: row.column_default } } : {}),
        ...(row.is_nullable === 'NO' ? { constraint: 'NOT_NULL' } : {}),
      }
    })
}

async function keysByTable(asker: queries.Asker, place: queries.DatasetPlace) {
  const rows = await queries.keys(asker, place)
  const hasForeign = rows.some(({ constraint_type }) => constraint_type === 'FOREIGN KEY')
  const targets = new Map(
    (hasForeign ? await queries.keyTargets(asker, place) : []).map((row) => [
      row.constraint_name,
      row.target,
    ]),
  )
  const primary = rows.filter(({ constraint_type }) => constraint_type === 'PRIMARY KEY')
  const byTable = Map.groupBy(rows, ({ relation }) => relation)

  function keyColumn(row: queries.KeyRow): KeyColumn {
    const base = { key: row.constraint_name, name: row.column_name }
    if (row.constraint_type === 'PRIMARY KEY') return { ...base, kind: 'PRIMARY_KEY' }
    const table = targets.get(row.constraint_name)
    const column = primary.find(
      ({ relation, position }) => relation === table && position === row.target_position,
    )?.column_name
    const target = table && column ? { schema: place.dataset, table, column } : undefined
    return { ...base, kind: 'FOREIGN_KEY', target }
  }
  return (table: string) => keysOf((byTable.get(table) ?? []).map(keyColumn))
}

const languages: Readonly<Record<string, string>> = {
  JAVA: 'Java',
  JAVASCRIPT: 'JavaScript',
  PYTHON: 'Python',
}

function routineOf({ name, routine_type, language, code, description }: queries.RoutineRow): Routine {
  return {
    ...commented(name, description),
    procedure: routine_type === 'PROCEDURE',
    language: language ? (languages[language] ?? 'External') : 'SQL',
    code: code ?? '',
  }
}
