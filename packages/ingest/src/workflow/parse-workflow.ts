/** From the text of a workflow file to a `Workflow`, or to every problem it has, each with its place. */
import { normalizeBaseUrl } from '@waymark/client'
import { Ajv } from 'ajv'
import type { Connector, NameFilter } from '../connector.ts'
import { didYouMean } from '../did-you-mean.ts'
import { compileFilter, everyName, type FilterPattern, PatternError } from '../name-filter.ts'
import { type Path, readWorkflowDocument, type WorkflowDocument } from './document.ts'
import { indentationIsLost, repairIndentation } from './repair-indentation.ts'
import { readServerCredential } from './server-credential.ts'
import { type Environment, substitute } from './substitute.ts'
import { type Finding, findingsOf } from './validate.ts'
import type { ConnectorCatalog, Workflow } from './workflow.ts'
import { WorkflowFileError, type WorkflowProblem } from './workflow-problem.ts'
import { WorkflowFile } from './workflow-schema.ts'

export interface ParseOptions {
  readonly fileName: string
  readonly environment: Environment
  readonly connectors: ConnectorCatalog
}

export interface ParsedWorkflow {
  readonly workflow: Workflow
  readonly warnings: readonly WorkflowProblem[]
}

/** @throws WorkflowFileError with all problems at once */
export async function parseWorkflow(text: string, options: ParseOptions): Promise<ParsedWorkflow> {
  const { fileName, environment, connectors } = options
  if (indentationIsLost(text)) throw lostIndentation(fileName, text)
  const document = readWorkflowDocument(text)
  if (document.problems.length > 0) throw new WorkflowFileError(fileName, document.problems)

  const findings: Finding[] = []
  const value = document.value((textValue) => {
    const result = substitute(textValue, environment)
    if ('value' in result) return result.value
    findings.push({ severity: 'error', path: textValue.path, message: result.problem })
    return unfilled
  })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = 'the file must hold the blocks source, sink and workflowConfig.'
    throw new WorkflowFileError(fileName, [{ severity: 'error', line: 1, column: 1, key: '', message }])
  }
  const known = new Set(findings.map((finding) => JSON.stringify(finding.path)))
  // A value that could not be filled in has its finding; what it then fails to be is no news.
  const add = (more: readonly Finding[]) =>
    findings.push(...more.filter((finding) => !known.has(JSON.stringify(finding.path))))
  add(findingsOf(WorkflowFile, value))

  const connector = await findConnector(value, connectors, add)
  const shape = new Ajv({ strict: false }).compile<WorkflowFile>(WorkflowFile)
  if (connector) {
    const connection = memberAt(value, ['source', 'serviceConnection', 'config'])
    if (connection !== undefined) {
      add(findingsOf(connector.config, connection, ['source', 'serviceConnection', 'config']))
    }
  }
  const workflow = shape(value) && connector ? interpret(value, connector, options, add) : undefined
  const problems = placed(findings, document)
  if (!workflow || problems.some((problem) => problem.severity === 'error')) {
    throw new WorkflowFileError(fileName, problems)
  }
  return { workflow, warnings: problems }
}

/** Stands in for a text that could not be filled in, so that the rest can be checked. */
const unfilled = 'unfilled'

function lostIndentation(fileName: string, text: string): WorkflowFileError {
  const lines = text.split(/\r?\n/)
  const line = lines.findIndex((candidate) => /^[A-Za-z]\w*:\s*$/.test(candidate)) + 1
  const block = (lines[line - 1] ?? '').replace(/:\s*$/, '')
  const message = `'${block}' is empty and its settings stand at the start of their lines: the indentation was lost when the text was copied.`
  const problem = { severity: 'error', line: Math.max(1, line), column: 1, key: '', message } as const
  return new WorkflowFileError(fileName, [problem], repairIndentation(text))
}

function placed(findings: readonly Finding[], document: WorkflowDocument): WorkflowProblem[] {
  const problems = findings.map(({ severity, path, message }) => ({
    severity,
    ...document.locate(path),
    key: path.join('.'),
    message,
  }))
  return problems.sort((a, b) => a.line - b.line || a.column - b.column)
}

function memberAt(value: unknown, path: Path): unknown {
  let current = value
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Record<string, unknown>)[step]
  }
  return current
}

async function findConnector(
  value: unknown,
  connectors: ConnectorCatalog,
  add: (findings: readonly Finding[]) => void,
): Promise<Connector<unknown> | undefined> {
  const type = memberAt(value, ['source', 'type'])
  if (typeof type !== 'string') return undefined
  const load = Object.hasOwn(connectors, type.toLowerCase()) ? connectors[type.toLowerCase()] : undefined
  if (load) {
    const { default: connector } = await load()
    return connector as Connector<unknown> // `connection` is validated against its schema before `open`
  }
  const available = Object.keys(connectors)
  const likely = didYouMean(type, available)
  const hint = likely === undefined ? '' : ` Did you mean '${likely}'?`
  const message = `there is no connector of this type. This release has: ${available.join(', ')}.${hint}`
  add([{ severity: 'error', path: ['source', 'type'], message }])
  return undefined
}

function interpret(
  file: WorkflowFile,
  connector: Connector<unknown>,
  { fileName, environment }: ParseOptions,
  add: (findings: readonly Finding[]) => void,
): Workflow | undefined {
  const server = file.workflowConfig.openMetadataServerConfig
  const url = URL.parse(server.hostPort)
  if (!url || !/^https?:$/.test(url.protocol)) {
    const message = "must be the API's address, e.g. http://localhost:8585/api."
    add([{ severity: 'error', path: ['workflowConfig', 'openMetadataServerConfig', 'hostPort'], message }])
  }
  const reading = readServerCredential(server, environment)
  if (!reading.credential) add(reading.findings)

  const config = file.source.sourceConfig?.config ?? {}
  const filter = (member: 'databaseFilterPattern' | 'schemaFilterPattern' | 'tableFilterPattern') =>
    compiled(config[member], ['source', 'sourceConfig', 'config', member], add)
  const filters = {
    database: filter('databaseFilterPattern'),
    schema: filter('schemaFilterPattern'),
    table: filter('tableFilterPattern'),
    useFqn: config.useFqnForFiltering ?? false,
  }
  if (!reading.credential) return undefined
  return {
    fileName,
    connector,
    serviceName: file.source.serviceName,
    connection: file.source.serviceConnection.config,
    filters,
    options: {
      includeTables: config.includeTables ?? true,
      includeViews: config.includeViews ?? true,
      includeStoredProcedures: config.includeStoredProcedures ?? true,
      includeLineage: config.processViewLineage ?? true,
    },
    // OpenMetadata's defaults: schemas and databases are removed only where the file says so.
    removal: {
      tables: config.markDeletedTables ?? true,
      storedProcedures: config.markDeletedStoredProcedures ?? true,
      schemas: config.markDeletedSchemas ?? false,
      databases: config.markDeletedDatabases ?? false,
    },
    server: {
      baseUrl: normalizeBaseUrl(server.hostPort),
      credential: reading.credential,
      headers: server.extraHeaders ?? {},
      storeServiceConnection: server.storeServiceConnection ?? true,
    },
    successThreshold: file.workflowConfig.successThreshold ?? 90,
    pipelineFqn: file.ingestionPipelineFQN,
    runId: file.pipelineRunId,
  }
}

function compiled(
  pattern: FilterPattern | undefined,
  path: Path,
  add: (findings: readonly Finding[]) => void,
): NameFilter {
  try {
    return compileFilter(pattern)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    add([{ severity: 'error', path: [...path, error.list, error.index], message: error.message }])
    return everyName
  }
}
