/** What may be asked of lineage. */
import type { AddLineage, EntityLineage, EntityReference, JsonPatch, LineageDetails } from '@waymark/spec'
import type { Visibility } from '../search/search-contract.ts'
import type { Actor, EntityKey, Include } from '../write-options.ts'

export type Direction = 'upstream' | 'downstream'

export interface Depths {
  /** Levels, 0 to 10. */
  readonly upstream: number
  readonly downstream: number
}

export interface GraphOptions {
  /** Default `non-deleted`. */
  readonly include?: Include
  /** Nodes that may not be seen are shown as an id and a type, and their edges without details. Default: everything. */
  readonly visible?: Visibility
  /** Only edges that this pipeline makes, at the first level. */
  readonly viaPipeline?: boolean
  /** False leaves the counts of edges out (0), which cost two look-ups a node. Default true. */
  readonly counted?: boolean
}

export interface GraphNode {
  readonly reference: EntityReference
  /** Steps from the root: negative upstream, positive downstream, 0 the root. */
  readonly distance: number
  /** Edges that end and begin here, drawn or not. */
  readonly upstreamCount: number
  readonly downstreamCount: number
  /** False: its name and edges are not told. */
  readonly visible: boolean
}

export interface GraphEdge {
  readonly fromId: string
  readonly toId: string
  readonly direction: Direction
  readonly details: LineageDetails
}

export interface Graph {
  readonly root: GraphNode
  /** Without the root; nearest first. */
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** There is more than a picture holds: nodes at the rim have edges that are not drawn. */
  readonly truncated: boolean
}

/** One asset that a change of the root reaches, or that the root depends on. */
export interface Impact {
  readonly reference: EntityReference
  readonly distance: number
  /** Ids from the root to the asset, both included: one shortest way. */
  readonly path: readonly string[]
}

/** An end of an edge as its sender knows it. */
export interface WaitingEnd {
  readonly namespace: string
  readonly name: string
  /** Name below the service, in lower case: `db.schema.table`. */
  readonly key: string
  /** Names of the services that it can be in. Undefined: any of the `kinds`. */
  readonly services?: readonly string[]
  /** Service types that it can be of. Undefined: any. */
  readonly kinds?: readonly string[]
}

/** An edge between two names. Columns stand under their own names, not their fully qualified ones. */
export interface NamedEdge {
  readonly from: WaitingEnd
  readonly to: WaitingEnd
  readonly details: LineageDetails
}

export interface NamedEdgeResult {
  /** Absent while it waits. */
  readonly from?: EntityReference
  readonly to?: EntityReference
  readonly drawn: boolean
}

export interface WaitingEdge {
  readonly id: string
  readonly from: Pick<WaitingEnd, 'namespace' | 'name'>
  readonly to: Pick<WaitingEnd, 'namespace' | 'name'>
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}

/** What is known of a run of a job, merged from its events. */
export interface JobRun {
  readonly state?: string
  readonly startedMs?: number
  readonly endedMs?: number
  readonly value: Readonly<Record<string, unknown>>
}

export interface Lineage {
  /** Idempotent: the same edge again changes nothing. @throws problem `reference-not-found` for a missing end */
  add(request: AddLineage, actor: Actor): Promise<void>
  /** @throws problem `entity-not-found` */
  remove(from: { type: string; id: string }, to: { type: string; id: string }): Promise<void>
  /** Drops the edges into and out of an entity whose `source` is the given one. */
  removeBySource(entity: { type: string; id: string }, source: string): Promise<void>
  edge(fromId: string, toId: string): Promise<LineageDetails | undefined>
  patchEdge(
    from: { type: string; id: string },
    to: { type: string; id: string },
    patch: JsonPatch,
    actor: Actor,
  ): Promise<LineageDetails>
  /** The graph in the published clients' shape. Cycles are walked once; at most 2,000 edges each way. */
  graph(type: string, key: EntityKey, depths: Depths, options?: GraphOptions): Promise<EntityLineage>
  /**
   * The same with distances. Around a service, database, schema, domain or data product stand the others of its kind that
   * its assets are connected with.
   */
  explore(type: string, key: EntityKey, depths: Depths, options?: GraphOptions): Promise<Graph>
  /** Every container of a kind (`service`, `domain`, `dataProduct`) whose assets are connected with another's. */
  platform(level: string, options?: GraphOptions): Promise<Omit<Graph, 'root'>>
  /** Everything within reach, nearest first. */
  impact(
    type: string,
    key: EntityKey,
    reach: { readonly direction: Direction; readonly depth: number },
    options?: GraphOptions,
  ): Promise<readonly Impact[]>
  /** Known entities among ends; undefined for one that is in the catalog not at all, or more than once. */
  resolve(ends: readonly WaitingEnd[]): Promise<readonly (EntityReference | undefined)[]>
  /**
   * Draws edges whose ends are in the catalog and keeps the others: the write that brings the last end draws them. The same
   * edge again changes nothing. Results in the order of the edges.
   */
  addByName(edges: readonly NamedEdge[], actor: Actor): Promise<readonly NamedEdgeResult[]>
  /** Takes edges back that came by name, drawn or waiting; ones of another source stay. */
  removeByName(edges: readonly NamedEdge[]): Promise<void>
  /** Newest first. */
  waiting(limit: number): Promise<readonly WaitingEdge[]>
  /** Merges what an event tells into what is known of its run, one event at a time. */
  mergeRun(
    run: { readonly namespace: string; readonly job: string; readonly run: string },
    merge: (known: JobRun | undefined) => JobRun,
  ): Promise<JobRun>
}
