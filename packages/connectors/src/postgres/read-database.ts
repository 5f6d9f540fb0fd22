/** Reads one database: its schemas, their tables and routines, then the lineage of its views. */
import { type ReadContext, SourceError, type SourceRecord } from '@waymark/ingest'
import { buildFqn, type Column } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'
import * as queries from './queries.ts'
import type { Session } from './session.ts'
import { missingComposites, type RelationDetails, tableBody } from './table-bodies.ts'
import { viewLineage } from './view-lineage.ts'

/** Relations read at once: few round trips, and no more than this many tables in memory. */
const pageSize = 200

const tableKinds = ['r', 'p', 'f']
const viewKinds = ['v', 'm']

interface Place {
  readonly session: Session
  readonly context: ReadContext
  /** Service and database, by bare names. */
  readonly path: readonly string[]
}

function skipped(type: string, fullyQualifiedName: string, message: string): SourceRecord {
  return { kind: 'skipped', type, fullyQualifiedName, reason: 'filtered', message }
}

/** Everything of the session's database, parents first. The database entity itself is the caller's. */
export async function* readDatabase(place: Place, lineage: SqlLineage): AsyncGenerator<SourceRecord> {
  const { session, context, path } = place
  const databaseFqn = buildFqn(...path)
  const wanted: queries.SchemaRow[] = []
  for (const schema of await queries.schemas(session)) {
    const fqn = buildFqn(...path, schema.name)
    const rejected = context.filters.filter('schema').rejects(context.filters.useFqn ? fqn : schema.name)
    if (rejected === undefined) wanted.push(schema)
    else yield skipped('databaseSchema', fqn, rejected)
  }
  for (const schema of wanted) {
    yield {
      kind: 'entity',
      type: 'databaseSchema',
      fullyQualifiedName: buildFqn(...path, schema.name),
      body: {
        name: schema.name,
        database: databaseFqn,
        ...(schema.comment ? { description: schema.comment } : {}),
      },
    }
  }
  yield { kind: 'completed', type: 'databaseSchema', parent: databaseFqn }

  const kinds = [
    ...(context.options.includeTables ? tableKinds : []),
    ...(context.options.includeViews ? viewKinds : []),
  ]
  const oids = wanted.map((schema) => schema.oid)
  yield { kind: 'total', type: 'table', count: await queries.countRelations(session, oids, kinds) }
  for (const schema of wanted) {
    yield* readTables(place, schema, kinds)
    if (context.options.includeStoredProcedures) yield* readRoutines(place, schema)
  }
  if (context.options.includeLineage && context.options.includeViews) {
    for (const schema of wanted) yield* readLineage(place, schema, lineage)
  }
}

/** Pages of relations of a schema, with their columns and keys; a page that fails is read relation by relation. */
async function* relationPages(place: Place, schema: queries.SchemaRow, kinds: readonly string[]) {
  let after = ''
  for (;;) {
    place.context.signal.throwIfAborted()
    const page = await queries.relations(place.session, schema.oid, kinds, after, pageSize)
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = last.name
  }
}

/** Asks for the next page while the last one is worked on: source and catalog then wait for each other less. */
async function* oneAhead<T>(pages: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  let next = pages.next()
  try {
    for (let page = await next; !page.done; page = await next) {
      next = pages.next()
      // Whoever awaits it below is told; nobody may, when the reader stops here.
      next.catch(() => {})
      yield page.value
    }
  } finally {
    await pages.return()
  }
}

async function readDetails(session: Session, oids: readonly string[]): Promise<RelationDetails> {
  const columns = Map.groupBy(await queries.columns(session, oids), (row) => row.relation)
  for (let missing = missingComposites(columns); missing.length > 0; missing = missingComposites(columns)) {
    const members = Map.groupBy(await queries.columns(session, missing), (row) => row.relation)
    for (const relation of missing) columns.set(relation, members.get(relation) ?? [])
  }
  return {
    columns,
    constraints: Map.groupBy(await queries.constraints(session, oids), (row) => row.relation),
  }
}

/** One page of tables that the filters let pass, and what was found out about all of them at once, unless that failed. */
interface DetailedPage {
  readonly wanted: readonly queries.RelationRow[]
  readonly skipped: readonly SourceRecord[]
  readonly shared: RelationDetails | undefined
}

async function* detailedPages(
  place: Place,
  schema: queries.SchemaRow,
  kinds: readonly string[],
): AsyncGenerator<DetailedPage, void> {
  const { session, context, path } = place
  for await (const page of relationPages(place, schema, kinds)) {
    const left: SourceRecord[] = []
    const wanted = page.filter((relation) => {
      const rejected = rejectsTable(place, schema.name, relation.name)
      if (rejected !== undefined)
        left.push(skipped('table', buildFqn(...path, schema.name, relation.name), rejected))
      return rejected === undefined
    })
    let shared: RelationDetails | undefined
    try {
      shared = await readDetails(
        session,
        wanted.map((relation) => relation.oid),
      )
    } catch (error) {
      if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
      context.log('warn', `Reading ${buildFqn(...path, schema.name)} table by table after: ${error.message}`)
    }
    yield { wanted, skipped: left, shared }
  }
}

