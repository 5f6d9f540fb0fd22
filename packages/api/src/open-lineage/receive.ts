/** Takes OpenLineage events in: pipelines, their runs, and the lineage between what they read and write. */
import type { JobRun, NamedEdgeResult, WaitingEnd } from '@waymark/engine'
import { problem } from '@waymark/spec'
import { edgesOf, type JobData, pipelineEdges } from './edges.ts'
import type { OpenLineageDataset, OpenLineageEvent } from './event.ts'
import { endsOf } from './naming.ts'
import { addTasks, executionOf, type JobSettings, pipelineOf, type Writer } from './pipelines.ts'
import { reported, runRecord, withEvent, withTask } from './run-record.ts'

export interface OpenLineageSettings extends JobSettings {
  readonly enabled: boolean
  /** Event types that are taken; undefined for all. */
  readonly eventTypes?: readonly string[]
}

export interface Received {
  readonly skipped: boolean
  readonly edges: number
  readonly unresolved: readonly { readonly namespace: string; readonly name: string }[]
}

const skipped: Received = { skipped: true, edges: 0, unresolved: [] }

/** @throws problem `body-invalid` for an event that is none of the three kinds */
export async function receive(
  writer: Writer,
  event: OpenLineageEvent,
  settings: OpenLineageSettings,
): Promise<Received> {
  if (!settings.enabled) return skipped
  const { run, job, dataset } = event
  if (run && job) {
    if (settings.eventTypes && !settings.eventTypes.includes(event.eventType ?? 'OTHER')) return skipped
    return await receiveRun(writer, event, { run, job }, settings)
  }
  if (job && !run) {
    const data = {
      inputs: event.inputs ?? [],
      outputs: event.outputs ?? [],
      ...sqlOf(job.facets?.sql?.query),
    }
    return await draw(writer, event, job, data, settings)
  }
  if (dataset) return await receiveDataset(writer, dataset, settings)
  throw problem('body-invalid', { field: 'event', expected: 'a run and its job, a job, or a dataset.' })
}

function sqlOf(sql: string | undefined) {
  return sql === undefined ? {} : { sql }
}

interface RunParts {
  readonly run: NonNullable<OpenLineageEvent['run']>
  readonly job: NonNullable<OpenLineageEvent['job']>
}

async function receiveRun(
  writer: Writer,
  event: OpenLineageEvent,
  { run, job }: RunParts,
  settings: OpenLineageSettings,
): Promise<Received> {
  const { engine } = writer
  const parent = run.facets?.parent
  const own = { namespace: job.namespace, job: job.name, run: run.runId }
  const merged = await engine.lineage.mergeRun(own, (known) => withEvent(known, event))
  const above = parent ? { namespace: parent.job.namespace, name: parent.job.name } : job
  const pipeline = await pipelineOf(writer, above, event, settings)
  if (pipeline) {
    const parentRun = parent?.run?.runId
    if (parent && parentRun !== undefined) {
      const key = { namespace: above.namespace, job: above.name, run: parentRun }
      const whole = await engine.lineage.mergeRun(key, (known) => withTask(known, job.name, event))
      await addTasks(writer, pipeline, Object.keys(runRecord(whole).tasks ?? {}))
      await report(writer, pipeline.fullyQualifiedName ?? '', key, whole)
    } else if (!parent) await report(writer, pipeline.fullyQualifiedName ?? '', own, merged)
  }
  // What a run that failed would have written, it has not.
  if (merged.state === 'FAIL' || merged.state === 'ABORT') return { skipped: false, edges: 0, unresolved: [] }
  const { inputs = {}, outputs = {}, sql } = runRecord(merged)
  const data = { inputs: Object.values(inputs), outputs: Object.values(outputs), ...sqlOf(sql) }
  return await draw(writer, event, above, data, settings)
}

