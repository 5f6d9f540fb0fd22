/** Reads and changes services, their ingestions, and the runs of these. */
import { queryOptions } from '@tanstack/react-query'
import {
  type EntityReference,
  ingestionBotName,
  type JsonPatch,
  type Paging,
  type PipelineStatus,
  type TestConnectionResult,
} from '@waymark/spec'
import { call, query } from '../../api/http.ts'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import type { Asset } from '../asset/asset.ts'
import { type Config, fieldsOf } from './form/form-field.ts'
import { connectionWord } from './source-kinds.ts'

export interface ConnectorDescriptor {
  readonly serviceEntity: string
  readonly serviceType: string
  readonly collection: string
  readonly runsHere: boolean
  /** What this release's own reader was tried against. */
  readonly verified?: 'real-server' | 'documented-protocol'
}

export interface Schedule {
  /** A cron expression; runs on demand only without it. */
  readonly scheduleInterval?: string
  /** IANA name; UTC without it. */
  readonly pipelineTimezone?: string
}

export interface Ingestion extends Asset {
  readonly pipelineType: string
  readonly sourceConfig: { readonly config?: Config }
  readonly airflowConfig: Schedule & Config
  readonly enabled?: boolean
  readonly deployed?: boolean
  readonly service: EntityReference
  readonly pipelineStatuses?: PipelineStatus
}

const segment = encodeURIComponent
const base = 'services/ingestionPipelines'
export const ingestionsKey = ['ingestions'] as const

export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: async ({ signal }) =>
    (await call<{ data: readonly ConnectorDescriptor[] }>('system/connectors', { signal })).data.data,
  staleTime: Number.POSITIVE_INFINITY,
})

