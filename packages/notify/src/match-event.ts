/** Decides whether an alert wants an event: its resources, then its rules, each to include or to exclude. */

import type { AlertFunctionName, EventFilterRule, FieldChange, FilteringRules } from '@waymark/spec'
import { type AlertCondition, parseAlertCondition } from '@waymark/spec'
import { type EventFacts, referencesIn } from './event-facts.ts'

type Check = (facts: EventFacts, values: readonly string[]) => boolean

function changes({ event }: EventFacts): readonly FieldChange[] {
  const { fieldsAdded = [], fieldsUpdated = [], fieldsDeleted = [] } = event.changeDescription ?? {}
  return [...fieldsAdded, ...fieldsUpdated, ...fieldsDeleted]
}

function named(facts: EventFacts, member: string, values: readonly string[]): boolean {
  return referencesIn(facts.entity, member).some(
    ({ name = '', fullyQualifiedName = '' }) => values.includes(name) || values.includes(fullyQualifiedName),
  )
}

function fqnOf({ event, entity }: EventFacts): string {
  return entity?.fullyQualifiedName ?? event.entityFullyQualifiedName ?? ''
}

/** A name, or a pattern with `.*` as forms offer it. Anything else a regular expression can do would let a pattern hang us. */
function matchesName(fqn: string, pattern: string): boolean {
  const parts = pattern.split('.*').map((part) => part.replaceAll(/\\(.)/gsu, '$1'))
  if (parts.length === 1) return fqn === parts[0]
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!fqn.startsWith(first) || !fqn.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = fqn.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= fqn.length - last.length
}

/** The state that a change brought, wherever its value keeps it. */
function stateIn(change: FieldChange, member: string): string | undefined {
  const value =
    typeof change.newValue === 'string' && change.newValue.startsWith('{')
      ? parsed(change.newValue)
      : change.newValue
  if (typeof value === 'string') return value
  const state =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined
  return typeof state === 'string' ? state : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function changedTo(
  facts: EventFacts,
  type: string,
  field: RegExp,
  member: string,
  values: readonly string[],
) {
  if (facts.event.entityType !== type) return false
  return changes(facts).some(
    (change) => field.test(change.name) && values.includes(stateIn(change, member) ?? ''),
  )
}

const checks: Readonly<Record<AlertFunctionName, Check>> = {
  matchAnySource: ({ event, entity, thread }, values) =>
    values.includes('all') || values.includes(event.entityType) || (thread !== undefined && values.includes(typeOf(entity, thread))),
  matchAnyOwnerName: (facts, values) => named(facts, 'owners', values),
  matchAnyEntityFqn: (facts, values) => values.some((pattern) => matchesName(fqnOf(facts), pattern)),
  matchAnyEntityId: ({ event, entity }, values) => values.includes(event.entityId) || values.includes(entity?.id ?? ''),
  matchAnyEventType: ({ event }, values) => values.includes(event.eventType),
  matchUpdatedBy: ({ event }, values) => values.includes(event.userName ?? ''),
  isBot: ({ isBot }) => isBot,
  matchAnyFieldChange: (facts, values) =>
    changes(facts).some(({ name }) => values.some((value) => name === value || name.startsWith(`${value}.`) || name.endsWith(`.${value}`))),
  matchAnyDomain: (facts, values) => named(facts, 'domains', values),
  matchAnyTag: ({ entity }, values) => {
    const tags = Array.isArray(entity?.tags) ? (entity.tags as readonly { readonly tagFQN: string }[]) : [] // labels of a stored entity
    return tags.some(({ tagFQN }) => values.includes(tagFQN))
  },
  matchTestResult: (facts, values) => changedTo(facts, 'testCase', /^testCase(Result|Status)$/u, 'testCaseStatus', values),
  filterByTableNameTestCaseBelongsTo: (facts, values) =>
    facts.event.entityType === 'testCase' &&
    values.some((pattern) => matchesName(String(facts.entity?.entityFQN ?? ''), pattern) || fqnOf(facts).startsWith(`${pattern}.`)),
  matchPipelineState: (facts, values) => changedTo(facts, 'pipeline', /^pipelineStatus/u, 'executionStatus', values),
  matchIngestionPipelineState: (facts, values) =>
    changedTo(facts, 'ingestionPipeline', /^pipelineStatus/u, 'pipelineState', values),
  matchConversationUser: ({ thread }, values) => {
    const texts = thread ? [thread.message, ...(thread.posts ?? []).map(({ message }) => message)] : []
    return values.some((name) => texts.some((text) => text.includes(`<#E::user::${name}|`) || text.includes(`<#E::team::${name}|`)))
  },
} // biome-ignore format: a table

function typeOf(entity: EventFacts['entity'], thread: NonNullable<EventFacts['thread']>): string {
  return entity === undefined ? '' : (thread.entityRef?.type ?? '')
}

function holds(condition: AlertCondition, facts: EventFacts): boolean {
  switch (condition.kind) {
    case 'call':
      return checks[condition.name](facts, condition.values)
    case 'not':
      return !holds(condition.of, facts)
    case 'and':
      return holds(condition.left, facts) && holds(condition.right, facts)
    case 'or':
      return holds(condition.left, facts) || holds(condition.right, facts)
  }
}

/** An excluding rule asks for the opposite. Rules are taken from left to right, each joined by its own AND or OR. */
function rulesHold(rules: readonly EventFilterRule[], facts: EventFacts): boolean {
  let result = true
  for (const [at, rule] of rules.entries()) {
    const met = holds(parseAlertCondition(rule.condition), facts) === (rule.effect === 'include')
    if (at === 0) result = met
    else result = rule.prefixCondition === 'OR' ? result || met : result && met
  }
  return result
}

/** Resources of conversations and the kinds of thread that each means. */
const threadResources: Readonly<Record<string, string>> = {
  conversation: 'Conversation',
  task: 'Task',
  announcement: 'Announcement',
}

function isAboutResource({ event, thread }: EventFacts, resources: readonly string[]): boolean {
  if (resources.length === 0 || resources.includes('all')) return true
  if (event.entityType !== 'THREAD') return resources.includes(event.entityType)
  return resources.some((resource) => threadResources[resource.toLowerCase()] === thread?.type)
}

/** @throws problem `parameter-invalid` for a condition that cannot be read */
export function wants({ resources, rules = [], actions = [] }: FilteringRules, facts: EventFacts): boolean {
  return isAboutResource(facts, resources) && rulesHold(rules, facts) && rulesHold(actions, facts)
}
