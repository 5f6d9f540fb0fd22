/** Semantic models and dataflows of a scan, as data models of the catalog. */
import type { Column } from '@waymark/spec'
import type { ToolModel, Upstream } from '../dashboard-tool.ts'
import { type Json, present, record, records, text } from '../json-values.ts'
import type { SqlReader } from '../native-sql.ts'
import { createQueries } from './m/evaluate.ts'
import { constant, union } from './m/flow.ts'
import { parseSection } from './m/parse.ts'
import type { Expression } from './m/syntax.ts'
import { MSyntaxError } from './m/tokens.ts'
import { modelLineage, type TracedTable } from './model-lineage.ts'

export interface ModelContext {
  readonly workspace: { readonly id: string; readonly name: string }
  /** The address of the web page of Power BI. */
  readonly site: string
  readonly readSql: SqlReader
  readonly modelNamed: (workspace: string, name: string) => string | undefined
}

/** The scanner's types of columns in the catalog's words. */
const dataTypes: Readonly<Record<string, string>> = {
  Int64: 'BIGINT',
  String: 'STRING',
  DateTime: 'DATETIME',
  Double: 'DOUBLE',
  Decimal: 'DECIMAL',
  Boolean: 'BOOLEAN',
  Binary: 'BINARY',
  Variant: 'VARIANT',
  Time: 'TIME',
  Date: 'DATE',
}

function typeOf(said: unknown): { dataType: string; dataTypeDisplay?: string } {
  const name = text(said)
  if (name === undefined) return { dataType: 'UNKNOWN' }
  return {
    dataType: Object.hasOwn(dataTypes, name) ? (dataTypes[name] ?? 'UNKNOWN') : 'UNKNOWN',
    dataTypeDisplay: name,
  }
}

/** A semantic model ("dataset") with its tables, columns and measures, and what its queries read. */
export async function semanticModel(dataset: Json, context: ModelContext): Promise<ToolModel> {
  const { workspace, site } = context
  const id = String(dataset.id)
  const tables = records(dataset.tables)
  const lineage = await modelLineage(tracedTables(dataset, tables), context.readSql, context.modelNamed)
  const retrieval = text(record(dataset.schemaRetrievalError).message) ?? text(dataset.schemaRetrievalError)
  return {
    kind: 'model',
    name: id,
    displayName: text(dataset.name),
    description: text(dataset.description),
    sourceUrl: `${site}/groups/${workspace.id}/datasets/${id}`,
    project: workspace.name,
    owner: text(dataset.configuredBy),
    dataModelType: 'PowerBIDataModel',
    columns: tables.map(tableColumn),
    upstream: [...lineage.upstream, ...declared(dataset, lineage.upstream)],
    problems: [...lineage.problems, ...(retrieval === undefined ? [] : [retrieval])],
  }
}

function tableColumn(table: Json): Column {
  const columns = records(table.columns).filter(({ columnType }) => columnType !== 'RowNumber')
  const children = [...columns.map(columnOf), ...records(table.measures).map(measureOf)]
  return {
    name: String(table.name),
    dataType: 'TABLE',
    dataTypeDisplay: table.isHidden === true ? 'table, hidden' : 'table',
    ...present({ description: text(table.description) }),
    children,
  }
}

function columnOf(column: Json): Column {
  const formula = text(column.expression)
  const calculated = formula === undefined ? undefined : `Calculated: ${formula}`
  return {
    name: String(column.name),
    ...typeOf(column.dataType),
    ...present({ description: text(column.description) ?? calculated }),
  }
}

function measureOf(measure: Json): Column {
  const formula = text(measure.expression)
  const description = [text(measure.description), formula && `Formula: ${formula}`]
    .filter(Boolean)
    .join('\n\n')
  return {
    name: String(measure.name),
    dataType: measure.isHidden === true ? 'MEASURE HIDDEN' : 'MEASURE VISIBLE',
    dataTypeDisplay: 'measure',
    ...(description === '' ? {} : { description }),
  }
}

