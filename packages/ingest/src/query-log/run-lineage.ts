/** A lineage run: edges between tables and columns from the statements of a query log, and from the SQL of views and stored procedures. */
import { buildFqn, splitFqn } from '@waymark/spec'
import type { LineageResult } from '@waymark/sql-lineage'
import { createLineageWriter, type LineageWriter } from '../runner/lineage-writer.ts'
import { withSource } from '../runner/open-source.ts'
import { checkSource } from '../runner/prepare-run.ts'
import type { RunContext } from '../runner/run-context.ts'
import { serviceConnection } from '../runner/service-connection.ts'
import type { LineageRecord } from '../source-record.ts'
import { placeOf } from '../sql/chosen-tables.ts'
import type { LoggedQuery } from '../sql-access.ts'
import { type CatalogRoutine, readKnownRoutines } from './known-routines.ts'
import { type KnownTables, readKnownTables } from './known-tables.ts'
import { logFileOf, loggedQueries } from './logged-queries.ts'
import { readStatement } from './read-statement.ts'
import { type StatementParser, statementParser } from './statement-parser.ts'

/** The edges of a run: the first statement between two tables is kept, further ones add the columns it lacks. */
type Edges = Map<string, LineageRecord>

export async function runLineage(context: RunContext): Promise<void> {
  const { workflow } = context
  const config = workflow.options.sourceConfig
  const connection = await serviceConnection(context, workflow.serviceName)
  const parser = await statementParser(connection.connector.serviceType)
  const known = await readKnownTables(context, parser)
  const edges: Edges = new Map()
  const lineage = createLineageWriter(context, async () => {})
  if (config.processViewLineage !== false) {
    for (const view of known.views) {
      context.signal.throwIfAborted()
      readView(context, view, known, parser, edges)
    }
  }
  if (config.processStoredProcedureLineage !== false) {
    for await (const routine of readKnownRoutines(context))
      readRoutine(context, routine, known, parser, edges)
  }
  if (config.processQueryLineage !== false) {
    const read = async (queries: AsyncIterable<LoggedQuery>) => {
      for await (const query of queries) readQuery(context, query, known, parser, edges)
    }
    if (logFileOf(context) !== undefined) await read(loggedQueries(context, undefined))
    else {
      await withSource(connection, context, async (source) => {
        await checkSource(connection.connector, source, context)
        await read(loggedQueries(context, source))
      })
    }
  }
  await send(edges, lineage)
  context.meter.end()
}

async function send(edges: Edges, lineage: LineageWriter): Promise<void> {
  for (const edge of edges.values()) await lineage.write(edge)
  await lineage.flush()
}

function readView(
  context: RunContext,
  view: KnownTables['views'][number],
  known: KnownTables,
  parser: StatementParser,
  edges: Edges,
): void {
  const result = parser.lineage.ofView(view.definition, known.schemas(view.database, view.schema))
  const target = { schema: view.schema, table: placeOf(view.table.fullyQualifiedName).name }
  const origin = { sqlQuery: view.definition, source: 'ViewLineage', database: view.database }
  addEdges(context, { ...result, target }, known, origin, edges)
  context.account.passed('view', 'changed')
  if (result.notUnderstood.length === 0) return
  context.report({
    severity: 'warning',
    type: 'table',
    fullyQualifiedName: view.table.fullyQualifiedName,
    message: `The view's lineage is incomplete: ${result.notUnderstood.join('; ')}`,
  })
}

