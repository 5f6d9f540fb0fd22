/** What every read and write is given, and what it gives back: entities, actors, options. */
import type { ChangeDescription } from '@waymark/spec'

/** An entity as it stands on the wire, without `href` (the caller knows its own address). */
export type EntityJson = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly name: string
  readonly fullyQualifiedName: string
  readonly version: number
  readonly updatedAt: number
  readonly updatedBy: string
  readonly deleted?: boolean
  readonly changeDescription?: ChangeDescription
}

/** Who writes: the name goes into `updatedBy` and the change event. */
export interface Actor {
  readonly name: string
}

export type EntityKey = { readonly id: string } | { readonly fqn: string }
export type Include = 'all' | 'deleted' | 'non-deleted'

export interface ReadOptions {
  /** Links and extensions to add, by member name; `'*'` for all. Default: what is stored with the entity. */
  readonly fields?: readonly string[] | '*'
  /** Default `non-deleted`. */
  readonly include?: Include
  /** Secrets in clear. Only for a caller that was authorized to use them. Default false: masked. */
  readonly revealSecrets?: boolean
}

/** One write about to happen, shown to whoever decides whether it may. */
export interface PendingWrite {
  readonly action: 'create' | 'update' | 'delete' | 'restore'
  readonly type: string
  /** Full entities with all links; `before` is absent on create, `after` on a hard delete. */
  readonly before?: EntityJson
  readonly after?: EntityJson
  /** Top-level members that differ, links included. */
  readonly changed: readonly string[]
}

export interface WriteOptions {
  /** Called inside the transaction after the change is known and before anything is stored; throwing undoes all. */
  readonly authorize?: (write: PendingWrite) => void | Promise<void>
  /**
   * The server's own write: members that clients only read (`provider`, `usageSummary`, `deployed`) may be set.
   * Default false: naming one is `body-invalid`, patching one `patch-invalid`.
   */
  readonly asSystem?: boolean
  /** For counters (usage, last activity): no new version, history or event. Default false. */
  readonly quiet?: boolean
}

export interface WriteResult {
  readonly entity: EntityJson
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'deleted' | 'restored'
}

/** ETag that real clients compute: `"` + first 16 hex digits of SHA-256(`<version>-<updatedAt>`) + `"`, version as Python prints it. */
export type EntityTag = (entity: { readonly version: number; readonly updatedAt: number }) => string
