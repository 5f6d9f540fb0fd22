/** From a server's collections to records, parents first, with a note for everything that does not come. */
import { type LineageRecord, type ReadContext, rejectedBy, type SourceRecord } from '@waymark/ingest'
import { type AnyDefinition, createRegistry, splitFqn } from '@waymark/spec'
import { createRequest } from './create-request.ts'
import { type Entity, NotServed, type Server } from './server.ts'
import { typesInOrder, withLineage } from './what-comes.ts'

/** Kinds of filters by the type they are about. */
const filterOf = {
  database: 'database',
  databaseSchema: 'schema',
  table: 'table',
} as const

export async function* readServer(server: Server, context: ReadContext): AsyncGenerator<SourceRecord> {
  const registry = createRegistry()
  const left = createLeftovers()
  /** Below what a filter rejected nothing comes. */
  const rejected: string[] = []
  const linked: { readonly type: string; readonly fqn: string }[] = []
  for (const type of typesInOrder) {
    const definition = registry.find(type)
    if (!definition) continue
    try {
      for await (const entity of parentsFirst(definition, server, context.signal)) {
        const fqn = String(entity.fullyQualifiedName)
        if (isOwn(definition, entity) || rejected.some((name) => fqn.startsWith(`${name}.`))) continue
        const kind = type in filterOf ? filterOf[type as keyof typeof filterOf] : undefined
        const reason = kind && rejectedBy(context, kind, String(entity.name), fqn)
        if (reason !== undefined) {
          rejected.push(fqn)
          yield { kind: 'skipped', type, fullyQualifiedName: fqn, reason: 'filtered', message: reason }
          continue
        }
        const request = createRequest(definition, entity)
        left.count(type, request.left)
        if (withLineage.has(type)) linked.push({ type, fqn })
        yield { kind: 'entity', type, fullyQualifiedName: fqn, body: request.body }
      }
    } catch (error) {
      if (!(error instanceof NotServed)) throw error
      const message = `Nothing of type ${type} came: ${error.message} (${error.status}).`
      yield { kind: 'skipped', type, fullyQualifiedName: type, reason: 'not-understood', message }
    }
  }
  yield* left.records()
  if (!context.options.includeLineage) return
  for (const { type, fqn } of linked) yield* edgesFrom(server, type, fqn, context.signal)
}

/** What every server has made for itself, and accounts of bots. */
function isOwn({ type }: AnyDefinition, entity: Entity): boolean {
  if (entity.provider === 'system') return true
  if (type === 'user') return entity.isBot === true || entity.name === 'admin'
  return type === 'team' && entity.teamType === 'Organization'
}

/** Types that nest are sorted in memory; all others come as the server lists them. */
async function* parentsFirst(
  definition: AnyDefinition,
  server: Server,
  signal: AbortSignal,
): AsyncGenerator<Entity> {
  const nests =
    definition.parent?.nested !== undefined ||
    'parents' in definition.relations ||
    definition.type === 'domain'
  if (!nests) {
    for await (const { entity } of server.list(definition.collection, signal)) yield entity
    return
  }
  const all: Entity[] = []
  for await (const { entity } of server.list(definition.collection, signal)) all.push(entity)
  const byName = new Map(all.map((entity) => [String(entity.fullyQualifiedName), entity]))
  const depths = new Map<Entity, number>()
  const depthOf = (entity: Entity): number => {
    const known = depths.get(entity)
    if (known !== undefined) return known
    depths.set(entity, 0) // ends a circle
    const above = parentNames(entity)
      .map((name) => byName.get(name))
      .filter((parent) => parent !== undefined)
    const depth = above.reduce<number>((deepest, parent) => Math.max(deepest, depthOf(parent) + 1), 0)
    depths.set(entity, depth)
    return depth
  }
  const length = (entity: Entity) => splitFqn(String(entity.fullyQualifiedName)).length
  yield* all.sort((a, b) => depthOf(a) - depthOf(b) || length(a) - length(b))
}

function parentNames(entity: Entity): string[] {
  const parents = Array.isArray(entity.parents) ? entity.parents : [entity.parent]
  return parents.flatMap((parent) => {
    const name = (parent as Entity | undefined)?.fullyQualifiedName
    return typeof name === 'string' ? [name] : []
  })
}

/** How often each member was left, so that the report has a line for each and not for each entity. */
function createLeftovers() {
  const counts = new Map<string, { readonly type: string; readonly member: string; count: number }>()
  return {
    count(type: string, members: readonly string[]): void {
      for (const member of members) {
        const key = `${type} ${member}`
        const entry = counts.get(key) ?? { type, member, count: 0 }
        entry.count += 1
        counts.set(key, entry)
      }
    },
    *records(): Generator<SourceRecord> {
      for (const { type, member, count } of counts.values()) {
        const hint =
          member === 'connection' ? { hint: 'Its secrets do not leave that server: enter it anew.' } : {}
        yield {
          kind: 'skipped',
          type,
          fullyQualifiedName: `${type}.${member}`,
          reason: 'not-understood',
          message: `'${member}' of ${count} entities of type ${type} did not come.`,
          ...hint,
        }
      }
    },
  }
}

async function* edgesFrom(
  server: Server,
  type: string,
  fqn: string,
  signal: AbortSignal,
): AsyncGenerator<SourceRecord> {
  const path = `lineage/${type}/name/${encodeURIComponent(fqn)}?upstreamDepth=0&downstreamDepth=1`
  const answer = await server.get(path, signal).catch((error: unknown) => {
    if (error instanceof NotServed) return {}
    throw error
  })
  const { entity, nodes, downstreamEdges } = answer as {
    readonly entity?: Entity
    readonly nodes?: readonly Entity[]
    readonly downstreamEdges?: readonly Entity[]
  }
  const byId = new Map([entity, ...(nodes ?? [])].flatMap((node) => (node ? [[node.id, node] as const] : [])))
  for (const edge of downstreamEdges ?? []) {
    const to = byId.get(edge.toEntity)
    if (edge.fromEntity !== entity?.id || !to) continue
    const { sqlQuery, columnsLineage, source, description } = (edge.lineageDetails ??
      {}) as LineageRecord['details']
    yield {
      kind: 'lineage',
      from: { type, fullyQualifiedName: fqn },
      to: { type: String(to.type), fullyQualifiedName: String(to.fullyQualifiedName) },
      details: {
        source: source ?? 'Manual',
        ...(sqlQuery ? { sqlQuery } : {}),
        ...(description ? { description } : {}),
        columnsLineage: (columnsLineage ?? []).map(({ fromColumns, toColumn, function: by }) => ({
          ...(fromColumns ? { fromColumns } : {}),
          ...(toColumn ? { toColumn } : {}),
          ...(by ? { function: by } : {}),
        })),
      },
    }
  }
}
