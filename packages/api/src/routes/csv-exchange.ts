/** Export and import of CSV files, under the paths that OpenMetadata's clients use. */
import { Readable } from 'node:stream'
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { isProblem, problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { writeAuthorizer } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { aborted, type CsvImportResult, exported, imported } from '../csv/exchange.ts'
import type { Column, Format } from '../csv/format.ts'
import { formats } from '../csv/formats.ts'
import { exportedColumns, importedColumns, tableColumns } from '../csv/table-columns.ts'
import { authorizeReadOf, type EntityContext } from '../entities/entity-context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const ImportResult = Type.Object(
  {
    dryRun: Type.Boolean(),
    status: Type.String({ enum: ['success', 'failure', 'aborted', 'partialSuccess', 'running'] }),
    abortReason: Type.Optional(Type.String()),
    numberOfRowsProcessed: Type.Integer(),
    numberOfRowsPassed: Type.Integer(),
    numberOfRowsFailed: Type.Integer(),
    importResultsCsv: Type.String({ description: 'the file, with what became of each row before it' }),
  },
  { $id: 'CsvImportResult', additionalProperties: false },
)
const Documentation = Type.Object(
  {
    summary: Type.String(),
    headers: Type.Array(
      Type.Object({
        name: Type.String(),
        required: Type.Boolean(),
        description: Type.String(),
        examples: Type.Array(Type.String()),
      }),
    ),
  },
  { $id: 'CsvDocumentation' },
)
const ImportQuery = queryOf({
  dryRun: Type.Optional(
    Type.Boolean({ default: false, description: 'say what would happen, change nothing' }),
  ),
})

/** One kind of file: where it is served, what it is of, and how it is written and read. */
interface CsvFile {
  readonly collections: readonly string[]
  readonly of: string
  readonly rows: string
  readonly summary: string
  readonly columns: readonly Column[]
  readonly write: (deps: ApiDependencies, above: EntityJson) => Readable | string
  readonly read: (
    deps: ApiDependencies,
    above: EntityJson,
    text: string,
    principal: Principal,
    dryRun: boolean,
  ) => Promise<CsvImportResult>
}

/** Where each file is served; clients know services without the folder as well. */
const collections: Readonly<Record<string, readonly string[]>> = {
  'glossary glossaryTerm': ['glossaries'],
  'glossaryTerm glossaryTerm': ['glossaryTerms'],
  'team team': ['teams'],
  'team user': ['users'],
  'databaseService database': ['databaseServices', 'services/databaseServices'],
  'database databaseSchema': ['databases'],
  'databaseSchema table': ['databaseSchemas'],
}

function authorized(
  { engine, identity }: ApiDependencies,
  principal: Principal,
  type: string,
  dryRun: boolean,
) {
  return { authorize: writeAuthorizer(identity, principal, engine.registry.byType(type)), dryRun }
}

function fileOf(format: Format): CsvFile {
  return {
    ...format,
    collections: collections[`${format.of} ${format.rows}`] ?? [],
    write: ({ engine }, above) => Readable.from(exported(engine, format, above)),
    read: (deps, above, text, principal, dryRun) => {
      const options = authorized(deps, principal, format.rows, dryRun)
      return imported(deps.engine, format, above, text, principal, options)
    },
  }
}

const tableFile: CsvFile = {
  collections: ['tables'],
  of: 'table',
  rows: 'table',
  summary: 'Columns of a table, one a row.',
  columns: tableColumns,
  write: (_, table) => exportedColumns(table),
  read: (deps, table, text, principal, dryRun) =>
    importedColumns(deps.engine, table, text, principal, authorized(deps, principal, 'table', dryRun)),
}

export function registerCsvExchangeRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  for (const file of [...formats.map(fileOf), tableFile]) {
    for (const collection of file.collections) register(app, deps, file, collection)
  }
}

function register(app: FastifyInstance, deps: ApiDependencies, file: CsvFile, collection: string): void {
  const { engine, identity } = deps
  const definition = engine.registry.byType(file.of)
  const path = `/api/v1/${collection}`
  const context: EntityContext = { ...deps, definition, path }
  const tag = engine.registry.byType(file.rows).label

  app.get<{ Params: { fqn: string } }>(
    `${path}/name/:fqn/export`,
    { config: { docs: described({ summary: `${file.summary} As CSV`, tag, mediaType: 'text/plain' }) } },
    async (request, reply) => {
      const principal = principalOf(request)
      const key = { fqn: request.params.fqn }
      await authorizeReadOf(context, principal, key, 'ViewAll')
      await identity.authorize(principal, 'ViewAll', { type: file.rows })
      const above = await engine.get(file.of, key)
      return reply.type('text/plain; charset=utf-8').send(file.write(deps, above))
    },
  )
  app.put<{ Params: { fqn: string }; Querystring: Static<typeof ImportQuery>; Body: string | undefined }>(
    `${path}/name/:fqn/import`,
    {
      schema: { querystring: ImportQuery },
      config: {
        rawBody: true,
        docs: described({ summary: `Import: ${file.summary}`, tag, answer: ImportResult }),
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const key = { fqn: request.params.fqn }
      await authorizeReadOf(context, principal, key, 'ViewAll')
      const { dryRun = false } = request.query
      if (request.body === undefined)
        throw problem('body-invalid', { field: 'body', expected: 'the text of a CSV file.' })
      const above = await engine.get(file.of, key)
      try {
        return await file.read(deps, above, request.body, principal, dryRun)
      } catch (error) {
        if (isProblem(error, 'import-invalid')) return aborted(error.message, dryRun)
        throw error
      }
    },
  )
  app.get(
    `${path}/documentation/csv`,
    {
      config: {
        docs: described({ summary: `Columns of the file: ${file.summary}`, tag, answer: Documentation }),
      },
    },
    async (request) => {
      principalOf(request)
      const headers = file.columns.map(({ name, required = false, description, example }) => ({
        name,
        required,
        description,
        examples: [example],
      }))
      return { summary: file.summary, headers }
    },
  )
}
