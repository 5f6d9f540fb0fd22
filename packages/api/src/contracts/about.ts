/** Finds the asset that a contract is about, and the contract about an asset. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import { type EntityReference, problem } from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'
import { queryOf } from '../http/query.ts'

export const EntityQuery = queryOf({
  entityId: Type.String({ format: 'uuid' }),
  entityType: Type.String({ maxLength: 100 }),
})
export type EntityQuery = Static<typeof EntityQuery>

/** The asset that a query names. @throws `parameter-invalid` for types that have no contracts */
export async function assetOf(
  { engine }: ApiDependencies,
  { entityId, entityType }: EntityQuery,
): Promise<EntityJson> {
  const types = engine.registry.byType('dataContract').parent?.types ?? []
  if (!types.includes(entityType) || !engine.registry.find(entityType)) {
    throw problem('parameter-invalid', { parameter: 'entityType', expected: `one of ${types.join(', ')}.` })
  }
  return await engine.get(entityType, { id: entityId }, { fields: '*' })
}

/** The contract about an asset. */
export async function contractAbout(
  deps: ApiDependencies,
  query: EntityQuery,
): Promise<EntityJson | undefined> {
  const { fullyQualifiedName } = await assetOf(deps, query)
  const { data } = await deps.engine.list('dataContract', {
    limit: 100,
    filters: { entity: fullyQualifiedName },
  })
  return data.find((contract) => (contract.entity as EntityReference).id === query.entityId)
}
