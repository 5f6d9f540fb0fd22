/** Which tests a run makes: those that the file lists, created where the catalog lacks them, and those of the suite. */
import {
  buildFqn,
  childFqn,
  formatEntityLink,
  linkedFqn,
  parseEntityLink,
  type TestCase,
} from '@waymark/spec'
import { isRefusal } from '../runner/refusal.ts'
import type { RunContext } from '../runner/run-context.ts'
import { RunAborted } from '../runner/run-failure.ts'

/** A test as a file writes it; names its definition and values for the parameters. */
interface WrittenCase {
  readonly name: string
  readonly entityLink: string
  readonly definition: string
  readonly parameterValues: readonly { readonly name: string; readonly value: string }[]
  readonly members: Readonly<Record<string, unknown>>
}

type Block = Readonly<Record<string, unknown>>

const fields = ['testDefinition', 'testSuite']

/** Tables, by fully qualified name, each with its tests. */
export async function chosenCases(context: RunContext): Promise<Map<string, TestCase[]>> {
  const { workflow, account } = context
  const config = workflow.options.sourceConfig
  const table =
    typeof config.entityFullyQualifiedName === 'string' ? config.entityFullyQualifiedName : undefined
  const only = Array.isArray(config.testCases) ? new Set(config.testCases.map(String)) : undefined
  const force = workflow.processor.forceUpdate === true
  const found = new Map<string, TestCase>()
  const take = (cases: readonly TestCase[]) => {
    for (const each of cases) found.set(each.fullyQualifiedName, each)
  }

  const suites = blocks(workflow.processor.testSuites)
  const written = blocks(workflow.processor.testCases).map((block) => readCase(block, table))
  if (written.length > 0) take(await ensureCases(context, written, force))
  for (const suite of suites) {
    const cases = blocks(suite.testCases).map((block) => readCase(block, undefined))
    const ensured = await ensureCases(context, cases, force)
    take(ensured)
    await ensureSuite(context, suite, ensured)
  }
  if (table !== undefined) take(await casesOfTable(context, table))
  else if (suites.length === 0) take(await casesOfSuite(context, workflow.serviceName))

  const byTable = new Map<string, TestCase[]>()
  for (const each of found.values()) {
    if (only && !only.has(each.name)) {
      account.filtered()
      continue
    }
    const { fqn } = parseEntityLink(each.entityLink)
    byTable.set(fqn, [...(byTable.get(fqn) ?? []), each])
  }
  return byTable
}

function blocks(value: unknown): Block[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []
}

/** @throws RunAborted naming what is missing */
function readCase(block: Block, table: string | undefined): WrittenCase {
  const { name, columnName, parameterValues } = block
  const definition = block.testDefinitionName ?? block.testDefinition
  if (typeof name !== 'string' || typeof definition !== 'string') {
    throw new RunAborted('internal', "Every test of the file needs 'name' and 'testDefinitionName'.")
  }
  const written = typeof block.entityLink === 'string' ? block.entityLink : undefined
  if (written === undefined && table === undefined) {
    throw new RunAborted('internal', `The test '${name}' does not say what it is about.`, {
      hint: "Write entityFullyQualifiedName into sourceConfig.config, or 'entityLink' into the test.",
    })
  }
  const entityLink =
    written ??
    formatEntityLink({
      type: 'table',
      fqn: table ?? '',
      ...(typeof columnName === 'string' ? { member: 'columns', part: columnName } : {}),
    })
  const kept = ['displayName', 'description', 'computePassedFailedRowCount', 'tags', 'dimensionColumns']
  return {
    name,
    entityLink,
    definition,
    parameterValues: blocks(parameterValues).map((each) => ({
      name: String(each.name),
      value: typeof each.value === 'string' ? each.value : JSON.stringify(each.value ?? ''),
    })),
    members: Object.fromEntries(
      kept.filter((key) => block[key] !== undefined).map((key) => [key, block[key]]),
    ),
  }
}

/** Creates what is missing; what is there keeps the values that people gave it, unless the file forces its own. */
async function ensureCases(
  context: RunContext,
  written: readonly WrittenCase[],
  force: boolean,
): Promise<TestCase[]> {
  const { client, registry, signal, dryRun } = context
  const tests = client.entity(registry.byType('testCase'))
  const ensured: TestCase[] = []
  for (const { name, entityLink, definition, parameterValues, members } of written) {
    const fqn = childFqn(linkedFqn(parseEntityLink(entityLink)), name)
    try {
      const existing = await tests.find({ fqn }, { fields, signal })
      // The registry's definitions are not typed one by one.
      let test = existing as unknown as TestCase | undefined
      if ((!test || force) && !dryRun) {
        const body = { ...members, name, entityLink, testDefinition: definition, parameterValues }
        await tests.createOrUpdate(body as never, { signal })
        test = (await tests.get({ fqn }, { fields, signal })) as unknown as TestCase
      }
      if (test) ensured.push(test)
    } catch (error) {
      if (!isRefusal(error)) throw error
      const message = `The test could not be made: ${error.message}`
      context.report({ severity: 'error', type: 'testCase', fullyQualifiedName: fqn, message })
    }
  }
  return ensured
}

/** The suite of the older generation's files: people's own, with tests of any table. */
async function ensureSuite(context: RunContext, suite: Block, cases: readonly TestCase[]): Promise<void> {
  const { client, registry, signal, dryRun } = context
  const { name, description } = suite
  if (typeof name !== 'string' || dryRun) return
  const suites = client.entity(registry.byType('testSuite'))
  const found =
    (await suites.find({ fqn: buildFqn(name) }, { signal })) ??
    (await suites.createOrUpdate({ name, ...(description ? { description } : {}) } as never, { signal }))
  if (cases.length === 0) return
  const body = { testSuiteId: found.id, testCaseIds: cases.map(({ id }) => id) }
  await client.request('PUT', '/v1/dataQuality/testCases/logicalTestCases', { body, signal })
}

async function casesOfTable(context: RunContext, table: string): Promise<TestCase[]> {
  const entityLink = formatEntityLink({ type: 'table', fqn: table })
  return await listCases(context, { entityLink, includeAllTests: 'true' })
}

async function casesOfSuite(context: RunContext, name: string): Promise<TestCase[]> {
  const { client, registry, signal } = context
  const suite = await client.entity(registry.byType('testSuite')).find({ fqn: buildFqn(name) }, { signal })
  if (!suite) {
    throw new RunAborted('server', `The catalog has no test suite '${name}'.`, {
      hint: 'Name a table in entityFullyQualifiedName, or a suite in serviceName.',
    })
  }
  return await listCases(context, { testSuiteId: suite.id })
}

async function listCases(
  context: RunContext,
  filters: Readonly<Record<string, string>>,
): Promise<TestCase[]> {
  const { client, registry, signal } = context
  const found: TestCase[] = []
  for await (const each of client.entity(registry.byType('testCase')).list({ filters, fields, signal })) {
    found.push(each as unknown as TestCase) // the registry's definitions are not typed one by one
  }
  return found
}
