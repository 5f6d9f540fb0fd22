/** What runs of ingestions report while they run: logs, progress and metrics, kept and read back. */
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type Static, Type } from '@sinclair/typebox'
import { problem } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { authorizeOn, contextOf } from '../entities/entity-context.ts'
import { parseJsonBody } from '../http/json-body.ts'
import { position, queryOf } from '../http/query.ts'
import { wholePage } from '../http/series.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/services/ingestionPipelines'
const tag = 'IngestionPipeline'
const type = 'ingestionPipeline'

/** What a batch of at most 16 MiB may become. */
const mostLogBytes = 64 * 1024 * 1024
const unzip = promisify(gunzip)

interface Run {
  Params: { fqn: string; runId: string }
}

const LogBatch = Type.Object(
  {
    logs: Type.Optional(Type.String()),
    timestamp: Type.Optional(Type.Number()),
    connectorId: Type.Optional(Type.String()),
    compressed: Type.Optional(Type.Boolean()),
    lineCount: Type.Optional(Type.Integer()),
  },
  { $id: 'LogBatch', additionalProperties: false },
)

const LogPage = queryOf({
  offset: Type.Optional(position({ default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 1000 })),
})
const LastLogs = queryOf({
  after: Type.Optional(position({ default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 10_000 })),
})

const ProgressUpdate = Type.Object(
  {
    runId: Type.String(),
    timestamp: Type.Integer(),
    updateType: Type.String({
      enum: ['DISCOVERY', 'PROCESSING', 'STEP_COMPLETE', 'PIPELINE_COMPLETE', 'ERROR'],
    }),
    stepName: Type.Optional(Type.String()),
    progress: Type.Optional(Type.Unknown()),
    currentEntity: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
  },
  { $id: 'ProgressUpdate', additionalProperties: false },
)
type ProgressUpdate = Static<typeof ProgressUpdate>

const MetricsBatch = Type.Object(
  {
    runId: Type.String(),
    stepName: Type.String(),
    batchTimestamp: Type.Integer(),
    metrics: Type.Array(Type.Unknown()),
  },
  { $id: 'OperationMetricsBatch', additionalProperties: false },
)

export function registerRunReportRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerLogs(app, deps)
  registerProgress(app, deps)
  registerMetrics(app, deps)
}

async function mayReport(deps: ApiDependencies, request: FastifyRequest, fqn: string): Promise<void> {
  await authorizeOn(contextOf(deps, type), principalOf(request), { fqn }, 'EditIngestionPipelineStatus')
}

async function mayRead(deps: ApiDependencies, request: FastifyRequest, fqn: string): Promise<void> {
  await authorizeOn(contextOf(deps, type), principalOf(request), { fqn }, 'ViewBasic')
}

async function logText({ logs = '', compressed }: Static<typeof LogBatch>): Promise<string> {
  if (!compressed) return logs
  try {
    return (await unzip(Buffer.from(logs, 'base64'), { maxOutputLength: mostLogBytes })).toString('utf8')
  } catch (error) {
    const expected = `gzip in base64, at most ${mostLogBytes} bytes when unpacked.`
    throw problem('body-invalid', { field: 'logs', expected }, error)
  }
}

function registerLogs(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  app.post<Run & { Body: Static<typeof LogBatch> }>(
    `${base}/logs/:fqn/:runId`,
    {
      schema: { body: LogBatch },
      config: { docs: described({ summary: 'Append to the log of a run', tag, status: 204 }) },
    },
    async (request, reply) => {
      const { fqn, runId } = request.params
      await mayReport(deps, request, fqn)
      await engine.runLogs.append(fqn, runId, await logText(request.body))
      return reply.code(204).send()
    },
  )
  app.post<Run>(
    `${base}/logs/:fqn/:runId/close`,
    { config: { docs: described({ summary: 'The log of a run is complete', tag, status: 204 }) } },
    async (request, reply) => {
      const { fqn, runId } = request.params
      await mayReport(deps, request, fqn)
      await engine.runLogs.close(fqn, runId)
      return reply.code(204).send()
    },
  )
  app.get<Run & { Querystring: Static<typeof LogPage> }>(
    `${base}/logs/:fqn/:runId`,
    {
      schema: { querystring: LogPage },
      config: {
        docs: described({
          summary: 'The log of a run, by lines',
          tag,
          answer: Type.Object({
            logs: Type.String(),
            total: Type.Integer(),
            offset: Type.Integer(),
            closed: Type.Boolean(),
          }),
        }),
      },
    },
    async (request) => {
      const { fqn, runId } = request.params
      await mayRead(deps, request, fqn)
      const { offset = 0, limit = 1000 } = request.query
      const { lines, total, closed } = await engine.runLogs.read(fqn, runId, { offset, limit })
      return { logs: lines.join('\n'), total, offset, closed }
    },
  )
  app.get<{ Params: { id: string }; Querystring: Static<typeof LastLogs> }>(
    `${base}/logs/:id/last`,
    {
      schema: { querystring: LastLogs },
      config: {
        docs: described({
          summary: 'The log of the newest run, under the name of its task',
          tag,
          answer: Type.Record(Type.String(), Type.String()),
        }),
      },
    },
    async (request) => {
      const pipeline = await engine.get(type, { id: request.params.id })
      const fqn = pipeline.fullyQualifiedName
      await mayRead(deps, request, fqn)
      const runId = await engine.runLogs.latestRun(fqn)
      if (runId === undefined) return {}
      const { after = 0, limit = 10_000 } = request.query
      const { lines, total } = await engine.runLogs.read(fqn, runId, { offset: after, limit })
      const end = after + lines.length
      return {
        [taskName(String(pipeline.pipelineType))]: lines.join('\n'),
        total: String(total),
        ...(end < total ? { after: String(end) } : {}),
      }
    },
  )
}

