/** The OpenAPI document without a running server, for the checked-in copy. */
import type { Engine } from '@waymark/engine'
import type { Identity } from '@waymark/identity'
import { createRegistry } from '@waymark/spec'
import Fastify, { type FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { registerEntityRoutes } from '../entities/entity-routes.ts'
import { registerRoutes } from '../routes/routes.ts'
import { openApiDocument } from './document.ts'
import { listRoutes } from './route-list.ts'

/** Registers every route on a server that never listens, and describes them. */
export async function describeApi(): Promise<Readonly<Record<string, unknown>>> {
  const app: FastifyInstance = Fastify()
  listRoutes(app)
  const silent = () => undefined
  const deps: ApiDependencies = {
    // No handler runs, so of the floors below only the registry is ever looked at.
    engine: { registry: createRegistry() } as Engine,
    identity: {} as Identity,
    generationMemory: { recall: async () => undefined, remember: async () => undefined },
    version: { version: '', revision: '', builtAtMs: 0 },
    log: { info: silent, warn: silent, error: silent },
    now: () => 0,
    readiness: async () => ({ ready: true, checks: {} }),
  }
  registerEntityRoutes(app, deps)
  registerRoutes(app, deps)
  await app.ready()
  return openApiDocument(app.describedRoutes)
}
