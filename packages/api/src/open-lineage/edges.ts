/** The edges that a job draws between the datasets it reads and writes. */
import type { NamedEdge, WaitingEnd } from '@waymark/engine'
import { type EntityReference, type LineageDetails, splitFqn } from '@waymark/spec'
import type { OpenLineageDataset } from './event.ts'

export interface JobData {
  readonly inputs: readonly OpenLineageDataset[]
  readonly outputs: readonly OpenLineageDataset[]
  readonly sql?: string
}

/** Columns of one output that come from one input, under their own names. */
function columnsBetween(
  input: OpenLineageDataset,
  output: OpenLineageDataset,
): LineageDetails['columnsLineage'] {
  const fields = output.facets?.columnLineage?.fields ?? {}
  const found = Object.entries(fields).flatMap(
    ([toColumn, { inputFields = [], transformationDescription }]) => {
      const fromColumns = inputFields
        .filter((one) => one.namespace === input.namespace && one.name === input.name)
        .map((one) => one.field)
      if (fromColumns.length === 0) return []
      return [
        {
          fromColumns,
          toColumn,
          ...(transformationDescription ? { function: transformationDescription } : {}),
        },
      ]
    },
  )
  return found.length === 0 ? undefined : found
}

/** A pipeline as the end of an edge. */
function pipelineEnd(pipeline: EntityReference): WaitingEnd {
  const [service = '', ...below] = splitFqn(pipeline.fullyQualifiedName ?? '')
  return {
    namespace: service,
    name: below.join('.'),
    key: below.join('.').toLowerCase(),
    services: [service],
  }
}

/**
 * Edges between a job that has one side only and its datasets. An event that comes later may bring the other side: then these
 * are taken back.
 */
export function pipelineEdges(
  { inputs, outputs, sql }: JobData,
  pipeline: EntityReference,
  endOf: (dataset: OpenLineageDataset) => WaitingEnd,
): NamedEdge[] {
  const details: LineageDetails = { source: 'OpenLineage', ...(sql === undefined ? {} : { sqlQuery: sql }) }
  const self = pipelineEnd(pipeline)
  return [
    ...inputs.map((input) => ({ from: endOf(input), to: self, details })),
    ...outputs.map((output) => ({ from: self, to: endOf(output), details })),
  ]
}

/**
 * Every output comes from every input. Where a job has one side only, the pipeline itself is the other.
 * @param endOf - the asset that a dataset is
 */
export function edgesOf(
  { inputs, outputs, sql }: JobData,
  pipeline: EntityReference | undefined,
  endOf: (dataset: OpenLineageDataset) => WaitingEnd,
): NamedEdge[] {
  const details: LineageDetails = { source: 'OpenLineage', ...(sql === undefined ? {} : { sqlQuery: sql }) }
  if (inputs.length === 0 || outputs.length === 0) {
    return pipeline
      ? pipelineEdges({ inputs, outputs, ...(sql === undefined ? {} : { sql }) }, pipeline, endOf)
      : []
  }
  const through = pipeline ? { pipeline: { id: pipeline.id, type: 'pipeline', ...named(pipeline) } } : {}
  return outputs.flatMap((output) =>
    inputs.map((input) => {
      const columnsLineage = columnsBetween(input, output)
      return {
        from: endOf(input),
        to: endOf(output),
        details: { ...details, ...through, ...(columnsLineage ? { columnsLineage } : {}) },
      }
    }),
  )
}

function named({ name, fullyQualifiedName }: EntityReference) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(fullyQualifiedName === undefined ? {} : { fullyQualifiedName }),
  }
}
