/** Validates data contracts: schema against the asset's fields, rules against its metadata, quality by its tests, freshness by its changes. */
import { randomUUID } from 'node:crypto'
import type { EntityJson } from '@waymark/engine'
import type {
  Column,
  ContractSla,
  DataContract,
  DataContractResult,
  EntityReference,
  QualityValidation,
  SchemaValidation,
  SemanticsRule,
  SemanticsValidation,
  SlaValidation,
} from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'
import { keepsRule, RuleError } from './semantics.ts'

type Deps = Pick<ApiDependencies, 'engine' | 'now'>

/** The parts of a contract that are validated; a create request has them too. */
export interface Promises {
  readonly schema?: readonly Column[]
  readonly semantics?: readonly SemanticsRule[]
  readonly sla?: ContractSla
  readonly qualityExpectations?: readonly EntityReference[]
}

interface Field {
  readonly name: string
  readonly dataType?: string
  readonly children?: readonly Field[]
}

/** Where assets of other kinds than tables keep their fields. */
const fieldPaths = [
  ['columns'],
  ['dataModel', 'columns'],
  ['messageSchema', 'schemaFields'],
  ['responseSchema', 'schemaFields'],
  ['requestSchema', 'schemaFields'],
  ['fields'],
]

function fieldsOf(entity: EntityJson): readonly Field[] {
  for (const path of fieldPaths) {
    let at: unknown = entity
    for (const part of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined
    if (Array.isArray(at)) return at as readonly Field[] // the entity's schema
  }
  return []
}

function flatten(fields: readonly Field[], above = ''): { path: string; dataType: string | undefined }[] {
  return fields.flatMap(({ name, dataType, children }) => {
    const path = above === '' ? name : `${above}.${name}`
    return [{ path, dataType }, ...flatten(children ?? [], path)]
  })
}

/** Every promised field has to be there, with the promised type; names are compared without regard to case. */
export function validateSchema(promised: readonly Column[], entity: EntityJson): SchemaValidation {
  const there = new Map(flatten(fieldsOf(entity)).map(({ path, dataType }) => [path.toLowerCase(), dataType]))
  const wanted = flatten(promised)
  const seen = new Set<string>()
  const duplicateFields = wanted.flatMap(({ path }) => {
    const again = seen.has(path.toLowerCase())
    seen.add(path.toLowerCase())
    return again ? [path] : []
  })
  const failedFields = wanted.filter(({ path }) => !there.has(path.toLowerCase())).map(({ path }) => path)
  const typeMismatchFields = wanted
    .filter(({ path, dataType }) => {
      const actual = there.get(path.toLowerCase())
      return actual !== undefined && dataType !== undefined && actual !== dataType
    })
    .map(({ path }) => path)
  const failed = new Set([...failedFields, ...typeMismatchFields, ...duplicateFields]).size
  return {
    total: wanted.length,
    failed,
    passed: Math.max(wanted.length - failed, 0),
    failedFields,
    duplicateFields,
    typeMismatchFields,
  }
}

/** Rules that are switched off, or are about other types, don't count. */
export function validateSemantics(
  rules: readonly SemanticsRule[],
  entity: EntityJson,
  entityType: string,
): SemanticsValidation {
  const asked = rules.filter(
    (rule) =>
      rule.enabled &&
      (rule.entityType === undefined || rule.entityType === entityType) &&
      !rule.ignoredEntities?.includes(entityType),
  )
  const failedRules = asked.flatMap((rule) => {
    try {
      return keepsRule(rule.rule, entity) ? [] : [{ ruleName: rule.name, reason: rule.description }]
    } catch (error) {
      if (error instanceof RuleError) return [{ ruleName: rule.name, reason: error.message }]
      throw error
    }
  })
  const failed = failedRules.length
  return { total: asked.length, failed, passed: asked.length - failed, failedRules }
}

/** A test that has no result yet neither passed nor failed. */
async function validateQuality(deps: Deps, expected: readonly EntityReference[]): Promise<QualityValidation> {
  let [passed, failed] = [0, 0]
  for (const { id } of expected) {
    const { testCaseStatus } = await deps.engine.get('testCase', { id }, { include: 'all' })
    if (testCaseStatus === 'Success') passed += 1
    else if (testCaseStatus === 'Failed' || testCaseStatus === 'Aborted') failed += 1
  }
  const total = expected.length
  return { total, passed, failed, qualityScore: total === 0 ? 100 : (100 * passed) / total }
}

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 31 * 86_400_000,
  year: 366 * 86_400_000,
}

