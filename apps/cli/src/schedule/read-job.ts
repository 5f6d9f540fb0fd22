/** What shall be scheduled: a workflow file, or an ingestion that is saved in the catalog, made into such a file. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { createClient, tokenSourceOfToken } from '@waymark/client'
import { createRegistry, SECRET_MASK } from '@waymark/spec'
import { parse, stringify } from 'yaml'
import { administer, textOf } from '../admin-client.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { readWorkflowText } from '../ingest/read-workflow-file.ts'

/** Of a job, what its subject says. */
export interface JobSubject {
  readonly name: string
  readonly verb: string
  readonly workflow: string
  readonly variables: readonly string[]
  /** Of a saved ingestion. */
  readonly cron?: string
  readonly timeZone?: string
  readonly retries?: number
  readonly retryDelaySeconds?: number
  readonly timeoutSeconds?: number
}

const verbOfType: Readonly<Record<string, string>> = {
  DatabaseUsage: 'usage',
  DatabaseLineage: 'lineage',
  Profiler: 'profile',
  TestSuite: 'test',
  AutoClassification: 'classify',
}

/** `${NAME}`, and not `$${…}`, which stands for itself. */
const reference = /(?<!\$)\$\{([A-Za-z_]\w*)(:-[^}]*)?\}|^env:([A-Za-z_]\w*)$/g

/** Everything that is text in a document. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Letters, digits and single dashes, as names of resources have to be. */
export function resourceName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 52)
    .replace(/-+$/, '')
  return name === '' ? 'ingestion' : /^[a-z]/.test(name) ? name : `i-${name}`
}

function describe(name: string, workflow: string): JobSubject {
  const document: unknown = parse(workflow)
  const variables = textsIn(document).flatMap((text) =>
    [...text.matchAll(reference)].flatMap(([, inside, fallback, whole]) =>
      fallback ? [] : [inside ?? whole ?? ''],
    ),
  )
  const { source } = (document ?? {}) as {
    source?: { type?: unknown; sourceConfig?: { config?: { type?: unknown } } }
  } // read with care
  const type = String(source?.sourceConfig?.config?.type ?? '')
  const suffix = /-(usage|lineage)$/.exec(String(source?.type ?? ''))?.[1]
  return {
    name: resourceName(name),
    verb: suffix ?? verbOfType[type] ?? 'ingest',
    workflow,
    variables: [...new Set(variables)].sort(),
  }
}

/**
 * @param subject - a file, or the fully qualified name of a saved ingestion of the catalog on this host
 * @param hostPort - the API's address as the scheduled runs reach it
 */
export async function readSubject(subject: string, hostPort: string | undefined): Promise<JobSubject> {
  if (/\.(ya?ml|json)$/i.test(subject) || existsSync(subject)) {
    return describe(basename(subject).replace(/\.\w+$/, ''), await readWorkflowText(subject))
  }
  return await readSaved(subject, hostPort)
}

interface SavedIngestion {
  readonly name: string
  readonly pipelineType: string
  readonly fullyQualifiedName: string
  readonly sourceConfig: { readonly config?: Readonly<Record<string, unknown>> }
  readonly airflowConfig?: {
    readonly scheduleInterval?: string
    readonly pipelineTimezone?: string
    readonly retries?: number
    readonly retryDelay?: number
    readonly workflowTimeout?: number
  }
  readonly service: { readonly id: string; readonly type: string; readonly name?: string }
}

async function readSaved(fqn: string, hostPort: string | undefined): Promise<JobSubject> {
  const url = hostPort ?? textOf(await administer('status', {}), 'serverUrl')
  const token = textOf(await administer('admin-token', {}), 'token')
  const client = createClient({
    baseUrl: url,
    tokenSource: tokenSourceOfToken(token),
    userAgent: 'waymark-schedule',
  })
  const registry = createRegistry()
  const found = await client.entity(registry.byType('ingestionPipeline')).find({ fqn })
  if (!found) {
    throw new CommandFailed(
      exitCode.failed,
      `There is no file and no saved ingestion '${fqn}'.`,
      'Name a workflow file, or an ingestion as <service>.<ingestion>.',
    )
  }
  const pipeline = found as unknown as SavedIngestion // of the registry's definition, which is not typed one by one
  const service = await client.entity(registry.byType(pipeline.service.type)).get({ id: pipeline.service.id })
  const { connection, name } = service as {
    connection?: { config?: Readonly<Record<string, unknown>> }
    name: string
  } // every service's
  const config = withVariables(connection?.config ?? {}, name) as Readonly<Record<string, unknown>> // of an object comes an object
  const document = {
    source: {
      type: String(config.type ?? pipeline.service.type).toLowerCase(),
      serviceName: name,
      ...(connection?.config === undefined ? {} : { serviceConnection: { config } }),
      sourceConfig: pipeline.sourceConfig,
    },
    sink: { type: 'metadata-rest', config: {} },
    workflowConfig: {
      openMetadataServerConfig: {
        hostPort: /\/api\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/api`,
        authProvider: 'openmetadata',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: filled in by the run
        securityConfig: { jwtToken: '${WAYMARK_TOKEN}' },
      },
    },
    ingestionPipelineFQN: pipeline.fullyQualifiedName,
  }
  const { scheduleInterval, pipelineTimezone, retries, retryDelay, workflowTimeout } =
    pipeline.airflowConfig ?? {}
  return {
    ...describe(`${name}-${pipeline.name}`, stringify(document, { lineWidth: 0 })),
    ...(scheduleInterval === undefined ? {} : { cron: scheduleInterval }),
    ...(pipelineTimezone === undefined ? {} : { timeZone: pipelineTimezone }),
    ...(retries === undefined ? {} : { retries }),
    ...(retryDelay === undefined ? {} : { retryDelaySeconds: retryDelay }),
    ...(workflowTimeout === undefined ? {} : { timeoutSeconds: workflowTimeout }),
  }
}

/** The API shows no secrets: variables stand for them, named after the service and the member. */
function withVariables(value: unknown, prefix: string): unknown {
  if (value === SECRET_MASK)
    return `\${${prefix
      .toUpperCase()
      .replace(/\W+/g, '_')
      .replace(/^(?=\d)/, '_')}}`
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each, index) => withVariables(each, `${prefix}_${index}`))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withVariables(member, `${prefix}_${name}`)]),
  )
}