function formQuery(path: string) {
  return queryOptions({
    queryKey: ['form', path],
    queryFn: async ({ signal }) => fieldsOf((await call<object>(path, { signal })).data),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The fields of a connection. */
export const connectionFormQuery = (serviceEntity: string, serviceType: string) =>
  formQuery(`system/connectors/${segment(serviceEntity)}/${segment(serviceType)}`)
/** The fields of what a kind of ingestion does. */
export const optionsFormQuery = (type: string) => formQuery(`system/ingestionOptions/${segment(type)}`)

interface IngestionPage {
  readonly data: readonly Ingestion[]
  readonly paging: Paging
}

/** The ingestions of one service, or of all. */
export function ingestionsQuery(service?: string) {
  return queryOptions({
    queryKey: [...ingestionsKey, service ?? ''],
    queryFn: async ({ signal }) =>
      (
        await call<IngestionPage>(`${base}${query({ service, fields: 'pipelineStatuses', limit: 200 })}`, {
          signal,
        })
      ).data,
    refetchInterval: 15_000,
  })
}

const dayMs = 86_400_000

/** The runs of the last thirty days, newest first; asked for again while one is under way. */
export function runsQuery(fqn: string) {
  return queryOptions({
    queryKey: [...ingestionsKey, 'runs', fqn],
    queryFn: async ({ signal }) => {
      const now = Date.now()
      const path = `${base}/${segment(fqn)}/pipelineStatus${query({ startTs: now - 30 * dayMs, endTs: now + dayMs })}`
      const { data } = (await call<{ data: readonly PipelineStatus[] }>(path, { signal })).data
      return [...data].sort((one, other) => (other.startDate ?? 0) - (one.startDate ?? 0))
    },
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 2_000 : 15_000),
  })
}

export function isUnderWay({ pipelineState }: PipelineStatus): boolean {
  return pipelineState === 'queued' || pipelineState === 'running'
}

interface LogPage {
  readonly logs: string
  readonly total: number
  readonly closed: boolean
}

/** Address of a run's log as it grows (server-sent events). */
export function logStream(fqn: string, runId: string): string {
  return `/api/v1/${base}/logs/${segment(fqn)}/${segment(runId)}/stream`
}

/** Lines of a run's log from `offset` on. */
export async function readLog(
  fqn: string,
  runId: string,
  offset: number,
  signal: AbortSignal,
): Promise<LogPage> {
  const path = `${base}/logs/${segment(fqn)}/${segment(runId)}${query({ offset, limit: 10_000 })}`
  return (await call<LogPage>(path, { signal })).data
}

export async function createService(
  { collection, serviceType }: ConnectorDescriptor,
  name: string,
  config: Config,
): Promise<Asset> {
  const body = { name, serviceType, connection: { config: { ...config, type: serviceType } } }
  return (await call<Asset>(collection, { method: 'POST', body })).data
}

export interface NewIngestion {
  readonly name: string
  readonly displayName: string
  readonly pipelineType: string
  readonly service: { readonly id: string; readonly type: string }
  readonly config: Config
  readonly schedule: Schedule
  /** Name of the bot as which it runs. */
  readonly bot: string
}

/** Creates the ingestion and makes its schedule known to the workers. */
export async function createIngestion({ config, schedule, bot, ...rest }: NewIngestion): Promise<Ingestion> {
  const body = { ...rest, sourceConfig: { config }, airflowConfig: schedule }
  const { data } = await call<Ingestion>(base, { method: 'POST', body })
  if (bot !== ingestionBotName) await runAs(data.id, bot)
  await call(`${base}/deploy/${data.id}`, { method: 'POST' })
  return data
}

/** The patch that makes `schedule` the whole schedule of an ingestion, whether it had one before or not. */
export function schedulePatch(
  { airflowConfig }: Pick<Ingestion, 'airflowConfig'>,
  schedule: Schedule,
): JsonPatch {
  const { scheduleInterval: _interval, pipelineTimezone: _zone, ...others } = airflowConfig
  // `add` replaces a member that is there (RFC 6902 §4.1); `remove` fails on one that is not.
  return [{ op: 'add', path: '/airflowConfig', value: { ...others, ...schedule } }]
}

/** Saves the schedule and makes it known to the workers. */
export async function changeSchedule(ingestion: Ingestion, schedule: Schedule): Promise<void> {
  await call(`${base}/${ingestion.id}`, {
    method: 'PATCH',
    contentType: 'application/json-patch+json',
    body: schedulePatch(ingestion, schedule),
  })
  await call(`${base}/deploy/${ingestion.id}`, { method: 'POST' })
}

/** The names of all bots. */
export const botNamesQuery = queryOptions({
  queryKey: ['bot-names'],
  queryFn: async ({ signal }) =>
    (await call<{ data: readonly Asset[] }>(`bots${query({ limit: 1000 })}`, { signal })).data.data.map(
      ({ name }) => name,
    ),
})

/** Name of the bot as which an ingestion runs. */
export function runsAsQuery(ingestionId: string) {
  return queryOptions({
    queryKey: [...ingestionsKey, 'bot', ingestionId],
    queryFn: async ({ signal }) =>
      (await call<{ bot: string }>(`${base}/bot/${ingestionId}`, { signal })).data.bot,
  })
}

/** Has an ingestion run as another bot from its next run on; for administrators. @returns the name of the bot */
export async function runAs(ingestionId: string, bot: string): Promise<string> {
  const path = `${base}/bot/${ingestionId}`
  return (await call<{ bot: string }>(path, { method: 'PUT', body: { bot } })).data.bot
}

export const runNow = ({ id }: Asset) => call(`${base}/trigger/${id}`, { method: 'POST' })
/** Runs it with leave to remove what is gone from the source, however much it is. */
export const runAndRemove = ({ id }: Asset) =>
  call(`${base}/trigger/${id}${query({ allowMassDelete: true })}`, { method: 'POST' })
export const endRuns = ({ id }: Asset) => call(`${base}/kill/${id}`, { method: 'POST' })
export const toggle = ({ id }: Asset) => call(`${base}/toggleIngestion/${id}`, { method: 'POST' })

export interface ConnectionToTest {
  readonly serviceEntity: string
  readonly serviceType: string
  /** An existing service, whose secrets stand in for those that the form shows as a mask. */
  readonly serviceName?: string
  readonly config: Config
}

interface TestWorkflow {
  readonly id: string
  readonly status?: 'Pending' | 'Successful' | 'Failed' | 'Running'
  readonly response?: TestConnectionResult
}

/** How often a test under way is asked about, and how long it may take. */
const [pollMs, longestTestMs] = [700, 180_000]

/**
 * Has a worker of the catalog try the connection; tells every state on the way.
 * @throws ApiError, also when no worker is there; Error when it takes longer than three minutes
 */
export async function testConnection(
  { serviceEntity, serviceType, serviceName, config }: ConnectionToTest,
  onProgress: (result: TestConnectionResult) => void,
): Promise<TestConnectionResult> {
  const collection = 'automations/workflows'
  const { data: workflow } = await call<TestWorkflow>(collection, {
    method: 'POST',
    body: {
      name: `test-connection-${serviceType}-${crypto.randomUUID()}`,
      workflowType: 'TEST_CONNECTION',
      request: {
        connection: { config: { ...config, type: serviceType } },
        serviceType: connectionWord(serviceEntity),
        connectionType: serviceType,
        ...(serviceName ? { serviceName } : {}),
      },
    },
  })
  const path = `${collection}/${workflow.id}`
  try {
    await call(`${collection}/trigger/${workflow.id}`, { method: 'POST' })
    const endAtMs = Date.now() + longestTestMs
    while (Date.now() < endAtMs) {
      const { status, response } = (await call<TestWorkflow>(path)).data
      const result = response ?? { status: 'Running' as const, steps: [] }
      onProgress(result)
      if (status === 'Successful' || status === 'Failed') return { ...result, status }
      await new Promise((resolve) => setTimeout(resolve, pollMs))
    }
    throw new Error(texts.testTooLong)
  } finally {
    // The connection that was typed is in it; it is of no use to anybody afterwards.
    await call(`${path}?hardDelete=true`, { method: 'DELETE' }).catch(() => undefined)
  }
}

export interface FilterOutcome {
  readonly data: readonly {
    readonly type: string
    readonly name: string
    readonly taken: boolean
    readonly reason?: string
  }[]
  readonly truncated: boolean
}

/** What the filters of a configuration would take of a service, as a worker sees it. Changes nothing. */
export async function previewFilters(
  service: Asset & { readonly type: string },
  config: Config,
): Promise<FilterOutcome> {
  const body = {
    service: service.fullyQualifiedName,
    serviceType: service.type,
    sourceConfig: { config },
  }
  return (await call<FilterOutcome>(`${base}/preview`, { method: 'POST', body, timeoutMs: 60_000 })).data
}