/** Clients look for the log under the name of the task that wrote it. */
function taskName(pipelineType: string): string {
  const words: Readonly<Record<string, string>> = {
    metadata: 'ingestion',
    autoClassification: 'auto_classification',
    TestSuite: 'test_suite',
    dataInsight: 'data_insight',
    elasticSearchReindex: 'elasticsearch_reindex',
  }
  return `${words[pipelineType] ?? pipelineType}_task`
}

/**
 * The members of a body that is JSON, or the form fields that real clients send under a JSON Content-Type. Of members
 * that were objects a form keeps the keys alone.
 */
function fieldsOf(text: unknown): Record<string, unknown> {
  if (typeof text !== 'string') return {}
  if (text.trimStart().startsWith('{')) {
    const value = parseJsonBody(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  }
  return Object.fromEntries(new URLSearchParams(text))
}

const runGroup = (fqn: string, runId: string) => `${fqn}\n${runId}`

function textIn(fields: Readonly<Record<string, unknown>>, name: string): Record<string, string> {
  return typeof fields[name] === 'string' ? { [name]: fields[name] } : {}
}

function progressOf(fields: Readonly<Record<string, unknown>>, runId: string, now: number): ProgressUpdate {
  const words = ProgressUpdate.properties.updateType.enum as readonly string[] // declared above
  const updateType = String(fields.updateType ?? 'PROCESSING')
  if (!words.includes(updateType))
    throw problem('body-invalid', { field: 'updateType', expected: `one of ${words.join(', ')}.` })
  const timestamp = Number(fields.timestamp ?? now)
  return {
    runId,
    timestamp: Number.isSafeInteger(timestamp) && timestamp > 0 ? timestamp : now,
    updateType,
    ...textIn(fields, 'stepName'),
    ...textIn(fields, 'currentEntity'),
    ...textIn(fields, 'message'),
    ...(typeof fields.progress === 'object' && fields.progress !== null ? { progress: fields.progress } : {}),
  }
}

function registerProgress(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, now } = deps
  const path = `${base}/progress/:fqn/:runId`
  app.put<Run>(
    path,
    {
      config: {
        rawBody: true,
        docs: described({ summary: 'How far a run is', tag, body: ProgressUpdate, answer: ProgressUpdate }),
      },
    },
    async (request) => {
      const { fqn, runId } = request.params
      await mayReport(deps, request, fqn)
      const update = progressOf(fieldsOf(request.body), runId, now())
      await engine.records.put('ingestionProgress', runGroup(fqn, runId), [
        { key: 'newest', atMs: update.timestamp, value: update },
      ])
      return update
    },
  )
  app.get<Run>(
    path,
    {
      config: {
        docs: described({
          summary: 'How far a run is',
          tag,
          answer: ProgressUpdate,
          withoutBody: { 204: 'The run has not said' },
        }),
      },
    },
    async (request, reply: FastifyReply) => {
      const { fqn, runId } = request.params
      await mayRead(deps, request, fqn)
      const update = await engine.records.entry('ingestionProgress', runGroup(fqn, runId), 'newest')
      return update ?? reply.code(204).send()
    },
  )
}

function registerMetrics(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, now } = deps
  for (const path of [`${base}/metrics/:fqn/:runId`, `${base}/:fqn/metrics/:runId`]) {
    app.post<Run>(
      path,
      {
        config: {
          rawBody: true,
          docs: described({
            summary: 'What a run measured about itself',
            tag,
            body: MetricsBatch,
            status: 204,
          }),
        },
      },
      async (request, reply) => {
        const { fqn, runId } = request.params
        await mayReport(deps, request, fqn)
        const fields = fieldsOf(request.body)
        const at = Number(fields.batchTimestamp ?? now())
        const batchTimestamp = Number.isSafeInteger(at) && at > 0 ? at : now()
        const value: Static<typeof MetricsBatch> = {
          runId,
          stepName: String(fields.stepName ?? ''),
          batchTimestamp,
          metrics: Array.isArray(fields.metrics) ? fields.metrics : [],
        }
        await engine.records.put('ingestionMetrics', runGroup(fqn, runId), [
          { key: randomUUID(), atMs: batchTimestamp, value },
        ])
        return reply.code(204).send()
      },
    )
    app.get<Run>(
      path,
      {
        config: {
          docs: described({
            summary: 'What a run measured about itself, newest first',
            tag,
            answer: Type.Object({
              data: Type.Array(MetricsBatch),
              paging: Type.Object({ total: Type.Integer() }),
            }),
          }),
        },
      },
      async (request) => {
        const { fqn, runId } = request.params
        await mayRead(deps, request, fqn)
        return wholePage((await engine.records.list('ingestionMetrics', runGroup(fqn, runId), {})).entries)
      },
    )
  }
}
