/** Keeps a list of the routes as they are registered: for the documentation, and for the test of the public ones. */
import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { RouteDocs } from '../route-config.ts'

export interface DescribedRoute {
  readonly method: string
  /** Fastify's spelling: `/api/v1/tables/:id`. */
  readonly url: string
  readonly isPublic: boolean
  readonly docs: RouteDocs | undefined
  readonly body: TSchema | undefined
  /** The body is text of another form: CSV, YAML, SQL. */
  readonly takesText: boolean
  readonly query: TSchema | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Filled while routes are registered. */
    readonly describedRoutes: DescribedRoute[]
  }
}

/** Which methods a path of the API has, in the order of the alphabet; none for a path that is no route. */
export function allowedMethods(routes: readonly DescribedRoute[], path: string): readonly string[] {
  const asked = path.split('/')
  const fits = (url: string) => {
    const parts = url.split('/')
    return (
      parts.length === asked.length &&
      parts.every((part, at) => (part.startsWith(':') ? asked[at] !== '' : part === asked[at]))
    )
  }
  const methods = routes
    .filter(({ url }) => url.startsWith('/api/') && fits(url))
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...new Set(methods)].sort()
}

/** Call before the first route. HEAD routes that Fastify adds to GET ones are left out of the list. */
export function listRoutes(app: FastifyInstance): void {
  app.decorate('describedRoutes', [])
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    for (const each of [method].flat()) {
      if (each === 'HEAD') continue
      app.describedRoutes.push({
        method: each,
        url,
        isPublic: config?.public === true,
        docs: config?.docs,
        // Our routes are declared with TypeBox.
        body: config?.docs?.body ?? (schema?.body as TSchema | undefined),
        takesText: config?.rawBody === true,
        query: schema?.querystring as TSchema | undefined,
      })
    }
  })
}