/** What the tables' queries say; tables that are calculated in the model have no M to read. */
function tracedTables(dataset: Json, tables: readonly Json[]): TracedTable[] {
  const sources = (table: Json) => records(table.source).flatMap(({ expression }) => text(expression) ?? [])
  const shared = [
    ...records(dataset.expressions),
    ...tables.map((table) => ({ ...table, expression: sources(table)[0] })),
  ]
  const queries = createQueries(
    new Map(
      shared.flatMap(({ name, expression }: Json) => {
        const source = text(expression)
        return text(name) && source !== undefined ? [[String(name), source] as const] : []
      }),
    ),
  )
  return tables.flatMap((table) => {
    const columns = records(table.columns)
    if (columns.some(({ columnType }) => columnType === 'CalculatedTableColumn')) return []
    const name = String(table.name)
    // Each partition has a query; all but the first are read where they stand.
    const [first, ...others] = sources(table)
    if (first === undefined) return []
    const origin = union([
      queries.originOf(name),
      ...others.map((source) => queries.originOfExpression(source)),
    ])
    const loaded = columns.filter(({ columnType = 'Data' }) => columnType === 'Data')
    return [{ name, columns: loaded.map((column) => String(column.name)), origin }]
  })
}

/** What the scanner itself knows to be upstream, where no query said so. */
function declared(dataset: Json, traced: readonly Upstream[]): Upstream[] {
  const known = new Set(traced.flatMap(({ from }) => ('model' in from ? [from.model] : [])))
  const named = [
    ...records(dataset.upstreamDataflows).map(({ targetDataflowId }) => text(targetDataflowId)),
    ...records(dataset.upstreamDatasets).map(({ targetDatasetId }) => text(targetDatasetId)),
  ]
  return [...new Set(named)].flatMap((model) =>
    model === undefined || known.has(model) ? [] : [{ from: { model }, columns: [] }],
  )
}

/** A dataflow with its entities; `definition` is what the export of it says, absent where it could not be had. */
export async function dataflowModel(
  dataflow: Json,
  definition: Json | string,
  context: ModelContext,
): Promise<ToolModel> {
  const { workspace, site } = context
  const id = String(dataflow.objectId)
  const entities = typeof definition === 'string' ? [] : records(definition.entities)
  const { traced, problem } = tracedEntities(definition, entities)
  const lineage = await modelLineage(traced, context.readSql, context.modelNamed)
  return {
    kind: 'model',
    name: id,
    displayName: text(dataflow.name),
    description: text(dataflow.description),
    sourceUrl: `${site}/groups/${workspace.id}/dataflows/${id}`,
    project: workspace.name,
    owner: text(dataflow.configuredBy),
    dataModelType: 'PowerBIDataFlow',
    columns: entities.map((entity) => ({
      name: String(entity.name),
      dataType: 'TABLE',
      dataTypeDisplay: 'entity',
      ...present({ description: text(entity.description) }),
      children: records(entity.attributes).map((attribute) => ({
        name: String(attribute.name),
        ...attributeType(attribute.dataType),
        ...present({ description: text(attribute.description) }),
      })),
    })),
    upstream: [...lineage.upstream, ...declared(dataflow, lineage.upstream)],
    problems: [...lineage.problems, ...(problem === undefined ? [] : [problem])],
  }
}

/** Entities of the Common Data Model write their types in lower case. */
function attributeType(said: unknown): ReturnType<typeof typeOf> {
  const name = text(said) ?? ''
  const found = Object.keys(dataTypes).find((each) => each.toLowerCase() === name.toLowerCase())
  return { ...typeOf(found), ...(name === '' ? {} : { dataTypeDisplay: name }) }
}

function tracedEntities(
  definition: Json | string,
  entities: readonly Json[],
): { traced: TracedTable[]; problem?: string } {
  if (typeof definition === 'string') return { traced: [], problem: definition }
  const document = text(record(definition['pbi:mashup']).document)
  if (document === undefined) return { traced: [] }
  let members: ReadonlyMap<string, Expression>
  try {
    members = new Map(parseSection(document).map(({ name, value }) => [name, value]))
  } catch (error) {
    if (!(error instanceof MSyntaxError)) throw error
    return { traced: [], problem: `its queries are not M: ${error.message}` }
  }
  const queries = createQueries(members)
  const traced = entities.map((entity) => {
    const name = String(entity.name)
    return {
      name,
      columns: records(entity.attributes).map((attribute) => String(attribute.name)),
      // Linked entities live in another dataflow and have no query here.
      origin: members.has(name) ? queries.originOf(name) : constant,
    }
  })
  return { traced }
}
