/** From the text of a workflow file to a `Workflow`, or to every problem it has, each with its place. */
import { normalizeBaseUrl } from '@waymark/client'
import { didYouMean } from '@waymark/spec'
import { Ajv } from 'ajv'
import type { Connector } from '../connector.ts'
import { connectorOfModule } from './connector-module.ts'
import { type Path, readWorkflowDocument, type WorkflowDocument } from './document.ts'
import { indentationIsLost, repairIndentation } from './repair-indentation.ts'
import { readServerCredential } from './server-credential.ts'
import {
  kindOf,
  readFilters,
  readOptions,
  readRemoval,
  sourceConfigFindings,
  sourceConfigType,
  splitSourceType,
} from './source-config.ts'
import { type Environment, substitute } from './substitute.ts'
import { type Finding, findingsOf } from './validate.ts'
import type { ConnectorCatalog, Workflow } from './workflow.ts'
import { WorkflowFileError, type WorkflowProblem } from './workflow-problem.ts'
import { WorkflowFile } from './workflow-schema.ts'

export interface ParseOptions {
  readonly fileName: string
  readonly environment: Environment
  readonly connectors: ConnectorCatalog
  /** Texts mean what they say: whoever wrote the file has no business with this process's variables. Default false. */
  readonly verbatim?: boolean
  /**
   * Imports a connector that the file brings along (`source.module`), seen from the file. Left out where files come from
   * people who may not run code here.
   */
  readonly importModule?: (specifier: string) => Promise<unknown>
}

export interface ParsedWorkflow {
  readonly workflow: Workflow
  readonly warnings: readonly WorkflowProblem[]
}

/** @throws WorkflowFileError with all problems at once */
export async function parseWorkflow(text: string, options: ParseOptions): Promise<ParsedWorkflow> {
  const { fileName, environment } = options
  if (indentationIsLost(text)) throw lostIndentation(fileName, text)
  const document = readWorkflowDocument(text)
  if (document.problems.length > 0) throw new WorkflowFileError(fileName, document.problems)

  const findings: Finding[] = []
  const value = document.value((textValue) => {
    if (options.verbatim) return textValue.text
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

  const connector = await findConnector(value, options, add)
  const connectionPath = ['source', 'serviceConnection', 'config']
  const connection = memberAt(value, connectionPath)
  if (connector && connection !== undefined) add(findingsOf(connector.config, connection, connectionPath))
  const shape = new Ajv({ strict: false }).compile<WorkflowFile>(WorkflowFile)
  const workflow = shape(value) ? interpret(value, connector, options, add) : undefined
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
  { connectors, importModule }: ParseOptions,
  add: (findings: readonly Finding[]) => void,
): Promise<Connector<unknown> | undefined> {
  const module = memberAt(value, ['source', 'module'])
  if (typeof module === 'string') {
    const loaded = await connectorOfModule(module, importModule)
    if (typeof loaded !== 'string') return loaded
    add([{ severity: 'error', path: ['source', 'module'], message: loaded }])
    return undefined
  }
  const sourceType = memberAt(value, ['source', 'type'])
  if (typeof sourceType !== 'string') return undefined
  const { connector: type } = splitSourceType(sourceType)
  const load = Object.hasOwn(connectors, type) ? connectors[type] : undefined
  if (load) {
    const { default: connector } = await load()
    return connector as Connector<unknown> // `connection` is validated against its schema before `open`
  }
  // A test suite names itself here, and gets its connector from the service.
  if (/^test-?suite$/.test(type)) return undefined
  const available = Object.keys(connectors)
  const likely = didYouMean(type, available)
  const hint = likely === undefined ? '' : ` Did you mean '${likely}'?`
  const message = `there is no connector of this type. This release has: ${available.join(', ')}.${hint}`
  add([{ severity: 'error', path: ['source', 'type'], message }])
  return undefined
}

function interpret(
  file: WorkflowFile,
  connector: Connector<unknown> | undefined,
  { fileName, environment, connectors }: ParseOptions,
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

  const config: Readonly<Record<string, unknown>> = file.source.sourceConfig?.config ?? {}
  const type = sourceConfigType(config, file.source.type, connector)
  const kind = kindOf(type, add)
  const findings = sourceConfigFindings(type, { ...config, type })
  add(findings)
  // What adds to another service may need nothing to reach its own source.
  const nothing = connector?.service === 'existing' ? {} : undefined
  const connection = file.source.serviceConnection?.config ?? nothing
  if (kind === 'metadata' && connection === undefined) {
    const message = "'serviceConnection' is missing: how to reach the source."
    add([{ severity: 'error', path: ['source'], message }])
  }
  if (findings.some((finding) => finding.severity === 'error')) return undefined
  const filters = readFilters(config, add)
  if (!reading.credential || kind === undefined) return undefined
  return {
    fileName,
    kind,
    connector,
    connectors,
    serviceName: file.source.serviceName,
    connection,
    filters,
    options: readOptions(config),
    processor: file.processor?.config ?? {},
    removal: readRemoval(config),
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
