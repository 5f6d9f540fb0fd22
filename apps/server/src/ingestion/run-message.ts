/** What a worker and the process of a run tell each other. */
import type { RunEvent, RunReport } from '@waymark/ingest'
import type { AuthenticationMechanism } from '@waymark/spec'

/** How the run signs in to the catalog: with a token that was made for it, or as the bot's application at its provider. */
export type RunSignIn =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'provider'; readonly mechanism: AuthenticationMechanism }

/** Everything that the process of a run gets to know, over the channel and not in its arguments or environment: it holds secrets. */
export interface RunTask {
  readonly task: 'run' | 'check' | 'preview'
  readonly runId: string
  /** A workflow file; its texts mean what they say. */
  readonly document: Readonly<Record<string, unknown>>
  /** Absent where nothing is sent to the catalog. */
  readonly signIn?: RunSignIn
  /** Never to leave the process, in no line and no error. */
  readonly secrets: readonly string[]
  /** What is gone from the source may go however much it is. */
  readonly allowMassDelete?: boolean
  /** DEBUG shows what the connector says beside. */
  readonly isVerbose: boolean
}

/** One step of a connection test, in OpenMetadata's words. */
export interface CheckStep {
  readonly name: string
  readonly mandatory: boolean
  readonly passed: boolean
  readonly message?: string
  readonly errorLog?: string
}

/** A name that the source has, and whether the filters take it. */
export interface PreviewedName {
  readonly type: string
  readonly name: string
  readonly taken: boolean
  /** Why it is not taken. */
  readonly reason?: string
}

export interface Preview {
  readonly data: readonly PreviewedName[]
  /** The source has more than what is listed. */
  readonly truncated: boolean
}

export type ToRun = { readonly kind: 'task'; readonly task: RunTask } | { readonly kind: 'stop' }

export type FromRun =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'step'; readonly step: CheckStep }
  /** Every few seconds: the process is neither stuck nor too large. */
  | { readonly kind: 'alive'; readonly residentBytes: number }
  | { readonly kind: 'report'; readonly report: RunReport }
  | { readonly kind: 'preview'; readonly preview: Preview }
  | { readonly kind: 'checked' }
  /** It could not begin, or broke off: a sentence for people. */
  | { readonly kind: 'refused'; readonly message: string; readonly hint?: string }
