/**
 * Airflow's stable REST API, version 1 (Airflow 2) and 2 (Airflow 3): the few answers that a catalog needs, in one shape.
 * https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html
 */
import { SourceError } from '@waymark/ingest'
import { networkRemedy } from '../network-errors.ts'

export interface AirflowConfig {
  readonly hostPort: string
  readonly connection: {
    readonly type?: string
    readonly authConfig?: {
      readonly username?: string
      readonly password?: string
      readonly token?: string
    }
    readonly apiVersion?: 'v1' | 'v2' | 'auto'
    readonly verifySSL?: boolean
  }
  readonly numberOfStatus?: number
}

export interface Dag {
  readonly id: string
  readonly displayName: string | undefined
  readonly description: string | undefined
  readonly paused: boolean
  readonly schedule: string | undefined
  readonly fileLocation: string | undefined
  readonly owners: readonly string[]
  readonly tags: readonly string[]
  readonly concurrency: number | undefined
}

/** A dataset (Airflow 2) or asset (Airflow 3) by its address. */
export interface Task {
  readonly id: string
  readonly displayName: string | undefined
  readonly description: string | undefined
  readonly operator: string | undefined
  readonly downstream: readonly string[]
  readonly startDate: string | undefined
}

export interface DagRun {
  readonly id: string
  readonly state: string
  readonly startDate: string | undefined
  readonly endDate: string | undefined
}

export interface TaskRun {
  readonly taskId: string
  readonly state: string | undefined
  readonly startDate: string | undefined
  readonly endDate: string | undefined
}

/** Which tasks write an address, and which DAGs and tasks read it. */
export interface Dataset {
  readonly uri: string
  readonly producers: readonly { readonly dag: string; readonly task: string }[]
  readonly consumers: readonly string[]
}

export interface AirflowApi {
  readonly version: 'v1' | 'v2'
  dags(signal: AbortSignal): AsyncIterable<Dag>
  /** How many DAGs there are. */
  count(signal: AbortSignal): Promise<number>
  tasks(dag: string, signal: AbortSignal): Promise<readonly Task[]>
  /** The newest first. */
  runs(dag: string, limit: number, signal: AbortSignal): Promise<readonly DagRun[]>
  taskRuns(dag: string, run: string, signal: AbortSignal): Promise<readonly TaskRun[]>
  datasets(signal: AbortSignal): Promise<readonly Dataset[]>
}

const requestTimeoutMs = 60_000
const pageSize = 100

type Json = Readonly<Record<string, unknown>>

/** Signs in and finds out which version the server speaks. @throws SourceError */
export async function openAirflow(config: AirflowConfig, signal: AbortSignal): Promise<AirflowApi> {
  const base = config.hostPort.replace(/\/+$/, '')
  const { authConfig = {}, apiVersion = 'auto' } = config.connection
  let version: 'v1' | 'v2' = apiVersion === 'v1' ? 'v1' : 'v2'
  if (apiVersion === 'auto') {
    const { status } = await request(`${base}/api/v2/version`, {}, signal)
    version = status === 404 ? 'v1' : 'v2'
  }
  const authorization = await authorize(base, version, authConfig, signal)

  async function get(path: string, abort: AbortSignal, query: Record<string, string> = {}): Promise<Json> {
    const url = `${base}/api/${version}${path}?${new URLSearchParams(query)}`
    const { status, body } = await request(
      url,
      { headers: { ...authorization, Accept: 'application/json' } },
      abort,
    )
    if (status === 200) return body
    if (status === 401 || status === 403)
      throw new SourceError('fatal', `Airflow refuses ${path} (${status}).`, {
        hint: 'Check connection.authConfig; the user needs to read DAGs, tasks, runs and assets (the role Viewer). Airflow 2 needs an auth backend for its API: basic_auth.',
      })
    throw new SourceError(
      'skippable',
      `Airflow answers ${path} with status ${status}: ${String(body.detail ?? body.title ?? '').slice(0, 300)}`,
    )
  }

  async function* pages(path: string, member: string, abort: AbortSignal): AsyncGenerator<Json> {
    for (let offset = 0; ; ) {
      const answer = await get(path, abort, { limit: String(pageSize), offset: String(offset) })
      const items = records(answer[member])
      yield* items
      offset += items.length
      if (items.length === 0 || offset >= Number(answer.total_entries ?? 0)) return
    }
  }

  return {
    version,
    async *dags(abort) {
      for await (const dag of pages('/dags', 'dags', abort)) yield dagOf(dag)
    },
    async count(abort) {
      return Number((await get('/dags', abort, { limit: '1' })).total_entries ?? 0)
    },
    async tasks(dag, abort) {
      return records((await get(`/dags/${encodeURIComponent(dag)}/tasks`, abort)).tasks).map(taskOf)
    },
    async runs(dag, limit, abort) {
      const order = version === 'v1' ? '-execution_date' : '-run_after'
      const answer = await get(`/dags/${encodeURIComponent(dag)}/dagRuns`, abort, {
        limit: String(limit),
        order_by: order,
      })
      return records(answer.dag_runs).map((run) => ({
        id: String(run.dag_run_id),
        state: String(run.state),
        startDate: text(run.start_date),
        endDate: text(run.end_date),
      }))
    },
    async taskRuns(dag, run, abort) {
      const path = `/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(run)}/taskInstances`
      return records((await get(path, abort, { limit: '1000' })).task_instances).map((each) => ({
        taskId: String(each.task_id),
        state: text(each.state),
        startDate: text(each.start_date),
        endDate: text(each.end_date),
      }))
    },
    async datasets(abort) {
      const [path, member] = version === 'v1' ? ['/datasets', 'datasets'] : ['/assets', 'assets']
      const found: Dataset[] = []
      for await (const dataset of pages(path, member, abort)) found.push(datasetOf(dataset))
      return found
    },
  }
}

