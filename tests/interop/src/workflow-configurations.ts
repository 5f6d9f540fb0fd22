/** The workflow files of both published clients for one PostgreSQL service. */
import type { SourceDatabase } from './source-database.ts'

export type Generation = '0.13' | '1.13'

export interface ServiceOfWorkflows {
  readonly generation: Generation
  readonly service: string
  readonly source: SourceDatabase
  /** The `openMetadataServerConfig`. */
  readonly server: object
  /** A directory that the usage workflow may stage in. */
  readonly directory: string
}

/** One run: `metadata <command>` on this file. */
export interface WorkflowRun {
  readonly command: string
  readonly workflow: object
}

const schemas = { includes: ['^crm$', '^billing$', '^finance$', '^staging$'] }
const sink = { type: 'metadata-rest', config: {} }

interface Case {
  readonly name: string
  readonly definition: string
  readonly column?: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** Of `crm.customers`, which has 60 rows; businesses in it have no first name. */
const cases: readonly Case[] = [
  {
    name: 'row_count',
    definition: 'tableRowCountToBeBetween',
    parameters: { minValue: '1', maxValue: '1000' },
  },
  { name: 'wrong_row_count', definition: 'tableRowCountToEqual', parameters: { value: '7' } },
  { name: 'last_name_not_null', definition: 'columnValuesToBeNotNull', column: 'last_name' },
  { name: 'first_name_not_null', definition: 'columnValuesToBeNotNull', column: 'first_name' },
  { name: 'public_id_unique', definition: 'columnValuesToBeUnique', column: 'public_id' },
  {
    name: 'credit_score_between',
    definition: 'columnValuesToBeBetween',
    column: 'credit_score',
    parameters: { minValue: '0', maxValue: '100' },
  },
]

/** Names of the cases that the data of the sample company does not meet. */
export const failingCases = ['first_name_not_null', 'wrong_row_count']
/** All of them, in the order of the alphabet. */
export const caseNames = cases.map(({ name }) => name).sort()

/** The workflows in the order a platform schedules them; each may be run again and again. */
export function workflowsOf(of: ServiceOfWorkflows) {
  const { generation, service, source, server, directory } = of
  const isOld = generation === '0.13'
  const { username, password, hostPort, name: database } = source
  const secret = isOld ? { password } : { authType: { password } }
  const serviceConnection = { config: { type: 'Postgres', username, ...secret, hostPort, database } }
  const workflowConfig = { loggerLevel: 'INFO', openMetadataServerConfig: server }
  const sourceOf = (type: string, config: object) => ({
    type,
    serviceName: service,
    serviceConnection,
    sourceConfig: { config },
  })
  const filename = `${directory}/usage`
  const usageSteps = {
    processor: { type: 'query-parser', config: {} },
    stage: { type: 'table-usage', config: { filename } },
    bulkSink: { type: 'metadata-usage', config: { filename } },
  }
  const { serviceConnection: _, ...lineageSource } = sourceOf('postgres-lineage', {
    type: 'DatabaseLineage',
    queryLogDuration: 1,
    resultLimit: 1000,
  })
  return {
    metadata: {
      command: 'ingest',
      workflow: {
        source: sourceOf('postgres', { type: 'DatabaseMetadata', schemaFilterPattern: schemas }),
        sink,
        workflowConfig,
      },
    },
    // Without a connection: the client asks the catalog for the one that it keeps for the service.
    lineage: { command: 'ingest', workflow: { source: lineageSource, sink, workflowConfig } },
    usage: {
      command: isOld ? 'ingest' : 'usage',
      workflow: {
        source: sourceOf('postgres-usage', { type: 'DatabaseUsage', queryLogDuration: 1 }),
        ...usageSteps,
        workflowConfig,
      },
    },
    profile: {
      command: 'profile',
      workflow: {
        source: sourceOf('postgres', { type: 'Profiler', schemaFilterPattern: { includes: ['^crm$'] } }),
        processor: { type: 'orm-profiler', config: {} },
        sink,
        workflowConfig,
      },
    },
    tests: { command: 'test', workflow: { ...testWorkflow(of, serviceConnection), sink, workflowConfig } },
  } satisfies Readonly<Record<string, WorkflowRun>>
}

function testWorkflow({ generation, service, source }: ServiceOfWorkflows, serviceConnection: object) {
  const table = `${service}.${source.name}.crm.customers`
  const written = cases.map(({ name, definition, column, parameters = {} }) => ({
    name,
    testDefinitionName: definition,
    parameterValues: Object.entries(parameters).map(([parameter, value]) => ({ name: parameter, value })),
    // The older client names the column in a link, the newer one by itself.
    ...(generation === '0.13'
      ? { entityLink: `<#E::table::${table}${column ? `::columns::${column}` : ''}>` }
      : column && { columnName: column }),
  }))
  if (generation === '0.13') {
    const suite = { name: `${service}-tests`, description: 'Customers', testCases: written }
    return {
      source: { type: 'TestSuite', serviceName: suite.name, sourceConfig: { config: { type: 'TestSuite' } } },
      processor: { type: 'orm-test-runner', config: { testSuites: [suite] } },
    }
  }
  const config = {
    type: 'TestSuite',
    entityFullyQualifiedName: table,
    serviceConnections: [{ serviceName: service, serviceConnection }],
  }
  return {
    source: { type: 'TestSuite', serviceName: service, sourceConfig: { config } },
    processor: { type: 'orm-test-runner', config: { testCases: written } },
  }
}
