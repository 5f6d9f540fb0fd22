/** A factory to records: pipelines with tasks, their latest runs, and the lineage of what they copy and transform. */
import {
  filteredOut,
  type ReadContext,
  rejectedBy,
  SourceError,
  type SourceRecord,
  unreadable,
} from '@waymark/ingest'
import { buildFqn, childFqn } from '@waymark/spec'
import { type Json, milliseconds, present, record, records, text } from '../json-values.ts'
import { createSqlReader } from '../native-sql.ts'
import { type ActivityContext, activityLineage } from './activity-lineage.ts'
import { type Known, parametersOf } from './expression.ts'
import type { DataFactoryConfig, FactoryApi, FactoryKind } from './factory-api.ts'
import { runStatus } from './runs.ts'
import { everyActivity, tasksOf } from './tasks.ts'

const defaultRunDays = 7
/** Runs of each pipeline that the catalog is told of; factories run some pipelines every minute. */
const runsPerPipeline = 10
/** Runs of the factory that are looked through for them. */
const mostRuns = 10_000
const dayMs = 86_400_000

interface Pipeline {
  readonly name: string
  readonly fullyQualifiedName: string
  readonly properties: Json
  readonly known: Known
}

export async function* readPipelines(
  api: FactoryApi,
  context: ReadContext,
  config: DataFactoryConfig,
  now: () => number,
): AsyncGenerator<SourceRecord> {
  const { signal, options } = context
  const service = buildFqn(context.serviceName)
  const triggers = triggersOf(await everyOne(api, 'triggers', signal))
  const read: Pipeline[] = []
  for await (const { name: said, properties: given } of api.list('pipelines', signal)) {
    signal.throwIfAborted()
    const name = String(said)
    const fullyQualifiedName = childFqn(service, name)
    const rejected = rejectedBy(context, 'pipeline', name, fullyQualifiedName)
    if (rejected !== undefined) {
      yield filteredOut('pipeline', fullyQualifiedName, rejected)
      continue
    }
    const properties = record(given)
    const known = parametersOf('pipeline', properties.parameters, undefined)
    read.push({ name, fullyQualifiedName, properties, known })
    const page = `https://adf.azure.com/en/authoring/pipeline/${encodeURIComponent(name)}?factory=${encodeURIComponent(api.resourceId)}`
    yield {
      kind: 'entity',
      type: 'pipeline',
      fullyQualifiedName,
      body: {
        name,
        service,
        sourceUrl: page,
        tasks: tasksOf(properties.activities, page, known),
        ...present({ description: text(properties.description) }),
        ...(typeof properties.concurrency === 'number' ? { concurrency: properties.concurrency } : {}),
        ...triggers.get(name),
      },
    }
  }
  yield { kind: 'completed', type: 'pipeline', parent: service }
  const days = config.run_filter_days ?? options.sourceConfig.statusLookbackDays
  yield* runs(api, read, now() - (typeof days === 'number' ? days : defaultRunDays) * dayMs, signal)
  if (options.includeLineage && options.sourceConfig.includeLineage !== false)
    yield* lineage(api, read, signal)
}

async function everyOne(api: FactoryApi, kind: FactoryKind, signal: AbortSignal): Promise<Map<string, Json>> {
  const all = new Map<string, Json>()
  for await (const each of api.list(kind, signal)) all.set(String(each.name), each)
  return all
}

/** Whether a pipeline is started by itself, and when, in words. */
function triggersOf(triggers: ReadonlyMap<string, Json>): ReadonlyMap<string, Record<string, unknown>> {
  const found = new Map<string, { started: boolean; intervals: string[] }>()
  for (const trigger of triggers.values()) {
    const properties = record(trigger.properties)
    const started = properties.runtimeState === 'Started'
    const targets = [...records(properties.pipelines), ...records([properties.pipeline])]
    for (const target of targets) {
      const name = text(record(target.pipelineReference).referenceName)
      if (name === undefined) continue
      const entry = found.get(name) ?? { started: false, intervals: [] }
      entry.started ||= started
      if (started) entry.intervals.push(intervalOf(properties))
      found.set(name, entry)
    }
  }
  return new Map(
    [...found].map(([name, { started, intervals }]) => [
      name,
      {
        state: started ? 'Active' : 'Inactive',
        ...(intervals.length > 0 ? { scheduleInterval: [...new Set(intervals)].join('; ') } : {}),
      },
    ]),
  )
}

