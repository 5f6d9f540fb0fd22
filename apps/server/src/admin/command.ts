/** What an administrative command is, and what it works on. */
import type { TObject } from '@sinclair/typebox'
import type { GenerationMemory, SignInSettings } from '@waymark/api'
import type { Engine } from '@waymark/engine'
import type { AccountDirectory, AuditCategory, Identity, IdentityConfig } from '@waymark/identity'
import type { BackupMade } from '../backup/make-backup.ts'
import type { ShownSetting } from '../config/show.ts'
import type { Resealed } from './reseal-secrets.ts'

export interface AdminSurroundings {
  readonly engine: Engine
  readonly identity: Identity
  readonly accounts: AccountDirectory
  readonly generationMemory: GenerationMemory
  /** Where people reach the server. */
  readonly serverUrl: string
  /** Domain of the addresses of accounts that are made here. */
  readonly principalDomain: string
  readonly identityConfig: IdentityConfig
  /** Everything that is configured, with who said it; secrets are masked. */
  readonly settings: readonly ShownSetting[]
  /** The same unparsed, by the names of the variables. Holds secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What administrators save about signing in. */
  readonly signInSettings: SignInSettings
  readonly version: string
  /** A superuser's URL of the embedded PostgreSQL, with its password; undefined where an external one is used. */
  readonly embeddedDatabaseUrl: string | undefined
  /** Writes everything into one encrypted file, while the catalog is used. */
  readonly backup: (path: string, passphrase: string) => Promise<BackupMade>
  /** Seals every secret with the newest master key; `check` only counts. */
  readonly resealSecrets: (check: boolean) => Promise<Resealed>
}

export type Answer = Readonly<Record<string, unknown>>

export interface AdminCommand {
  readonly parameters: TObject
  /** Stands in the audit log under this; absent where it only reads, or records more itself. */
  readonly audited?: AuditCategory
  readonly run: (parameters: Readonly<Record<string, unknown>>, on: AdminSurroundings) => Promise<Answer>
}

export function command<P extends TObject>(
  parameters: P,
  run: (parameters: P['static'], on: AdminSurroundings) => Promise<Answer>,
  audited?: AuditCategory,
): AdminCommand {
  // The caller validates against `parameters` before it runs the command.
  return { parameters, run: run as AdminCommand['run'], ...(audited && { audited }) }
}
