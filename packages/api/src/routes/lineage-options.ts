/** What the routes of lineage share: who may look at the root, and what of the rest is shown. */
import type { EntityKey, GraphOptions, Include } from '@waymark/engine'
import { type AnyDefinition, problem } from '@waymark/spec'
import type { FastifyRequest } from 'fastify'
import { authorizeOnEntity } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { visibilityOf } from './search-visibility.ts'

/** @throws `parameter-invalid` for a word that is no entity type */
export function definitionOf({ engine }: ApiDependencies, type: string): AnyDefinition {
  const definition = engine.registry.find(type)
  if (!definition) {
    throw problem('parameter-invalid', {
      parameter: 'entity type',
      expected: `an entity type, e.g. table; '${type}' is none.`,
    })
  }
  return definition
}

/** @throws `not-allowed` for a root that the caller may not see */
export async function graphOptions(
  deps: ApiDependencies,
  request: FastifyRequest,
  type: string,
  key: EntityKey,
  include: Include,
): Promise<GraphOptions> {
  const principal = principalOf(request)
  await authorizeOnEntity(deps.identity, principal, definitionOf(deps, type), 'ViewBasic', () =>
    deps.engine.get(type, key, { fields: '*', include: 'all' }),
  )
  const visible = await visibilityOf(deps, principal)
  return { include, ...(visible === undefined ? {} : { visible }) }
}
