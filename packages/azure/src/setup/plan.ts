/** A plan: what set-up would do, as data. It is shown, printed as a script, applied and undone from the same lines. */
import type { Rights } from '../graph/graph-error.ts'

/** Names for ids that exist only once the plan is carried out; written `{{name}}` in paths and bodies. */
export type PlaceholderName =
  | 'ui.id'
  | 'ui.appId'
  | 'ui.principal'
  | 'ingestion.id'
  | 'ingestion.appId'
  | 'ingestion.principal'
  | 'graph.principal'
  | 'created.id'
  | 'secret.keyId'

export type Bindings = Readonly<Partial<Record<PlaceholderName, string>>>

/** A request to Microsoft Graph, its ids perhaps not known yet. */
export interface PlannedRequest {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** Members of the answer that later requests name. */
  readonly captures?: Readonly<Partial<Record<PlaceholderName, string>>>
  /** What takes it back; `created.id` is the id in its own answer. */
  readonly undo: readonly Omit<PlannedRequest, 'undo'>[]
  /** "Already exists" is what we wanted: an earlier try got through although its answer did not. */
  readonly mayExist?: boolean
  /** The answer holds the client secret. */
  readonly yieldsSecret?: boolean
}

export type StepAction = 'create' | 'repair' | 'keep'

export interface Change {
  /** As the manifest calls it, e.g. `api.requestedAccessTokenVersion`. */
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

export interface Step {
  readonly id: string
  /** The guide's step that this does, e.g. `A5`. */
  readonly guide: string
  readonly title: string
  readonly application: 'ui' | 'ingestion'
  readonly action: StepAction
  readonly changes: readonly Change[]
  readonly requests: readonly PlannedRequest[]
  /** The same by hand, one line a click; placeholders as in requests. */
  readonly clicks: readonly string[]
  /** The portal's page for it. */
  readonly portalPath: string
}

export interface Plan {
  readonly tenantId: string
  readonly portalUrl: string
  /** What is known already. */
  readonly bindings: Bindings
  readonly steps: readonly Step[]
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[]
}

export const placeholder = (name: PlaceholderName) => `{{${name}}}`
const placeholderPattern = /\{\{([\w.]+)\}\}/g

/** Puts ids in the place of their names, through a whole body. Names without a value stay as they are. */
export function resolve<T>(value: T, bindings: Readonly<Record<string, string | undefined>>): T {
  if (typeof value === 'string') {
    // A string stays a string.
    return value.replace(placeholderPattern, (whole, name: string) => bindings[name] ?? whole) as T
  }
  if (Array.isArray(value)) return value.map((each) => resolve(each, bindings)) as T // element by element
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, each]) => [name, resolve(each, bindings)])
    return Object.fromEntries(entries) as T // member by member
  }
  return value
}

/** Names that have no value yet, in their order of appearance. */
export function unresolved(value: unknown): readonly string[] {
  return [
    ...new Set([...(JSON.stringify(value) ?? '').matchAll(placeholderPattern)].map(([, name]) => name ?? '')),
  ]
}

/** The steps that have something to send, in the order in which they are applied. */
export function changedSteps(plan: Plan): readonly Step[] {
  return plan.steps.filter(({ action }) => action !== 'keep')
}

/** One step that was not done, and who could do it. */
export interface Refused {
  readonly step: string
  readonly title: string
  readonly reason: string
  readonly rights?: Rights | undefined
}
