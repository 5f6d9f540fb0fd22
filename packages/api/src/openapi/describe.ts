/** What the API consists of, without a running server: for the checked-in document and the list of public routes. */
import type { Engine } from '@waymark/engine'
import type { Identity } from '@waymark/identity'
import { createRegistry } from '@waymark/spec'
import Fastify, { type FastifyInstance } from 'fastify'
import type { AlertDesk } from '../alert-desk.ts'
import type { ApiDependencies } from '../context.ts'
import { registerEntityRoutes } from '../entities/entity-routes.ts'
import { registerValidation } from '../http/validation.ts'
import { registerRoutes } from '../routes/routes.ts'
import type { SignInDoctor } from '../sign-in-doctor.ts'
import type { SignInSettings } from '../sign-in-settings.ts'
import type { ThisMachine } from '../this-machine.ts'
import { openApiDocument } from './document.ts'
import { type DescribedRoute, listRoutes } from './route-list.ts'

/** Every route, registered on a server that never listens and is not ready yet. */
export function describedApp(): FastifyInstance {
  const app = Fastify()
  listRoutes(app)
  registerValidation(app)
  const silent = () => undefined
  const deps: ApiDependencies = {
    // No handler runs, so of the floors below only the registry is ever looked at.
    engine: { registry: createRegistry() } as Engine,
    identity: {} as Identity,
    generationMemory: {
      recall: async () => undefined,
      remember: async () => undefined,
      pinned: async () => undefined,
      pin: async () => undefined,
    },
    version: { version: '', revision: '', builtAtMs: 0 },
    log: { info: silent, warn: silent, error: silent },
    now: () => 0,
    readiness: async () => ({ ready: true, checks: {} }),
    // What a server may do without is described all the same.
    alerts: {} as AlertDesk,
    doctor: {} as SignInDoctor,
    signInSettings: {} as SignInSettings,
    thisMachine: {} as ThisMachine,
  }
  registerEntityRoutes(app, deps)
  registerRoutes(app, deps)
  return app
}

async function registeredRoutes(): Promise<readonly DescribedRoute[]> {
  const app = describedApp()
  await app.ready()
  return app.describedRoutes
}

/** The OpenAPI 3.1 document. */
export async function describeApi(): Promise<Readonly<Record<string, unknown>>> {
  return openApiDocument(await registeredRoutes())
}

/** Routes that anyone may call, as `GET /livez`, sorted. The files of the web UI come beside them where it is served. */
export async function publicRoutes(): Promise<readonly string[]> {
  const routes = await registeredRoutes()
  return routes
    .filter(({ isPublic }) => isPublic)
    .map(({ method, url }) => `${method} ${url}`)
    .sort()
}
