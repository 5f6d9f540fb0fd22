/** What every route is given: the floors below, and facts about this installation. */
import type { TSchema } from '@sinclair/typebox'
import type { Engine } from '@waymark/engine'
import type { Identity, Principal } from '@waymark/identity'
import { problem } from '@waymark/spec'
import type { FastifyRequest } from 'fastify'
import type { AlertDesk } from './alert-desk.ts'
import type { AppRunner } from './app-runner.ts'
import type { BotTokenSource } from './bot-token-source.ts'
import type { ClientGeneration, GenerationBasis } from './generations/generation.ts'
import type { GenerationMemory } from './generations/generation-memory.ts'
import type { IngestionRunner } from './ingestion-runner.ts'
import type { SignInDoctor } from './sign-in-doctor.ts'
import type { SignInSettings } from './sign-in-settings.ts'
import type { ThisMachine } from './this-machine.ts'
import type { WorkflowRunner } from './workflow-runner.ts'

/** The part of a pino logger that the API uses. */
export interface ApiLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface ProductVersion {
  /** Waymark's own version. */
  readonly version: string
  /** Commit the build was made from, or `unknown`. */
  readonly revision: string
  readonly builtAtMs: number
}

/** Whether this replica can serve, part by part. */
export interface Readiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<string, string>>
}

/** What is measured of a request. */
export interface AnsweredRequest {
  readonly method: string
  /** The template, never the address. */
  readonly route: string
  readonly status: number
  readonly durationMs: number
  readonly requestId: string
  /** The caller's trace as it came (W3C Trace Context), unchecked. */
  readonly traceparent?: string
}

export interface ApiDependencies {
  readonly engine: Engine
  readonly identity: Identity
  readonly generationMemory: GenerationMemory
  readonly version: ProductVersion
  readonly log: ApiLog
  readonly now: () => number
  readonly readiness: () => Promise<Readiness>
  /** Runs saved ingestions; without one the routes say that nothing runs here. */
  readonly ingestionRunner?: IngestionRunner
  /** Address people use, when it is configured. `https` makes every cookie `Secure`. */
  readonly serverUrl?: string
  /** Believe `X-Forwarded-*`: set only behind a proxy that overwrites them. Default false. */
  readonly trustProxy?: boolean
  /** Directory with the built web UI. */
  readonly staticDir?: string
  /** Largest request body in bytes. Default 16 MiB. */
  readonly bodyLimitBytes?: number
  /** Looks at the set-up of signing in; without it, there are no routes for that. */
  readonly doctor?: SignInDoctor
  /** Saves settings of signing in; without it, there are no routes for that. */
  readonly signInSettings?: SignInSettings
  /** Signs in as a bot would, for its test. */
  readonly botTokens?: BotTokenSource
  /** How alerts are delivered; without it, there are no routes for that. */
  readonly alerts?: AlertDesk
  /** Runs the catalog's own apps; without it, no app can be started. */
  readonly apps?: AppRunner
  /** Runs automation workflows; without it, none can be started. */
  readonly workflowRunner?: WorkflowRunner
  /** Sources that this release reads, by their type in lower case, with how far each was tried. Default: none. */
  readonly connectorTypes?: ReadonlyMap<string, 'real-server' | 'documented-protocol'>
  /** Says what a new catalog can start with; without it, there are no routes for that. */
  readonly thisMachine?: ThisMachine
  /** Called after every answer, for metrics. */
  readonly observe?: (answer: AnsweredRequest) => void
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; absent on public routes. */
    principal: Principal | undefined
    /** Which client's shapes this request speaks. */
    generation: ClientGeneration
    generationBasis: GenerationBasis
    /** Shape of this answer where it is not the one its route declares. */
    answerSchema: TSchema | undefined
  }
}

/** The caller of a protected route. @throws `token-missing` when nobody is signed in */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw problem('token-missing')
  return request.principal
}

/** @throws `not-allowed` for everybody but administrators */
export function requireAdmin(request: FastifyRequest, operation: string, resource: string): Principal {
  const principal = principalOf(request)
  if (!principal.isAdmin) throw problem('not-allowed', { principal: principal.name, operation, resource })
  return principal
}
