/** The functions that conditions of alerts may call, and how conditions follow from what people chose in a form. */
import { problem } from './problems.ts'
import type { AlertFilteringInput, EventFilterRule, FilterInput } from './types/event-subscription.ts'

interface AlertFunction {
  readonly description: string
  /** Names of its arguments; each is a list of texts. None: the function is a plain question. */
  readonly arguments: readonly string[]
}

/** Every function, as forms and conditions name them. */
export const alertFunctions = {
  matchAnySource: { description: 'The event is about one of these entity types', arguments: ['sourceNameList'] },
  matchAnyOwnerName: { description: 'A user or team of this name owns the entity', arguments: ['ownerNameList'] },
  matchAnyEntityFqn: { description: 'The fully qualified name matches one of these regular expressions', arguments: ['fqnList'] },
  matchAnyEntityId: { description: 'The entity has one of these ids', arguments: ['entityIdList'] },
  matchAnyEventType: { description: 'Something of this kind happened', arguments: ['eventTypeList'] },
  matchUpdatedBy: { description: 'One of these users made the change', arguments: ['updateByUserList'] },
  isBot: { description: 'A bot made the change', arguments: [] },
  matchAnyFieldChange: { description: 'One of these members was added, changed or removed', arguments: ['fieldChangeList'] },
  matchAnyDomain: { description: 'The entity is in one of these domains', arguments: ['domainList'] },
  matchAnyTag: { description: 'The entity has one of these tags or terms', arguments: ['tagList'] },
  matchTestResult: { description: 'A test ended with one of these results', arguments: ['testResultList'] },
  filterByTableNameTestCaseBelongsTo: { description: 'The test looks at one of these tables', arguments: ['tableNameList'] },
  matchPipelineState: { description: 'A pipeline run ended in one of these states', arguments: ['pipelineStateList'] },
  matchIngestionPipelineState: { description: 'An ingestion ended in one of these states', arguments: ['pipelineStateList'] },
  matchConversationUser: { description: 'One of these users or teams is mentioned', arguments: ['usersOrTeamsList'] },
} as const satisfies Readonly<Record<string, AlertFunction>> // biome-ignore format: a table
export type AlertFunctionName = keyof typeof alertFunctions

/** Names that forms give to filters and actions, and the function and argument each stands for. */
const formNames: Readonly<Record<string, AlertFunctionName>> = {
  filterBySource: 'matchAnySource',
  filterByOwnerName: 'matchAnyOwnerName',
  filterByFqn: 'matchAnyEntityFqn',
  filterByEntityId: 'matchAnyEntityId',
  filterByEventType: 'matchAnyEventType',
  filterByUpdaterName: 'matchUpdatedBy',
  filterByUpdaterIsBot: 'isBot',
  filterByFieldChange: 'matchAnyFieldChange',
  filterByDomain: 'matchAnyDomain',
  filterByGeneralMetadataEvents: 'matchAnyEventType',
  filterByMentionedName: 'matchConversationUser',
  filterByTableNameTestCaseBelongsTo: 'filterByTableNameTestCaseBelongsTo',
  getTestCaseStatus: 'matchTestResult',
  GetTestCaseStatusUpdates: 'matchTestResult',
  GetTableMetrics: 'matchAnyFieldChange',
  GetPipelineStatusUpdates: 'matchPipelineState',
  GetIngestionPipelineStatusUpdates: 'matchIngestionPipelineState',
}

/** @param name - a function's, or the name that OpenMetadata's form has for it; undefined for any other */
export function alertFunctionOf(name: string): AlertFunctionName | undefined {
  if (Object.hasOwn(alertFunctions, name)) return name as AlertFunctionName // an own key of the table
  return Object.hasOwn(formNames, name) ? formNames[name] : undefined
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** `matchAnySource({'table','topic'})` */
export function alertCondition(name: AlertFunctionName, values: readonly string[]): string {
  return alertFunctions[name].arguments.length === 0
    ? `${name}()`
    : `${name}({${values.map(quoted).join(',')}})`
}

function ruleOf(input: FilterInput, at: number, part: string): EventFilterRule {
  const field = `input.${part}[${at}].name`
  const name = alertFunctionOf(input.name ?? '')
  if (!name) {
    const known = [...Object.keys(formNames), ...Object.keys(alertFunctions)].join(', ')
    throw problem('body-invalid', { field, expected: `one of ${known}.` })
  }
  const values = (input.arguments ?? []).flatMap((argument) => argument.input ?? [])
  if (alertFunctions[name].arguments.length > 0 && values.length === 0) {
    throw problem('body-invalid', {
      field: `input.${part}[${at}].arguments`,
      expected: `at least one value for ${alertFunctions[name].arguments[0]}.`,
    })
  }
  return {
    name: input.name ?? name,
    effect: input.effect ?? 'include',
    condition: alertCondition(name, values),
    arguments: values,
    prefixCondition: input.prefixCondition ?? 'AND',
  }
}

/** The rules that a form means. @throws problem `body-invalid` for a filter that nobody knows */
export function rulesOf(input: AlertFilteringInput): {
  readonly rules: EventFilterRule[]
  readonly actions: EventFilterRule[]
} {
  return {
    rules: (input.filters ?? []).map((one, at) => ruleOf(one, at, 'filters')),
    actions: (input.actions ?? []).map((one, at) => ruleOf(one, at, 'actions')),
  }
}
