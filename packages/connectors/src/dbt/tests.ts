/** dbt's tests, unit tests and source freshness as test cases with their latest results. */
import type { MeasurementRecord, SourceRecord } from '@waymark/ingest'
import { buildFqn, childFqn } from '@waymark/spec'
import type { DbtFreshness, DbtNode, DbtProject, DbtResult } from './artifacts.ts'
import { type DbtRelation, type Relations, upstreamOf } from './relations.ts'

interface Definition {
  readonly name: string
  readonly entityType: 'TABLE' | 'COLUMN'
  readonly displayName: string
  readonly description: string
  readonly parameters: Set<string>
}

interface Case {
  readonly node: DbtRelation
  readonly column: string | undefined
  readonly name: string
  readonly description: string
  readonly definition: Definition
  readonly parameters: DbtNode['meta']
  readonly uniqueId: string
}

/** Definitions, then cases, then results: each needs what is before it. */
export function* testRecords(project: DbtProject, relations: Relations): Generator<SourceRecord> {
  const definitions = new Map<string, Definition>()
  const cases: Case[] = []
  for (const node of project.nodes.values()) {
    const found = caseOf(node, project, relations, definitions)
    if (found) cases.push(found)
  }
  const fresh = project.freshness.flatMap((result) => {
    const node = relations.find(result.uniqueId)
    const name = { kind: 'source_freshness', entityType: 'TABLE' } as const
    return node ? [{ node, result, definition: definitionOf(definitions, name) }] : []
  })
  for (const definition of definitions.values()) yield definitionRecord(definition)
  for (const each of cases) yield caseRecord(each)
  for (const { node, definition } of fresh) {
    yield caseRecord({
      node,
      column: undefined,
      name: 'source_freshness',
      description: 'How old the newest row may be.',
      definition,
      parameters: {},
      uniqueId: node.uniqueId,
    })
  }
  const byId = new Map(cases.map((each) => [each.uniqueId, each]))
  for (const result of project.results) {
    const tested = byId.get(result.uniqueId)
    if (tested && result.status !== 'skipped') yield resultRecord(caseFqn(tested), result)
  }
  for (const { node, result } of fresh)
    yield freshnessRecord(childFqn(node.fullyQualifiedName, 'source_freshness'), result)
}

function caseOf(
  node: DbtNode,
  project: DbtProject,
  relations: Relations,
  definitions: Map<string, Definition>,
): Case | undefined {
  if (node.resourceType !== 'test' && node.resourceType !== 'unit_test') return undefined
  const [first] = upstreamOf(node, project, relations)
  const tested = relations.find(node.test?.attachedTo) ?? first
  if (!tested) return undefined
  const column = tested.columns.find(
    ({ name }) => name.toLowerCase() === node.test?.column?.toLowerCase(),
  )?.name
  const kind = node.resourceType === 'unit_test' ? 'unit' : (node.test?.kind ?? 'singular')
  const definition = definitionOf(definitions, {
    kind,
    entityType: column === undefined ? 'TABLE' : 'COLUMN',
  })
  const parameters = node.test?.parameters ?? {}
  for (const name of Object.keys(parameters)) definition.parameters.add(name)
  return {
    node: tested,
    column,
    name: node.name,
    description: node.description,
    definition,
    parameters,
    uniqueId: node.uniqueId,
  }
}

/** One definition a kind of test and kind of thing it is put on. */
function definitionOf(
  definitions: Map<string, Definition>,
  { kind, entityType }: { readonly kind: string; readonly entityType: Definition['entityType'] },
): Definition {
  const name = entityType === 'COLUMN' ? `dbt_column_${kind}` : `dbt_${kind}`
  const found = definitions.get(name) ?? {
    name,
    entityType,
    displayName: `dbt ${kind.replaceAll('_', ' ')}`,
    description: `The dbt test '${kind}' of a ${entityType.toLowerCase()}. dbt runs it; its results are read.`,
    parameters: new Set<string>(),
  }
  definitions.set(name, found)
  return found
}

function definitionRecord({ parameters, ...definition }: Definition): SourceRecord {
  return {
    kind: 'entity',
    type: 'testDefinition',
    fullyQualifiedName: buildFqn(definition.name),
    body: {
      ...definition,
      testPlatforms: ['dbt'],
      parameterDefinition: [...parameters]
        .sort()
        .map((name) => ({ name, dataType: 'STRING', required: false })),
    },
  }
}

function caseFqn({ node, column, name }: Case): string {
  return childFqn(
    column === undefined ? node.fullyQualifiedName : childFqn(node.fullyQualifiedName, column),
    name,
  )
}

function caseRecord(each: Case): SourceRecord {
  const { node, column, name, description, definition, parameters } = each
  const values = Object.entries(parameters).map(([key, value]) => ({
    name: key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
  const link = column === undefined ? '' : `::columns::${column}`
  return {
    kind: 'entity',
    type: 'testCase',
    fullyQualifiedName: caseFqn(each),
    body: {
      name,
      entityLink: `<#E::table::${node.fullyQualifiedName}${link}>`,
      testDefinition: buildFqn(definition.name),
      ...(description ? { description } : {}),
      ...(values.length > 0 ? { parameterValues: values } : {}),
    },
  }
}

/** dbt's words: a warning is a failure that stops nobody; an error is a test that did not come to a result. */
function statusOf(status: string): string {
  if (status === 'pass' || status === 'success') return 'Success'
  return status === 'fail' || status === 'warn' ? 'Failed' : 'Aborted'
}

function testResult(fullyQualifiedName: string, body: MeasurementRecord['body']): SourceRecord {
  return { kind: 'measurement', measurement: 'testCaseResult', type: 'testCase', fullyQualifiedName, body }
}

function resultRecord(
  fullyQualifiedName: string,
  { status, message, failures, atMs }: DbtResult,
): SourceRecord {
  const counted = failures === undefined ? '' : `${failures} failing rows`
  return testResult(fullyQualifiedName, {
    timestamp: atMs,
    testCaseStatus: statusOf(status),
    result: message ?? (counted || status),
    ...(failures === undefined ? {} : { testResultValue: [{ name: 'failures', value: String(failures) }] }),
  })
}

function freshnessRecord(fullyQualifiedName: string, result: DbtFreshness): SourceRecord {
  const { status, ageSeconds, maxLoadedAt, warnAfter, errorAfter, error, atMs } = result
  const limits = [
    ...(warnAfter ? [`warns after ${warnAfter}`] : []),
    ...(errorAfter ? [`fails after ${errorAfter}`] : []),
  ].join(', ')
  const age =
    ageSeconds === undefined ? '' : `The newest row is of ${maxLoadedAt}, ${Math.round(ageSeconds)} s old`
  return testResult(fullyQualifiedName, {
    timestamp: atMs,
    // Here an error is a source that is too old; one that could not be asked is a runtime error.
    testCaseStatus: status === 'error' ? 'Failed' : statusOf(status),
    result: error ?? (age === '' ? status : `${age}; ${limits}.`),
    ...(ageSeconds === undefined
      ? {}
      : { testResultValue: [{ name: 'ageInSeconds', value: String(Math.round(ageSeconds)) }] }),
  })
}
