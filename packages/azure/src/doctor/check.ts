/** What a check is: a question about the set-up, its answer, and what everything it needs to find out. */
import type { Cloud } from '../graph/clouds.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { TenantState } from '../graph/tenant-state.ts'
import type { DoctorSettings } from './settings.ts'

export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skipped'

/** One answer; safe to paste into a ticket. */
export interface Check {
  readonly id: string
  readonly title: string
  readonly status: CheckStatus
  /** One sentence: what was found, or why it could not be looked at. */
  readonly cause: string
  /** Absent where nothing is to be done. */
  readonly fix?: string
}

export type Outcome = Omit<Check, 'id' | 'title'>

/** An application that a bot is bound to, as the server has it. */
export interface BotBinding {
  readonly tenantId: string
  readonly clientId: string
  readonly objectId: string
}

/** What the running server says about a bot: its binding, or the address that the first token would bind by. */
export interface BotState {
  readonly application: BotBinding | undefined
  readonly email: string | undefined
}

/** Something to look at, or the sentence why it can't be. */
export type Available<T> = { readonly value: T } | { readonly unavailable: string }

export interface DoctorDeps {
  readonly fetch: typeof globalThis.fetch
  readonly nowMs: () => number
  /** Resolves a host name; rejects when there is no such name. */
  readonly lookup: (host: string) => Promise<unknown>
  /** The proxy that requests to this host go through, if any. */
  readonly proxyFor: (host: string) => string | undefined
  readonly graph: Available<GraphClient>
  /** Obtains the ingestion's token with the configured credential; rejects with a sentence. */
  readonly ingestionToken: (() => Promise<string>) | undefined
  readonly readFile: (path: string) => string
  readonly bot: () => Promise<Available<BotState>>
  readonly botName: string
}

/** The authority in its parts. */
export interface Authority {
  readonly host: string
  readonly tenant: string
  readonly cloud: Cloud
}

export interface Discovery {
  readonly issuer: string
  readonly jwksUri: string
  /** The issuer's clock, from its `Date` header. */
  readonly dateMs: number | undefined
}

/** What checks share; each fact is found out once, however many ask. */
export interface Findings {
  readonly settings: DoctorSettings
  readonly deps: DoctorDeps
  readonly authority: () => Authority | undefined
  readonly discovery: () => Promise<Available<Discovery>>
  readonly tenant: () => Promise<Available<TenantState>>
  readonly ingestionClaims: () => Promise<Available<Readonly<Record<string, unknown>>>>
}

export interface CheckDefinition {
  readonly id: string
  readonly title: string
  /** The guide's step that it proves, for the reference page; `–` where the guide has none. */
  readonly guide: string
  /** What goes wrong there, for the reference page. */
  readonly wrong: string
  /** The guide's symptom or error number. */
  readonly symptom: string
  readonly run: (found: Findings) => Outcome | Promise<Outcome>
}

export const pass = (cause: string): Outcome => ({ status: 'pass', cause })
export const warn = (cause: string, fix: string): Outcome => ({ status: 'warn', cause, fix })
export const fail = (cause: string, fix: string): Outcome => ({ status: 'fail', cause, fix })
export const skipped = (cause: string): Outcome => ({ status: 'skipped', cause })

/** Ways to mend, for the sentence of a fix. */
export const repair = (option = '') => `Run: waymark azure setup${option}.`
export const byHand = (clicks: string) => `${clicks} Or run: waymark azure setup.`
