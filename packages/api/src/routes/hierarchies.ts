/** Whole hierarchies in one answer: the tree of teams, and the tree of domains. */
import { type TSchema, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import type { EntityReference } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { withHref } from '../entities/address.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { described } from '../route-config.ts'

const shared = {
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  displayName: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  fullyQualifiedName: Type.Optional(Type.String()),
  href: Type.Optional(Type.String()),
}

const Team = Type.Recursive(
  (Self) =>
    Type.Object({
      ...shared,
      teamType: Type.Optional(Type.String()),
      isJoinable: Type.Optional(Type.Boolean()),
      children: Type.Optional(Type.Array(Self)),
    }),
  { $id: 'TeamHierarchy' },
)
const Domain = Type.Recursive(
  (Self) =>
    Type.Object({
      ...shared,
      domainType: Type.Optional(Type.String()),
      children: Type.Optional(Type.Array(Self)),
    }),
  { $id: 'EntityHierarchy' },
)

/** More than that is no tree that a page shows. */
const mostNodes = 100_000

export function registerHierarchyRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  register(app, deps, { type: 'team', above: 'parents', members: ['teamType', 'isJoinable'], node: Team })
  register(app, deps, { type: 'domain', above: 'parent', members: ['domainType'], node: Domain })
}

function register(
  app: FastifyInstance,
  { engine, identity }: ApiDependencies,
  tree: { type: string; above: string; members: readonly string[]; node: TSchema },
): void {
  const definition = engine.registry.byType(tree.type)
  const { label, collection, selectable } = definition
  app.get(
    `/api/v1/${collection}/hierarchy`,
    {
      config: {
        docs: described({ summary: `The tree of ${collection}`, tag: label, answer: pageOf(tree.node) }),
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewBasic', { type: tree.type })
      const fields = selectable.includes(tree.above) ? [tree.above] : []
      const { data } = await engine.list(tree.type, { limit: mostNodes, fields })
      const shown = (entity: EntityJson): Record<string, unknown> => {
        const { id, name, displayName, description, fullyQualifiedName, href } = withHref(
          request,
          definition,
          entity,
        )
        const own = Object.fromEntries(tree.members.map((member) => [member, entity[member]]))
        return { id, name, displayName, description, fullyQualifiedName, href, ...own }
      }
      const roots = grow(data, tree.above, shown)
      return { data: roots, paging: { total: roots.length } }
    },
  )
}

/** Nodes below their parents; one with several parents stands below each. */
function grow(
  entities: readonly EntityJson[],
  above: string,
  shown: (entity: EntityJson) => Record<string, unknown>,
): Record<string, unknown>[] {
  const here = new Set(entities.map(({ id }) => id))
  const below = new Map<string, EntityJson[]>()
  const roots: EntityJson[] = []
  for (const entity of entities) {
    const parents = [entity[above] ?? []].flat() as EntityReference[] // links are references, one or a list
    const known = parents.filter(({ id }) => here.has(id))
    if (known.length === 0) roots.push(entity)
    for (const { id } of known) below.set(id, [...(below.get(id) ?? []), entity])
  }
  const node = (entity: EntityJson, path: ReadonlySet<string>): Record<string, unknown> => {
    // The engine keeps cycles out; a tree that is read while it changes ends all the same.
    const children = (below.get(entity.id) ?? []).filter(({ id }) => !path.has(id))
    const deeper = new Set([...path, entity.id])
    return { ...shown(entity), children: children.map((child) => node(child, deeper)) }
  }
  return roots.map((root) => node(root, new Set()))
}