function intervalOf({ type, typeProperties }: Json): string {
  const given = record(typeProperties)
  const recurrence = record(given.recurrence)
  const frequency = text(recurrence.frequency) ?? text(given.frequency)
  if (frequency === undefined) return String(type)
  const interval = Number(recurrence.interval ?? given.interval ?? 1)
  const every =
    interval === 1 ? `every ${frequency.toLowerCase()}` : `every ${interval} ${frequency.toLowerCase()}s`
  const zone = text(recurrence.timeZone)
  return zone === undefined ? every : `${every} (${zone})`
}

async function* runs(
  api: FactoryApi,
  pipelines: readonly Pipeline[],
  sinceMs: number,
  signal: AbortSignal,
): AsyncGenerator<SourceRecord> {
  const byName = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]))
  const counts = new Map<string, number>()
  let looked = 0
  try {
    for await (const run of api.runs(sinceMs, signal)) {
      signal.throwIfAborted()
      looked += 1
      if (looked > mostRuns) return
      const pipeline = byName.get(String(run.pipelineName))
      const count = counts.get(String(run.pipelineName)) ?? 0
      if (!pipeline || count >= runsPerPipeline) continue
      const since = (milliseconds(run.runStart) ?? sinceMs) - dayMs
      const activities = await Array.fromAsync(api.activityRuns(String(run.runId), since, signal))
      const body = runStatus(run, activities)
      if (!body) continue
      counts.set(pipeline.name, count + 1)
      const { fullyQualifiedName } = pipeline
      yield { kind: 'measurement', measurement: 'pipelineStatus', type: 'pipeline', fullyQualifiedName, body }
    }
  } catch (error) {
    signal.throwIfAborted()
    // Who may read a factory may not always read its runs; its pipelines are true all the same.
    const [first] = pipelines
    if (!(error instanceof SourceError) || error.consequence === 'retriable' || !first) throw error
    const { message, hint, cause } = error
    const told = new SourceError('skippable', `Runs are not read. ${message}`, {
      ...(hint ? { hint } : {}),
      cause,
    })
    yield unreadable('pipeline', first.fullyQualifiedName, told)
  }
}

async function* lineage(
  api: FactoryApi,
  pipelines: readonly Pipeline[],
  signal: AbortSignal,
): AsyncGenerator<SourceRecord> {
  const resources = {
    datasets: await everyOne(api, 'datasets', signal),
    linkedServices: await everyOne(api, 'linkedservices', signal),
  }
  const dataflows = await everyOne(api, 'dataflows', signal)
  const readSql = createSqlReader()
  for (const { fullyQualifiedName, properties, known } of pipelines) {
    const through = { type: 'pipeline', fullyQualifiedName } as const
    const context: ActivityContext = { resources, dataflows, known, readSql }
    const problems: string[] = []
    for (const activity of everyActivity(properties.activities)) {
      signal.throwIfAborted()
      const found = await activityLineage(activity, context)
      problems.push(...found.problems.map((problem) => `'${String(activity.name)}': ${problem}`))
      for (const { from, to, sql, columns } of found.edges)
        yield {
          kind: 'crossLineage',
          from: { place: from },
          to: { place: to },
          through,
          details: {
            source: 'PipelineLineage',
            description: `${String(activity.type)} activity ${String(activity.name)}`,
            ...(sql === undefined ? {} : { sqlQuery: sql }),
          },
          columns,
        }
    }
    if (problems.length === 0) continue
    const message = `Its lineage is incomplete: ${problems.join('; ')}.`
    yield { kind: 'skipped', type: 'pipeline', fullyQualifiedName, reason: 'not-understood', message }
  }
}