/** Stores the status of a run under its beginning, which an event that comes late may move. */
async function report(
  { engine }: Writer,
  fqn: string,
  key: { readonly namespace: string; readonly job: string; readonly run: string },
  run: JobRun,
): Promise<void> {
  const execution = executionOf(key.run, run)
  const before = runRecord(run).reportedMs
  if (before !== undefined && before !== execution.timestamp) {
    await engine.extensions.remove('pipeline', fqn, 'pipelineStatus', { startMs: before, endMs: before })
  }
  await engine.extensions.append('pipeline', fqn, 'pipelineStatus', execution)
  if (before !== execution.timestamp) {
    await engine.lineage.mergeRun(key, (known) => reported(known, execution.timestamp))
  }
}

async function draw(
  writer: Writer,
  event: OpenLineageEvent,
  job: { readonly namespace: string; readonly name: string },
  data: JobData,
  settings: OpenLineageSettings,
): Promise<Received> {
  const { engine, actor } = writer
  const pipeline = await pipelineOf(writer, job, event, settings)
  if (data.inputs.length === 0 && data.outputs.length === 0)
    return { skipped: false, edges: 0, unresolved: [] }
  const endOf = await knownEnds(writer, [...data.inputs, ...data.outputs], settings)
  const edges = edgesOf(data, pipeline, endOf)
  const results = await engine.lineage.addByName(edges, actor)
  if (pipeline && data.inputs.length > 0 && data.outputs.length > 0) {
    await engine.lineage.removeByName(pipelineEdges(data, pipeline, endOf))
  }
  const unresolved = new Map<string, { namespace: string; name: string }>()
  const note = ({ namespace, name }: WaitingEnd) =>
    unresolved.set(`${namespace} ${name}`, { namespace, name })
  results.forEach((result: NamedEdgeResult, at) => {
    const edge = edges[at]
    if (!edge) return
    if (!result.from) note(edge.from)
    if (!result.to) note(edge.to)
  })
  return {
    skipped: false,
    edges: results.filter((result) => result.drawn).length,
    unresolved: [...unresolved.values()],
  }
}

/** Of a dataset and its symlinks the one that is in the catalog; its own name where none is. */
async function knownEnds(
  writer: Writer,
  datasets: readonly OpenLineageDataset[],
  settings: OpenLineageSettings,
) {
  const ends = datasets.map((dataset) => endsOf(dataset, settings.mapping))
  const found = await writer.engine.lineage.resolve(ends.flat())
  let at = 0
  const chosen = new Map<string, WaitingEnd>()
  ends.forEach((choices, index) => {
    const known = choices.find((_choice, offset) => found[at + offset] !== undefined)
    at += choices.length
    const dataset = datasets[index]
    const own = choices[0]
    if (dataset) {
      const end = known ? { ...known, namespace: own.namespace, name: own.name } : own
      chosen.set(JSON.stringify([dataset.namespace, dataset.name]), end)
    }
  })
  return ({ namespace, name }: OpenLineageDataset): WaitingEnd =>
    chosen.get(JSON.stringify([namespace, name])) ?? { namespace, name, key: name.toLowerCase() }
}

/** What a dataset says about itself is taken where nobody has described it. */
async function receiveDataset(
  { engine, actor, optionsFor }: Writer,
  dataset: OpenLineageDataset,
  settings: OpenLineageSettings,
): Promise<Received> {
  const found = (await engine.lineage.resolve([...endsOf(dataset, settings.mapping)])).find(
    (one) => one !== undefined,
  )
  const { namespace, name } = dataset
  if (!found) return { skipped: false, edges: 0, unresolved: [{ namespace, name }] }
  const description = dataset.facets?.documentation?.description
  const entity = await engine.get(found.type, { id: found.id })
  if (description !== undefined && (entity.description ?? '') === '') {
    const patch = [{ op: 'add', path: '/description', value: description }]
    await engine.patch(found.type, { id: found.id }, patch, actor, optionsFor(found.type))
  }
  return { skipped: false, edges: 0, unresolved: [] }
}
