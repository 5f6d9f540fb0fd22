/** Gives every entity type of the registry the same routes, from its definition alone. */
import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import type { EntityContext } from './entity-context.ts'
import { registerExtensionRoutes } from './extension-routes.ts'
import { registerLinkRoutes } from './link-routes.ts'
import { registerReadRoutes } from './read-routes.ts'
import { registerWriteRoutes } from './write-routes.ts'

export function registerEntityRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  for (const definition of deps.engine.registry.all) {
    const context: EntityContext = { ...deps, definition, path: `/api/v1/${definition.collection}` }
    registerReadRoutes(app, context)
    registerWriteRoutes(app, context)
    registerLinkRoutes(app, context)
    registerExtensionRoutes(app, context)
  }
}