/** What a routine would move if it ran: whether and when it does, only the log knows. */
function readRoutine(
  context: RunContext,
  { id, fullyQualifiedName, database, schema, code }: CatalogRoutine,
  known: KnownTables,
  parser: StatementParser,
  edges: Edges,
): void {
  const results = parser.routines.ofStatement(code, known.schemas(database, schema))
  for (const result of results) {
    const sqlQuery = result.statement ?? code
    const pipeline = { id, type: 'storedProcedure' }
    addEdges(context, result, known, { sqlQuery, source: 'QueryLineage', database, pipeline }, edges)
  }
  context.account.passed('storedProcedure', 'changed')
  context.meter.progressed('storedProcedure')
  const notUnderstood = results.flatMap((result) => result.notUnderstood)
  if (notUnderstood.length === 0) return
  context.report({
    severity: 'warning',
    type: 'storedProcedure',
    fullyQualifiedName,
    message: `Its lineage is incomplete: ${notUnderstood.join('; ')}`,
  })
}

function readQuery(
  context: RunContext,
  query: LoggedQuery,
  known: KnownTables,
  parser: StatementParser,
  edges: Edges,
): void {
  const { results, notUnderstood } = readStatement(query, known, parser)
  for (const result of results) {
    const origin = {
      sqlQuery: result.statement ?? query.query,
      source: 'QueryLineage',
      database: query.database,
    }
    addEdges(context, result, known, origin, edges)
  }
  context.account.passed('query', 'changed')
  context.meter.progressed('query')
  if (notUnderstood.length === 0) return
  context.report({
    severity: 'warning',
    type: 'query',
    fullyQualifiedName: shortened(query.query),
    message: `Not understood: ${notUnderstood.join('; ')}`,
  })
}

function shortened(query: string): string {
  const line = query.replace(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

interface Origin {
  readonly sqlQuery: string
  readonly source: string
  readonly database: string | undefined
  /** The routine that holds the statement. */
  readonly pipeline?: { readonly id: string; readonly type: string }
}

function addEdges(
  context: RunContext,
  result: LineageResult,
  known: KnownTables,
  origin: Origin,
  edges: Edges,
): void {
  const { target } = result
  if (!target) return
  const to = known.table(target.database ?? origin.database, target.schema, target.table)
  if (!to || rejects(context, to.fullyQualifiedName)) return
  for (const source of result.sources) {
    const from = known.table(source.database ?? origin.database, source.schema, source.table)
    if (!from || from.id === to.id || rejects(context, from.fullyQualifiedName)) continue
    const columnsLineage = result.columns.flatMap(({ toColumn, from: origins }) => {
      const fromColumns = origins
        .filter((each) => each.schema === source.schema && each.table === source.table)
        .map((each) => buildFqn(...splitFqn(from.fullyQualifiedName), each.column))
      return fromColumns.length === 0
        ? []
        : [{ fromColumns, toColumn: buildFqn(...splitFqn(to.fullyQualifiedName), toColumn) }]
    })
    const key = `${from.id} ${to.id}`
    const present = edges.get(key)
    const { pipeline } = present ? present.details : origin
    const seen = new Set((present?.details.columnsLineage ?? []).map((each) => each.toColumn))
    edges.set(key, {
      kind: 'lineage',
      from: { type: 'table', fullyQualifiedName: from.fullyQualifiedName },
      to: { type: 'table', fullyQualifiedName: to.fullyQualifiedName },
      details: {
        source: present?.details.source ?? origin.source,
        sqlQuery: present?.details.sqlQuery ?? origin.sqlQuery,
        ...(pipeline ? { pipeline } : {}),
        columnsLineage: [
          ...(present?.details.columnsLineage ?? []),
          ...columnsLineage.filter((each) => !seen.has(each.toColumn)),
        ],
      },
    })
  }
}

/** Whether the filters of the file leave a table out. */
function rejects({ workflow }: RunContext, fullyQualifiedName: string): boolean {
  const { filters, serviceName } = workflow
  const { database, schema, name } = placeOf(fullyQualifiedName)
  const reasons = [
    filters.filter('database').rejects(filters.useFqn ? buildFqn(serviceName, database) : database),
    filters.filter('schema').rejects(filters.useFqn ? buildFqn(serviceName, database, schema) : schema),
    filters.filter('table').rejects(filters.useFqn ? fullyQualifiedName : name),
  ]
  return reasons.some((reason) => reason !== undefined)
}
