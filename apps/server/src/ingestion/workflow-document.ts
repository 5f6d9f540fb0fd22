/** From what is saved in the catalog to the workflow file that a run of it is. */
import type { Engine, EntityJson } from '@waymark/engine'
import { type EntityReference, problem, unlessMissing } from '@waymark/spec'
import { secretsOf } from './redaction.ts'

export interface RunDocument {
  readonly document: Readonly<Record<string, unknown>>
  readonly secrets: readonly string[]
}

/** The `sourceConfig.config.type` of a kind of ingestion where the ingestion leaves it out. */
const impliedTypes: Readonly<Record<string, string>> = {
  usage: 'DatabaseUsage',
  lineage: 'DatabaseLineage',
  profiler: 'Profiler',
  autoClassification: 'AutoClassification',
  TestSuite: 'TestSuite',
  dbt: 'DBT',
}

/** Kinds of ingestions that other parts of the catalog do, or other programs. */
const notIngested: ReadonlySet<string> = new Set(['application', 'dataInsight', 'elasticSearchReindex'])

interface Service {
  readonly name: string
  readonly serviceType: string
  readonly config: Readonly<Record<string, unknown>> | undefined
  readonly secrets: readonly string[]
}

/** The service of an ingestion with its connection in clear: to be read by the worker that runs it, and by nobody else. */
async function serviceOf(
  engine: Engine,
  type: string,
  key: { id: string } | { fqn: string },
): Promise<Service> {
  const [masked, revealed] = await Promise.all([
    engine.get(type, key),
    engine.get(type, key, { revealSecrets: true }),
  ])
  const { connection, serviceType } = revealed as {
    connection?: { config?: Service['config'] }
    serviceType?: string
  } // every service's definition
  return {
    name: revealed.name,
    serviceType: String(serviceType ?? ''),
    config: connection?.config,
    secrets: secretsOf(masked.connection, revealed.connection),
  }
}

/** @param apiUrl - of the catalog, with `/api` at its end, as the worker reaches it */
function fileOf(
  source: Readonly<Record<string, unknown>>,
  apiUrl: string,
): Readonly<Record<string, unknown>> {
  return {
    source,
    sink: { type: 'metadata-rest', config: {} },
    // The credential is the bot's, and given beside the file.
    workflowConfig: { openMetadataServerConfig: { hostPort: apiUrl, authProvider: 'no-auth' } },
  }
}

function connectionOf({ config }: Service): object {
  return config === undefined ? {} : { serviceConnection: { config } }
}

/** @throws `parameter-invalid` for kinds of ingestions that no worker runs */
export async function documentOfPipeline(
  engine: Engine,
  pipeline: EntityJson,
  apiUrl: string,
): Promise<RunDocument> {
  const kind = String(pipeline.pipelineType)
  if (notIngested.has(kind)) {
    const expected = `an ingestion of another kind: '${kind}' is not run by workers.`
    throw problem('parameter-invalid', { parameter: 'pipelineType', expected })
  }
  const { config = {} } = (pipeline.sourceConfig ?? {}) as { config?: Readonly<Record<string, unknown>> } // checked by the schema
  const implied = impliedTypes[kind]
  const sourceConfig = {
    config: implied === undefined || config.type !== undefined ? config : { type: implied, ...config },
  }
  const service = pipeline.service as EntityReference // always part of the answer
  if (service.type === 'testSuite') {
    const source = {
      type: 'TestSuite',
      serviceName: service.fullyQualifiedName ?? service.name,
      sourceConfig,
    }
    return { document: fileOf(source, apiUrl), secrets: [] }
  }
  const found = await serviceOf(engine, service.type, { id: service.id })
  if (kind === 'dbt') {
    // What dbt wrote is read from where sourceConfig says; the connection of the service is not needed for it.
    const source = { type: 'dbt', serviceName: found.name, serviceConnection: { config: {} }, sourceConfig }
    return { document: fileOf(source, apiUrl), secrets: found.secrets }
  }
  const type = String(found.config?.type ?? found.serviceType).toLowerCase()
  const source = { type, serviceName: found.name, ...connectionOf(found), sourceConfig }
  return { document: fileOf(source, apiUrl), secrets: found.secrets }
}

/** A look at what filters of a service take. */
export async function documentOfPreview(
  engine: Engine,
  { serviceType, service, sourceConfig }: { serviceType: string; service: string; sourceConfig: object },
  apiUrl: string,
): Promise<RunDocument> {
  const found = await serviceOf(engine, serviceType, { fqn: service })
  const type = String(found.config?.type ?? found.serviceType).toLowerCase()
  const source = { type, serviceName: found.name, ...connectionOf(found), sourceConfig }
  return { document: fileOf(source, apiUrl), secrets: found.secrets }
}

/** A connection test; what the form shows as a mask stands for what the named service has there. */
export async function documentOfTest(
  engine: Engine,
  workflowId: string,
  apiUrl: string,
): Promise<RunDocument> {
  const [masked, workflow] = await Promise.all([
    engine.get('workflow', { id: workflowId }),
    engine.get('workflow', { id: workflowId }, { revealSecrets: true }),
  ])
  const { connection, connectionType, serviceName } = workflow.request as {
    connection?: { config?: Readonly<Record<string, unknown>> }
    connectionType?: string
    serviceName?: string
    serviceType?: string
  } // checked by the schema
  const given = connection?.config ?? {}
  const kept =
    serviceName === undefined ? undefined : await keptService(engine, workflow.request, serviceName)
  const config = unmasked(given, kept?.config) as Readonly<Record<string, unknown>> // of an object comes an object
  const type = String(config.type ?? connectionType ?? '').toLowerCase()
  const source = { type, serviceName: serviceName ?? 'test', serviceConnection: { config } }
  const secrets = [...secretsOf(masked.request, workflow.request), ...(kept?.secrets ?? [])]
  return { document: fileOf(source, apiUrl), secrets }
}

/** Entity types by the word that requests have for them. */
const serviceEntities: Readonly<Record<string, string>> = {
  Database: 'databaseService',
  Dashboard: 'dashboardService',
  Messaging: 'messagingService',
  Metadata: 'metadataService',
  MlModel: 'mlmodelService',
  Pipeline: 'pipelineService',
  Storage: 'storageService',
  Search: 'searchService',
  Api: 'apiService',
  Drive: 'driveService',
  Security: 'securityService',
  Mcp: 'mcpService',
}

async function keptService(engine: Engine, request: unknown, fqn: string): Promise<Service | undefined> {
  const { serviceType = 'Database' } = request as { serviceType?: string } // checked by the schema
  // A service that is being made is tested under the name that it will have.
  return await unlessMissing(serviceOf(engine, serviceEntities[serviceType] ?? 'databaseService', { fqn }))
}

const mask = /^\*{5,}$/

function unmasked(given: unknown, kept: unknown): unknown {
  if (typeof given === 'string') return mask.test(given) && typeof kept === 'string' ? kept : given
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
  const members = kept as Readonly<Record<string, unknown>> | undefined // the same shape, or nothing is found in it
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, unmasked(value, members?.[name])]),
  )
}
