/** From a relational source to records: databases, schemas, tables and routines, then the lineage of views. */
import { buildFqn, type CreateTable } from '@waymark/spec'
import { type FilterKind, type ReadContext, SourceError } from '../connector.ts'
import type { SourceRecord } from '../source-record.ts'
import {
  isView,
  type NamedObject,
  type Relation,
  type RelationalDatabase,
  type Routine,
} from './relational-database.ts'
import { withKeys } from './table-keys.ts'
import { createViewLineage, type ViewLineage } from './view-lineage.ts'

/** Which filter leaves something out, or undefined: by bare name or by fully qualified name, as the workflow file says. */
export function rejectedBy(
  { filters }: Pick<ReadContext, 'filters'>,
  kind: FilterKind,
  name: string,
  fullyQualifiedName: string,
): string | undefined {
  return filters.filter(kind).rejects(filters.useFqn ? fullyQualifiedName : name)
}

/** The record that says which filter left something out. */
export function filteredOut(type: string, fullyQualifiedName: string, message: string): SourceRecord {
  return { kind: 'skipped', type, fullyQualifiedName, reason: 'filtered', message }
}

/** The record for one thing that could not be read. @throws what is not to be skipped */
export function unreadable(type: string, fullyQualifiedName: string, error: unknown): SourceRecord {
  if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
  const hint = error.hint === undefined ? {} : { hint: error.hint }
  return { kind: 'skipped', type, fullyQualifiedName, reason: 'error', message: error.message, ...hint }
}

/**
 * Everything of the databases that the filters let pass, parents first. Holds one schema's tables at a time, and the names
 * of all where lineage is wanted. `everyDatabase` says that there are no others below the service.
 */
export async function* readRelational(
  databases: readonly RelationalDatabase[],
  context: ReadContext,
  { everyDatabase }: { readonly everyDatabase: boolean },
): AsyncGenerator<SourceRecord> {
  for await (const record of readDatabases(databases, context, everyDatabase)) {
    context.signal.throwIfAborted()
    yield record
  }
}

async function* readDatabases(
  databases: readonly RelationalDatabase[],
  context: ReadContext,
  everyDatabase: boolean,
): AsyncGenerator<SourceRecord> {
  const service = buildFqn(context.serviceName)
  for (const database of databases) {
    const fqn = buildFqn(context.serviceName, database.name)
    const rejected = rejectedBy(context, 'database', database.name, fqn)
    if (rejected !== undefined) {
      yield filteredOut('database', fqn, rejected)
      continue
    }
    yield { kind: 'entity', type: 'database', fullyQualifiedName: fqn, body: { ...named(database), service } }
    yield* readSchemas({ database, context, path: [context.serviceName, database.name] })
  }
  if (everyDatabase) yield { kind: 'completed', type: 'database', parent: service }
}

interface Place {
  readonly database: RelationalDatabase
  readonly context: ReadContext
  /** Service and database, by bare names. */
  readonly path: readonly string[]
}

async function* readSchemas(place: Place): AsyncGenerator<SourceRecord> {
  const { database, context, path } = place
  const { options } = context
  const databaseFqn = buildFqn(...path)
  const wanted: NamedObject[] = []
  for (const schema of await database.schemas()) {
    const fqn = buildFqn(...path, schema.name)
    const rejected = rejectedBy(context, 'schema', schema.name, fqn)
    if (rejected === undefined) wanted.push(schema)
    else yield filteredOut('databaseSchema', fqn, rejected)
  }
  for (const schema of wanted) {
    const fullyQualifiedName = buildFqn(...path, schema.name)
    yield {
      kind: 'entity',
      type: 'databaseSchema',
      fullyQualifiedName,
      body: { ...named(schema), database: databaseFqn },
    }
  }
  if (!database.someSchemas) yield { kind: 'completed', type: 'databaseSchema', parent: databaseFqn }

  const lineage =
    options.includeLineage && options.includeViews && database.lineage
      ? createViewLineage(database.lineage, path, database)
      : undefined
  for (const { name } of wanted) {
    if (options.includeTables || options.includeViews) yield* readRelations(place, name, lineage)
    if (options.includeStoredProcedures && database.routines) yield* readRoutines(place, name)
  }
  if (lineage) yield* lineage.records()
}

async function* readRelations(
  { database, context, path }: Place,
  schema: string,
  lineage: ViewLineage | undefined,
): AsyncGenerator<SourceRecord> {
  const { options } = context
  const schemaFqn = buildFqn(...path, schema)
  const wanted = { tables: options.includeTables, views: options.includeViews }
  let relations: readonly Relation[]
  try {
    relations = await database.relations(schema, wanted)
  } catch (error) {
    // Without a 'completed' nothing of this schema counts as gone.
    yield unreadable('databaseSchema', schemaFqn, error)
    return
  }
  yield { kind: 'total', type: 'table', count: relations.length }
  for (const relation of relations) {
    const fullyQualifiedName = buildFqn(...path, schema, relation.name)
    const rejected = rejectedBy(context, 'table', relation.name, fullyQualifiedName)
    lineage?.learn(schema, relation, rejected === undefined)
    if (rejected === undefined) {
      const body = tableBody(relation, path, schemaFqn)
      yield { kind: 'entity', type: 'table', fullyQualifiedName, body }
    } else yield filteredOut('table', fullyQualifiedName, rejected)
  }
  // What the options switch off was not looked at, so nothing can be said about what is gone.
  if (wanted.tables && wanted.views) yield { kind: 'completed', type: 'table', parent: schemaFqn }
}

async function* readRoutines(
  { database, context, path }: Place,
  schema: string,
): AsyncGenerator<SourceRecord> {
  const schemaFqn = buildFqn(...path, schema)
  let routines: readonly Routine[]
  try {
    routines = (await database.routines?.(schema)) ?? []
  } catch (error) {
    yield unreadable('databaseSchema', schemaFqn, error)
    return
  }
  const overloads = new Map<string, number>()
  for (const { name } of routines) overloads.set(name, (overloads.get(name) ?? 0) + 1)
  for (const routine of routines) {
    // Overloads share a name in the source; in a catalog each needs its own.
    const isOverload = (overloads.get(routine.name) ?? 0) > 1 && routine.signature !== undefined
    const name = isOverload ? `${routine.name}(${routine.signature})` : routine.name
    const fullyQualifiedName = buildFqn(...path, schema, name)
    const rejected = rejectedBy(context, 'storedProcedure', name, fullyQualifiedName)
    if (rejected !== undefined) {
      yield filteredOut('storedProcedure', fullyQualifiedName, rejected)
      continue
    }
    const body = {
      ...named({ ...routine, name }),
      databaseSchema: schemaFqn,
      storedProcedureType: routine.procedure ? 'StoredProcedure' : 'Function',
      storedProcedureCode: { language: routine.language, code: routine.code },
    }
    yield { kind: 'entity', type: 'storedProcedure', fullyQualifiedName, body }
  }
  yield { kind: 'completed', type: 'storedProcedure', parent: schemaFqn }
}

function named({ name, comment }: NamedObject): { name: string; description?: string } {
  return comment ? { name, description: comment } : { name }
}

function tableBody(relation: Relation, path: readonly string[], schemaFqn: string): CreateTable {
  const { keys, definition, partition } = relation
  return {
    ...named(relation),
    databaseSchema: schemaFqn,
    tableType: relation.tableType,
    ...withKeys(relation.columns, keys, path),
    ...(partition ? { tablePartition: partition } : {}),
    ...(isView(relation) && definition ? { schemaDefinition: definition.trim() } : {}),
  }
}