/** Airflow 2 takes the password with each request, Airflow 3 gives a token for it. */
async function authorize(
  base: string,
  version: 'v1' | 'v2',
  { username, password, token }: NonNullable<AirflowConfig['connection']['authConfig']>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (token) return { Authorization: `Bearer ${token}` }
  if (!username)
    throw new SourceError('fatal', 'No way to sign in to Airflow is given that is read here.', {
      hint: 'Write username and password, or token, into serviceConnection.config.connection.authConfig.',
    })
  if (version === 'v1')
    return { Authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` }
  const { status, body } = await request(
    `${base}/auth/token`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
    },
    signal,
  )
  if (typeof body.access_token === 'string') return { Authorization: `Bearer ${body.access_token}` }
  throw new SourceError('fatal', `Airflow gives no token for this user (status ${status}).`, {
    hint:
      status >= 500
        ? 'The log of its API server says why.'
        : 'Check username and password in connection.authConfig.',
  })
}

async function request(
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<{ status: number; body: Json }> {
  try {
    const response = await fetch(url, {
      ...init,
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    })
    const said = await response.text()
    return { status: response.status, body: parsed(said) }
  } catch (error) {
    signal.throwIfAborted()
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const remedy = networkRemedy(code)
    throw new SourceError(
      'fatal',
      remedy?.message ?? `Airflow does not answer: ${error instanceof Error ? error.message : ''}`,
      {
        hint:
          remedy?.hint ??
          'Check serviceConnection.config.hostPort: the address of the webserver or API server.',
        cause: error,
      },
    )
  }
}

function parsed(said: string): Json {
  try {
    const value: unknown = JSON.parse(said)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((each) => (typeof each === 'string' ? [each] : [])) : []
}

function dagOf(dag: Json): Dag {
  const interval = isRecord(dag.schedule_interval) ? text(dag.schedule_interval.value) : undefined
  return {
    id: String(dag.dag_id),
    displayName: text(dag.dag_display_name),
    description: text(dag.description),
    paused: dag.is_paused === true,
    schedule: text(dag.timetable_summary) ?? interval,
    fileLocation: text(dag.fileloc),
    owners: texts(dag.owners),
    tags: records(dag.tags).flatMap((tag) => text(tag.name) ?? []),
    concurrency: typeof dag.max_active_tasks === 'number' ? dag.max_active_tasks : undefined,
  }
}

function taskOf(task: Json): Task {
  return {
    id: String(task.task_id),
    displayName: text(task.task_display_name),
    description: text(task.doc_md),
    operator:
      text(task.operator_name) ?? (isRecord(task.class_ref) ? text(task.class_ref.class_name) : undefined),
    downstream: texts(task.downstream_task_ids),
    startDate: text(task.start_date),
  }
}

function datasetOf(dataset: Json): Dataset {
  const consuming = [
    ...records(dataset.consuming_dags),
    ...records(dataset.scheduled_dags),
    ...records(dataset.consuming_tasks),
  ]
  return {
    uri: String(dataset.uri),
    producers: records(dataset.producing_tasks).map((each) => ({
      dag: String(each.dag_id),
      task: String(each.task_id),
    })),
    consumers: [...new Set(consuming.map((each) => String(each.dag_id)))],
  }
}
