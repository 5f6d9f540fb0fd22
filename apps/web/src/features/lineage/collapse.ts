/** Draws a lineage by what its assets stand in: a box a schema, a service or a domain in place of a box an asset. */
import { buildFqn, type EntityReference, splitFqn } from '@waymark/spec'
import { edgeKey, type LineageEdge, type LineageGraph } from './lineage-graph.ts'

export const levels = ['asset', 'schema', 'service', 'domain'] as const
type Level = (typeof levels)[number]

/** Domains by the id of what is in them. */
type Domains = ReadonlyMap<string, EntityReference>

/** Types of services by the types of what is in them; services themselves are not drawn. */
const services: Readonly<Record<string, string>> = {
  dashboard: 'dashboardService',
  chart: 'dashboardService',
  dashboardDataModel: 'dashboardService',
  topic: 'messagingService',
  pipeline: 'pipelineService',
  container: 'storageService',
  mlmodel: 'mlmodelService',
  searchIndex: 'searchService',
  apiEndpoint: 'apiService',
}

/** Types that stand in a schema. */
const inSchema = new Set(['table', 'storedProcedure'])

/** What an asset is drawn as; itself, where nothing of that level is above it. */
function groupOf(node: EntityReference, level: Exclude<Level, 'asset'>, domains: Domains): EntityReference {
  if (level === 'domain') return domains.get(node.id) ?? node
  const isInSchema = inSchema.has(node.type)
  const type =
    level === 'schema' && isInSchema ? 'databaseSchema' : isInSchema ? 'databaseService' : services[node.type]
  if (type === undefined || node.fullyQualifiedName === undefined) return node
  const parts = splitFqn(node.fullyQualifiedName)
  const group = type === 'databaseSchema' ? parts.slice(0, 3) : parts.slice(0, 1)
  const fqn = buildFqn(...group)
  return { id: `${type} ${fqn}`, type, name: group.at(-1) ?? fqn, fullyQualifiedName: fqn }
}

/**
 * The same lineage, coarser. Edges inside one box are gone, several between two are one; a box counts as opened.
 * @param domains - for the level of that name; what is in none stays as it is
 */
export function collapse(graph: LineageGraph, level: Level, domains: Domains = new Map()): LineageGraph {
  if (level === 'asset') return graph
  const groups = new Map([...graph.nodes].map(([id, node]) => [id, groupOf(node, level, domains)]))
  const nodes = new Map([...groups.values()].map((group) => [group.id, group]))
  const edges = new Map<string, LineageEdge>()
  for (const { from, to, details } of graph.edges.values()) {
    const [source, target] = [groups.get(from)?.id, groups.get(to)?.id]
    if (source === undefined || target === undefined || source === target) continue
    const key = edgeKey(source, target)
    // Between groups only who reads whom is left; an edge that stays one of assets keeps what it says.
    const isWhole = source === from && target === to
    edges.set(key, { key, from: source, to: target, details: isWhole ? details : {} })
  }
  const ids = new Set(nodes.keys())
  return {
    rootId: groups.get(graph.rootId)?.id ?? graph.rootId,
    nodes,
    edges,
    opened: { upstream: ids, downstream: ids },
  }
}
