/** Export and import of CSV files, under the paths that OpenMetadata's clients use. */
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { isProblem, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { aborted, type CsvImportResult, exported, ImportResult, imported } from '../csv/exchange.ts'
import type { Column, Format } from '../csv/format.ts'
import { formats } from '../csv/formats.ts'
import { CsvJob, CsvJobStarted, type CsvJobs, type CsvOutcome, createCsvJobs } from '../csv/jobs.ts'
import { exportedColumns, importedColumns, tableColumns } from '../csv/table-columns.ts'
import { authorizeOn, type EntityContext } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

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

interface ImportRequest {
  Params: { fqn: string }
  Querystring: Static<typeof ImportQuery>
  Body: string | undefined
}

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
  'domain domain': ['domains'],
  'domain dataProduct': ['dataProducts'],
  'databaseService database': ['databaseServices', 'services/databaseServices'],
  'database databaseSchema': ['databases'],
  'databaseSchema table': ['databaseSchemas'],
  'table testCase': ['dataQuality/testCases'],
}

function fileOf(format: Format): CsvFile {
  return {
    ...format,
    collections: collections[`${format.of} ${format.rows}`] ?? [],
    write: ({ engine }, above) => Readable.from(exported(engine, format, above)),
    read: async (deps, above, text, principal, dryRun) => {
      const options = { ...(await heldWrites(deps, principal, format.rows)), dryRun }
      return await imported(deps.engine, format, above, text, principal, options)
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
  read: async (deps, table, text, principal, dryRun) => {
    const options = { ...(await heldWrites(deps, principal, 'table')), dryRun }
    return await importedColumns(deps.engine, table, text, principal, options)
  },
}

export function registerCsvExchangeRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const jobs = createCsvJobs(deps)
  for (const file of [...formats.map(fileOf), tableFile]) {
    for (const collection of file.collections) register(app, deps, jobs, file, collection)
  }
  app.get<{ Params: { id: string } }>(
    '/api/v1/csvJobs/:id',
    {
      config: {
        docs: described({
          summary: 'How an export or import in the background goes',
          tag: 'CSV',
          answer: CsvJob,
        }),
      },
    },
    (request) => jobs.get(principalOf(request), request.params.id),
  )
}

/** A kind of file at one of its addresses. */
interface Served {
  readonly deps: ApiDependencies
  readonly jobs: CsvJobs
  readonly file: CsvFile
  readonly context: EntityContext
  /** The heading in the API's description: that of the rows. */
  readonly tag: string
}

function register(
  app: FastifyInstance,
  deps: ApiDependencies,
  jobs: CsvJobs,
  file: CsvFile,
  collection: string,
): void {
  const { registry } = deps.engine
  const context = { ...deps, definition: registry.byType(file.of), path: `/api/v1/${collection}` }
  const served = { deps, jobs, file, context, tag: registry.byType(file.rows).label }
  registerExport(app, served)
  registerImport(app, served)
  registerDocumentation(app, served)
}

interface ByFqn {
  Params: { fqn: string }
}

/** What the rows stand below, for those who may see it. */
async function readable(request: FastifyRequest<ByFqn>, { context, file }: Served): Promise<EntityJson> {
  const key = { fqn: request.params.fqn }
  await authorizeOn(context, principalOf(request), key, 'ViewAll')
  return await context.engine.get(file.of, key)
}

async function answerStarted(
  request: FastifyRequest,
  reply: FastifyReply,
  jobs: CsvJobs,
  work: () => Promise<CsvOutcome>,
): Promise<FastifyReply> {
  return reply.code(202).send(await jobs.start(principalOf(request), work))
}

function registerExport(app: FastifyInstance, served: Served): void {
  const { deps, jobs, file, context, tag } = served
  const toExport = async (request: FastifyRequest<ByFqn>) => {
    await deps.identity.authorize(principalOf(request), 'ViewAll', { type: file.rows })
    return await readable(request, served)
  }
  app.get<ByFqn>(
    `${context.path}/name/:fqn/export`,
    { config: { docs: described({ summary: `${file.summary} As CSV`, tag, mediaType: 'text/plain' }) } },
    async (request, reply) => {
      const above = await toExport(request)
      return reply.type('text/plain; charset=utf-8').send(file.write(deps, above))
    },
  )
  app.get<ByFqn>(
    `${context.path}/name/:fqn/exportAsync`,
    {
      config: {
        docs: described({
          summary: `${file.summary} As CSV, later`,
          tag,
          answer: CsvJobStarted,
          status: 202,
        }),
      },
    },
    async (request, reply) => {
      const above = await toExport(request)
      return await answerStarted(request, reply, jobs, async () => {
        const written = file.write(deps, above)
        return { data: typeof written === 'string' ? written : await text(written) }
      })
    },
  )
}

function registerImport(app: FastifyInstance, served: Served): void {
  const { deps, jobs, file, context, tag } = served
  /** What the import will do; everything that can be refused beforehand is. */
  const toImport = async (request: FastifyRequest<ImportRequest>) => {
    const above = await readable(request, served)
    const { dryRun = false } = request.query
    const { body } = request
    if (body === undefined)
      throw problem('body-invalid', { field: 'body', expected: 'the text of a CSV file.' })
    return () => resultOf(deps, file, above, body, principalOf(request), dryRun)
  }
  app.put<ImportRequest>(
    `${context.path}/name/:fqn/import`,
    {
      schema: { querystring: ImportQuery },
      config: {
        rawBody: true,
        docs: described({ summary: `Import: ${file.summary}`, tag, answer: ImportResult }),
      },
    },
    async (request) => {
      const work = await toImport(request)
      return await work()
    },
  )
  app.put<ImportRequest>(
    `${context.path}/name/:fqn/importAsync`,
    {
      schema: { querystring: ImportQuery },
      config: {
        rawBody: true,
        docs: described({
          summary: `Import, later: ${file.summary}`,
          tag,
          answer: CsvJobStarted,
          status: 202,
        }),
      },
    },
    async (request, reply) => {
      const work = await toImport(request)
      return await answerStarted(request, reply, jobs, async () => ({ result: await work() }))
    },
  )
}

function registerDocumentation(app: FastifyInstance, { file, context, tag }: Served): void {
  app.get(
    `${context.path}/documentation/csv`,
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

/** The report; a file that cannot be read at all has one as well. */
async function resultOf(
  deps: ApiDependencies,
  file: CsvFile,
  above: EntityJson,
  body: string,
  principal: Principal,
  dryRun: boolean,
): Promise<CsvImportResult> {
  try {
    return await file.read(deps, above, body, principal, dryRun)
  } catch (error) {
    if (isProblem(error, 'import-invalid')) return aborted(error.message, dryRun)
    throw error
  }
}
