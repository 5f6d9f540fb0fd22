/** The part of the lineage that is known so far: grows as people open it, step by step. */
import type { EntityLineage, EntityReference, LineageDetails } from '@waymark/spec'

export interface LineageEdge {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly details: LineageDetails
}

export interface LineageGraph {
  /** The asset whose lineage this is. */
  readonly rootId: string
  readonly nodes: ReadonlyMap<string, EntityReference>
  readonly edges: ReadonlyMap<string, LineageEdge>
  /** Nodes whose neighbours on a side were asked for. */
  readonly opened: { readonly upstream: ReadonlySet<string>; readonly downstream: ReadonlySet<string> }
}

export type Side = 'upstream' | 'downstream'

export function edgeKey(from: string, to: string): string {
  return `${from}>${to}`
}

/** Adds an answer of the lineage API around one node; `sides`: the sides that answer holds in full. */
export function mergeLineage(
  graph: LineageGraph | undefined,
  answer: EntityLineage,
  sides: readonly Side[],
): LineageGraph {
  const nodes = new Map(graph?.nodes)
  for (const node of [answer.entity, ...answer.nodes]) nodes.set(node.id, { ...nodes.get(node.id), ...node })
  const edges = new Map(graph?.edges)
  for (const { fromEntity, toEntity, lineageDetails } of [
    ...answer.upstreamEdges,
    ...answer.downstreamEdges,
  ]) {
    const key = edgeKey(fromEntity, toEntity)
    edges.set(key, { key, from: fromEntity, to: toEntity, details: lineageDetails ?? {} })
  }
  const opened = (side: Side): ReadonlySet<string> =>
    new Set([...(graph?.opened[side] ?? []), ...(sides.includes(side) ? [answer.entity.id] : [])])
  return {
    rootId: graph?.rootId ?? answer.entity.id,
    nodes,
    edges,
    opened: { upstream: opened('upstream'), downstream: opened('downstream') },
  }
}

/** The node ids nearest to the root, at most `limit`; edges count in both directions. */
export function nearest(graph: LineageGraph, limit: number): ReadonlySet<string> {
  const neighbours = new Map<string, string[]>()
  for (const { from, to } of graph.edges.values()) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to])
    neighbours.set(to, [...(neighbours.get(to) ?? []), from])
  }
  const found = new Set([graph.rootId])
  for (const id of found) {
    for (const next of neighbours.get(id) ?? []) {
      if (found.size >= limit) return found
      if (graph.nodes.has(next)) found.add(next)
    }
  }
  return found
}

/** Columns by node that take part in column lineage between the visible nodes, in the order of their edges. */
export function columnsByNode(
  graph: LineageGraph,
  visible: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const columns = new Map<string, Set<string>>()
  const add = (node: string, column: string): void => {
    columns.set(node, (columns.get(node) ?? new Set()).add(column))
  }
  for (const { from, to, details } of graph.edges.values()) {
    if (!visible.has(from) || !visible.has(to)) continue
    for (const { fromColumns, toColumn } of details.columnsLineage ?? []) {
      if (!toColumn) continue
      for (const column of fromColumns ?? []) add(from, column)
      add(to, toColumn)
    }
  }
  return new Map([...columns].map(([node, set]) => [node, [...set]]))
}

/** Everything that flows into or out of one column, itself included: columns by fully qualified name. */
export function columnFlow(graph: LineageGraph, column: string): ReadonlySet<string> {
  const [into, outOf] = [new Map<string, string[]>(), new Map<string, string[]>()]
  for (const { details } of graph.edges.values()) {
    for (const { fromColumns, toColumn } of details.columnsLineage ?? []) {
      if (!toColumn) continue
      for (const from of fromColumns ?? []) {
        into.set(toColumn, [...(into.get(toColumn) ?? []), from])
        outOf.set(from, [...(outOf.get(from) ?? []), toColumn])
      }
    }
  }
  const reach = (steps: ReadonlyMap<string, readonly string[]>): Set<string> => {
    const found = new Set([column])
    for (const at of found) for (const next of steps.get(at) ?? []) found.add(next)
    return found
  }
  return reach(into).union(reach(outOf))
}
