/**
 * Airflow's stable REST API, version 1 (Airflow 2) and 2 (Airflow 3): the few answers that a catalog needs, in one shape.
 * https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html
 */
import { SourceError } from '@waymark/ingest'
import { createJsonApi, type JsonApi } from '../json-api.ts'
import { isRecord, type Json, record, records, text, texts } from '../json-values.ts'

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

const pageSize = 100

/** Signs in and finds out which version the server speaks. @throws SourceError */
export async function openAirflow(config: AirflowConfig, signal: AbortSignal): Promise<AirflowApi> {
  const { authConfig = {}, apiVersion = 'auto' } = config.connection
  const options = {
    name: 'Airflow',
    baseUrl: config.hostPort,
    addressKey: 'hostPort',
    refusedHint:
      'Check connection.authConfig; the user needs to read DAGs, tasks, runs and assets (the role Viewer). Airflow 2 needs an auth backend for its API: basic_auth.',
  }
  const anonymous = createJsonApi({
    ...options,
    authorize: async () => ({}),
    // Nothing but a missing path tells of an older version.
    readsRefusal: (status) =>
      status === 404 ? 'skippable' : status === 429 || status >= 500 ? 'retriable' : 'fatal',
  })
  const version = apiVersion === 'auto' ? await versionOf(anonymous, signal) : apiVersion
  const authorization = await authorize(anonymous, version, authConfig, signal)
  const api = createJsonApi({
    ...options,
    authorize: async () => authorization,
    // What Airflow fails at is one DAG, whose stored form is gone, say; others may be fine.
    readsRefusal: (status) => (status === 500 ? 'skippable' : undefined),
  })

  async function get(path: string, abort: AbortSignal, query: Record<string, string> = {}): Promise<Json> {
    return record(await api.get(`/api/${version}${path}`, { query, signal: abort }))
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

/** Airflow 3 tells its version to everybody; Airflow 2 has no such path. */
async function versionOf(api: JsonApi, signal: AbortSignal): Promise<'v1' | 'v2'> {
  try {
    await api.get('/api/v2/version', { signal })
    return 'v2'
  } catch (error) {
    if (error instanceof SourceError && error.consequence === 'skippable') return 'v1'
    throw error
  }
}

/** Airflow 2 takes the password with each request, Airflow 3 gives a token for it. */
async function authorize(
  api: JsonApi,
  version: 'v1' | 'v2',
  { username, password, token }: NonNullable<AirflowConfig['connection']['authConfig']>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (token) return { authorization: `Bearer ${token}` }
  if (!username)
    throw new SourceError('fatal', 'No way to sign in to Airflow is given that is read here.', {
      hint: 'Write username and password, or token, into serviceConnection.config.connection.authConfig.',
    })
  if (version === 'v1')
    return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` }
  const given = text(
    record(await api.post('/auth/token', { body: { username, password }, signal })).access_token,
  )
  if (given) return { authorization: `Bearer ${given}` }
  throw new SourceError('fatal', 'Airflow answers without a token.', {
    hint: 'The log of its API server says why.',
  })
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