/** When the asset's data last changed, as far as anybody reported it. */
async function lastChangeMs(deps: Deps, entity: EntityJson, entityType: string): Promise<number | undefined> {
  const lifeCycle = entity.lifeCycle as { updated?: { timestamp?: number } } | undefined // its schema
  const reported = [lifeCycle?.updated?.timestamp]
  const extensions = deps.engine.registry.byType(entityType).extensions
  for (const name of ['systemProfiles', 'pipelineStatus'].filter((one) => Object.hasOwn(extensions, one))) {
    const [newest] = await deps.engine.extensions.series(entityType, entity.fullyQualifiedName, name, {
      limit: 1,
    })
    if (typeof newest?.timestamp === 'number') reported.push(newest.timestamp)
  }
  const known = reported.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/** Says nothing about levels that cannot be known: nobody reported when the data changed. */
async function validateSla(
  deps: Deps,
  sla: ContractSla,
  entity: EntityJson,
  entityType: string,
): Promise<SlaValidation> {
  const changed = await lastChangeMs(deps, entity, entityType)
  if (changed === undefined) return {}
  const actualLatency = Math.max(deps.now() - changed, 0)
  const { refreshFrequency, maxLatency } = sla
  const within = (count: number, unit: string) => actualLatency <= count * (unitMs[unit] ?? 0)
  return {
    actualLatency,
    ...(refreshFrequency
      ? { refreshFrequencyMet: within(refreshFrequency.interval, refreshFrequency.unit) }
      : {}),
    ...(maxLatency ? { latencyMet: within(maxLatency.value, maxLatency.unit) } : {}),
  }
}

/** Validates promises about an asset now. Nothing is stored. */
export async function validatePromises(
  deps: Deps,
  promises: Promises,
  entity: EntityJson,
  entityType: string,
  dataContractFQN: string,
): Promise<DataContractResult> {
  const startedMs = deps.now()
  const { schema, semantics, sla, qualityExpectations } = promises
  const schemaValidation = schema?.length ? validateSchema(schema, entity) : undefined
  const semanticsValidation = semantics?.length ? validateSemantics(semantics, entity, entityType) : undefined
  const qualityValidation = qualityExpectations?.length
    ? await validateQuality(deps, qualityExpectations)
    : undefined
  const slaValidation = sla ? await validateSla(deps, sla, entity, entityType) : undefined
  const failures = [
    schemaValidation?.failed ? `${schemaValidation.failed} fields differ` : undefined,
    semanticsValidation?.failed ? `${semanticsValidation.failed} rules are broken` : undefined,
    qualityValidation?.failed ? `${qualityValidation.failed} tests fail` : undefined,
    slaValidation?.refreshFrequencyMet === false ? 'the data is not refreshed in time' : undefined,
    slaValidation?.latencyMet === false ? 'the data is older than promised' : undefined,
  ].filter((text) => text !== undefined)
  const waiting =
    qualityValidation !== undefined &&
    (qualityValidation.passed ?? 0) + (qualityValidation.failed ?? 0) < (qualityValidation.total ?? 0)
  return {
    id: randomUUID(),
    dataContractFQN,
    timestamp: startedMs,
    contractExecutionStatus: failures.length > 0 ? 'Failed' : waiting ? 'PartialSuccess' : 'Success',
    result:
      failures.length > 0
        ? `${failures.join('; ')}.`
        : waiting
          ? 'Some tests have not run yet.'
          : 'The contract is kept.',
    ...(schemaValidation ? { schemaValidation } : {}),
    ...(semanticsValidation ? { semanticsValidation } : {}),
    ...(qualityValidation ? { qualityValidation } : {}),
    ...(slaValidation ? { slaValidation } : {}),
    executionTime: deps.now() - startedMs,
  }
}

/** Validates a contract and keeps the result; a status that differs from the last one makes a version and an event. */
export async function validateContract(
  deps: Deps,
  contract: EntityJson,
  actorName: string,
): Promise<DataContractResult> {
  const about = contract.entity as EntityReference // its parent
  const entity = await deps.engine.get(about.type, { id: about.id }, { fields: '*' })
  const promises = contract as unknown as DataContract & Promises // its schema
  const result = await validatePromises(deps, promises, entity, about.type, contract.fullyQualifiedName)
  await keepResult(deps, contract, result, actorName)
  return result
}

export async function keepResult(
  deps: Deps,
  contract: EntityJson,
  result: DataContractResult,
  actorName: string,
): Promise<void> {
  const { engine } = deps
  await engine.extensions.append('dataContract', contract.fullyQualifiedName, 'results', result)
  const before = contract.latestResult as { status?: string; timestamp?: number } | undefined // its schema
  if ((before?.timestamp ?? 0) > result.timestamp) return
  const latest = {
    timestamp: result.timestamp,
    status: result.contractExecutionStatus,
    ...(result.result === undefined ? {} : { message: result.result }),
    ...(result.id === undefined ? {} : { resultId: result.id }),
  }
  const options = { asSystem: true, quiet: before?.status === latest.status }
  const patch = [{ op: 'add' as const, path: '/latestResult', value: latest }]
  await engine.patch('dataContract', { id: contract.id }, patch, { name: actorName }, options)
}
