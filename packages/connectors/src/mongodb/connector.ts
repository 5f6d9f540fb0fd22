/** MongoDB: databases as schemas, collections and views as tables, columns from a sample of documents. */
import {
  defineConnector,
  type Relation,
  type RelationalDatabase,
  readRelational,
  type Source,
  SourceError,
} from '@waymark/ingest'
import type { SqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { createDocumentSchema } from './document-schema.ts'
import { type Collection, type MongoConfig, type MongoSession, openMongo } from './session.ts'

/** Documents from each end of a collection: what it held first, and what it holds now. */
const sampledEachEnd = 50
const defaultDatabaseName = 'default'

/** Views are pipelines, not SQL: the server itself says what they read. */
const noSql: SqlLineage = {
  ofView: () => ({ sources: [], columns: [], notUnderstood: [] }),
  ofStatement: () => [],
}

export default defineConnector<MongoConfig>({
  type: 'mongodb',
  serviceType: 'MongoDB',
  serviceEntity: 'databaseService',
  config: connectionSchema('databaseConnection', 'MongoDB'),
  checks: [
    { name: 'CheckAccess', description: 'The server answers and lets the user in.', mandatory: true },
    { name: 'GetDatabases', description: 'Databases can be listed.', mandatory: true },
    {
      name: 'GetCollections',
      description: 'The collections of the first database can be listed.',
      mandatory: false,
    },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const session = await openMongo(config, signal)
    return {
      async check(name) {
        const [first] = await session.databases()
        if (name === 'GetCollections' && first !== undefined) await session.collections(first)
      },
      read: (context) =>
        readRelational([mongoDatabase(session, config, context.signal)], context, { everyDatabase: true }),
      close: () => session.close(),
    }
  },
})

function mongoDatabase(session: MongoSession, config: MongoConfig, signal: AbortSignal): RelationalDatabase {
  return {
    name: config.databaseName ?? defaultDatabaseName,
    lineage: noSql,
    someSchemas: config.databaseSchema !== undefined,
    schemas: async () => (await session.databases()).map((name) => ({ name })),
    async relations(schema, wanted) {
      const relations: Relation[] = []
      for (const collection of await session.collections(schema)) {
        signal.throwIfAborted()
        const isView = collection.type === 'view'
        if (isView ? wanted.views : wanted.tables)
          relations.push(await relationOf(session, schema, collection))
      }
      return relations
    },
  }
}

async function relationOf(
  session: MongoSession,
  schema: string,
  { name, type, options }: Collection,
): Promise<Relation> {
  const isView = type === 'view'
  const documents = createDocumentSchema()
  let comment: string | undefined
  try {
    for (const document of await session.sample(schema, name, sampledEachEnd)) documents.add(document)
  } catch (error) {
    // A collection that cannot be sampled is there all the same.
    if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
    comment = `Its columns are not known: ${error.message}`
  }
  const columns = documents.columns()
  return {
    name,
    ...(comment === undefined ? {} : { comment }),
    tableType: isView ? 'View' : 'Regular',
    columns,
    keys:
      !isView && columns.some((column) => column.name === '_id')
        ? [{ kind: 'PRIMARY_KEY', columns: ['_id'] }]
        : [],
    ...(isView
      ? {
          definition: JSON.stringify({ viewOn: options.viewOn, pipeline: options.pipeline }, null, 2),
          reads: readsOf(options).map((read) => ({ schema, name: read })),
        }
      : {}),
  }
}

/** The collection that a view is on, and those that its pipeline looks into. */
function readsOf(options: Collection['options']): string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each)
      return
    }
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (/^\$(?:lookup|graphLookup|unionWith)$/.test(key)) {
        const source: unknown = typeof inner === 'string' ? inner : (inner?.from ?? inner?.coll)
        if (typeof source === 'string') names.add(source)
      }
      visit(inner)
    }
  }
  if (typeof options.viewOn === 'string') names.add(options.viewOn)
  visit(options.pipeline)
  return [...names]
}