async function* readTables(
  place: Place,
  schema: queries.SchemaRow,
  kinds: readonly string[],
): AsyncGenerator<SourceRecord> {
  const { session, path } = place
  if (kinds.length === 0) return
  for await (const page of oneAhead(detailedPages(place, schema, kinds))) {
    yield* page.skipped
    for (const relation of page.wanted) {
      const fullyQualifiedName = buildFqn(...path, schema.name, relation.name)
      try {
        const details = page.shared ?? (await readDetails(session, [relation.oid]))
        const body = tableBody(relation, details, path, schema.name)
        yield { kind: 'entity', type: 'table', fullyQualifiedName, body }
      } catch (error) {
        if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
        const hint = error.hint === undefined ? {} : { hint: error.hint }
        yield {
          kind: 'skipped',
          type: 'table',
          fullyQualifiedName,
          reason: 'error',
          message: error.message,
          ...hint,
        }
      }
    }
  }
  // What the options switch off was not looked at, so nothing can be said about what is gone.
  if (kinds.length === tableKinds.length + viewKinds.length) {
    yield { kind: 'completed', type: 'table', parent: buildFqn(...path, schema.name) }
  }
}

function rejectsTable(place: Place, schema: string, name: string): string | undefined {
  const { filters } = place.context
  return filters.filter('table').rejects(filters.useFqn ? buildFqn(...place.path, schema, name) : name)
}

/** The catalog's word for a language of PostgreSQL; the code itself says in its `LANGUAGE` clause which one it is. */
function languageOf(name: string): string {
  if (name === 'sql' || name === 'plpgsql') return 'SQL'
  if (/^plpython/.test(name)) return 'Python'
  if (/^plv8/.test(name)) return 'JavaScript'
  return /^pljava/.test(name) ? 'Java' : 'External'
}

async function* readRoutines(place: Place, schema: queries.SchemaRow): AsyncGenerator<SourceRecord> {
  const schemaFqn = buildFqn(...place.path, schema.name)
  place.context.signal.throwIfAborted()
  for (const routine of await queries.routines(place.session, schema.oid)) {
    // Overloads share a name in PostgreSQL; in a catalog each needs its own.
    const name = routine.overloaded ? `${routine.name}(${routine.signature})` : routine.name
    yield {
      kind: 'entity',
      type: 'storedProcedure',
      fullyQualifiedName: buildFqn(...place.path, schema.name, name),
      body: {
        name,
        databaseSchema: schemaFqn,
        storedProcedureType: routine.kind === 'p' ? 'StoredProcedure' : 'Function',
        storedProcedureCode: { language: languageOf(routine.language), code: routine.code },
        ...(routine.comment ? { description: routine.comment } : {}),
      },
    }
  }
  yield { kind: 'completed', type: 'storedProcedure', parent: schemaFqn }
}

async function* readLineage(
  place: Place,
  schema: queries.SchemaRow,
  lineage: SqlLineage,
): AsyncGenerator<SourceRecord> {
  const { session, path } = place
  for await (const page of relationPages(place, schema, viewKinds)) {
    const views = page.filter((view) => rejectsTable(place, schema.name, view.name) === undefined)
    const oids = views.map((view) => view.oid)
    const dependencies = Map.groupBy(await queries.viewDependencies(session, oids), (row) => row.view)
    const columns = Map.groupBy(await queries.columns(session, oids), (row) => row.relation)
    for (const view of views) {
      if (view.definition === null) continue
      const sources = (dependencies.get(view.oid) ?? []).filter((source) => isRead(place, source))
      const names: Column['name'][] = (columns.get(view.oid) ?? []).map((column) => column.name)
      const named = { ...view, schema: schema.name, definition: view.definition, columns: names }
      yield* viewLineage(named, sources, path, lineage)
    }
  }
}

/** Whether the filters let a relation into the catalog, so that an edge from it has an end. */
function isRead(place: Place, source: queries.DependencyRow): boolean {
  const { filters, options } = place.context
  const schemaFqn = buildFqn(...place.path, source.schema)
  const kindWanted = viewKinds.includes(source.kind) ? options.includeViews : options.includeTables
  return (
    kindWanted &&
    filters.filter('schema').rejects(filters.useFqn ? schemaFqn : source.schema) === undefined &&
    rejectsTable(place, source.schema, source.name) === undefined
  )
}
