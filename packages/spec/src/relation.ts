/** How a declaration says what an entity points at, and what stands above it. */
import type { TSchema } from '@sinclair/typebox'

/** A link to other entities, kept as relationship rows and shown as references. */
export interface Relation {
  /** Entity types that may stand at the other end; `['*']` stands for every registered type. */
  readonly to: readonly string[]
  readonly many: boolean
  /** The word stored on the row. An inverse pair (`user.teams`, `team.users`) shares one word. */
  readonly relationship: string
  /** `out`: this entity is the row's `from` end (the default); `in`: it is the `to` end. */
  readonly direction?: 'out' | 'in'
  /** Lent by the parent where this entity has none of its own; marked `inherited` on the wire. */
  readonly inherited?: boolean
  /** Part of every answer, asked for or not. Otherwise a reader names it in `fields=`. */
  readonly always?: boolean
  /** A create request must name it. */
  readonly required?: boolean
  /** Shown, never written through this end: clients cannot send it. */
  readonly readOnly?: boolean
  /** No member of entities on the wire: routes of its own read and write it. */
  readonly hidden?: boolean
  /** Added to and taken from by routes of their own, although clients never send it with the entity. */
  readonly linkable?: boolean
  /** The parent is always one of them. */
  readonly includesParent?: boolean
  /** What a reader sees of an other end, where it is more than a reference (`testCase.testSuites` holds whole suites). */
  readonly shown?: TSchema
  /** References carry the other end's description, which clients read there. For ends whose documents are small. */
  readonly described?: boolean
  /** Either end shows the other, whichever of the two wrote it. Both ends are of one type. */
  readonly symmetric?: boolean
  /**
   * Each link says what kind of link it is: shown as `{[member]: kind, [reference]: …}`, written so or as a mere
   * reference, which means the kind it has, or `default`. Needs `shown`. Of a symmetric link the other end shows the
   * inverse of the kind, where it has one.
   */
  readonly qualified?: {
    readonly member: string
    readonly reference: string
    readonly default: string
    readonly inverses?: Readonly<Record<string, string>>
  }
  /** What a member of both ends, an enumerated text, allows: by its value here, its values there. */
  readonly pairs?: { readonly member: string; readonly allowed: Readonly<Record<string, AllowedEnds>> }
  /** The word of a link that makes somebody part of an end: who is linked to a reviewing team by `memberOf` is a reviewer. */
  readonly members?: string
  /** Types of which one stands alone: an asset is owned by several users, or by one team and nobody else. */
  readonly alone?: readonly string[]
  /**
   * Another link of both ends in which they have to share an entity, own or inherited: a data product takes assets of
   * its domains only (`shares: 'domains'`). An entity at either end without any such link shares nothing.
   */
  readonly shares?: string
  /** No chain of this link leads back to where it began (`team.parents`). Both ends are of one type. */
  readonly acyclic?: boolean
  /** Fully qualified name of the end that a new entity is linked to where its request names none. */
  readonly defaultEnd?: string
  /** The other ends are children as well: deletion and restoration take them along, unless another parent still holds them. */
  readonly cascades?: boolean
}

/** Values that other ends may have, and how many other ends there may be; no number is no limit. */
export interface AllowedEnds {
  readonly values: readonly string[]
  readonly most?: number
}

/**
 * References that follow from links, worked out when `fields=` names them: from the entity along `start`, then up along
 * `climb` as far as it goes, and from everything on the way along `end`. Without `start`, what the entity has of its own
 * does not count. All three are words of links that point away.
 */
export interface DerivedLink {
  readonly to: readonly string[]
  readonly start?: string
  readonly climb: string
  readonly end: string
}

/** The entity above: it gives the fully qualified name, and its deletion takes this one along. */
export interface ParentLink {
  /** The wire member, e.g. `databaseSchema`. */
  readonly field: string
  /** Entity types that may be the parent; `['*']` stands for every type that contains this one. More than one: create requests name `{id, type}` or `{type, fullyQualifiedName}`. */
  readonly types: readonly string[]
  /** Members copied from the parent at every write, e.g. `database`, `service`, `serviceType`. */
  readonly copies?: readonly string[]
  /** Where the parent is no part of the wire shape of the answer. */
  readonly optional?: boolean
  /** Works out the parent of a request that need not name it; `undefined` where it follows from nothing. Pure. */
  readonly implied?: (request: Readonly<Record<string, unknown>>) => ImpliedParent | undefined
  /**
   * A nearer parent inside the same family, e.g. `parent: container` below `service`. Where a request names it, it is
   * the parent: it gives the name, and it hands down `field`, which a create request may then leave out or has to
   * repeat rightly. Where a request does not, the entity stands directly below `field`.
   */
  readonly nested?: {
    readonly field: string
    readonly types: readonly string[]
    /** What create requests call `field`, where that is another name than answers have; declared in `createOnly`. */
    readonly input?: string
  }
  /** A JSON Patch of `field` or `nested.field` moves the entity with everything below. Default: where it may stand below its own type. */
  readonly movable?: boolean
}

/** The parent that a create request means without naming it. */
export interface ImpliedParent {
  /** The member of the request that implies it, for messages. */
  readonly field: string
  readonly fqn: string
  /** The request that creates it where it isn't there yet. */
  readonly create?: Readonly<Record<string, unknown>>
}

/** What a declared filter of lists selects; several conditions hold together. */
export interface ListSelection {
  /** Values of stored strings and booleans of the top level. */
  readonly members?: Readonly<Record<string, string | boolean>>
  /** Stored lists of the top level that have all of these values; with `orNone` also those that are empty or missing. */
  readonly having?: { readonly member: string; readonly values: readonly string[]; readonly orNone?: boolean }
  /** Everything below a fully qualified name, at any depth. */
  readonly below?: string
  /** What stands directly below an entity, given by its id or fully qualified name. */
  readonly childrenOf?: string
  /** Linked to an entity, given by its id or fully qualified name. */
  readonly linked?: { readonly relation: string; readonly to: string }
}
