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

/**
 * Tells which methods a path of the API has, in the order of the alphabet; none for a path that is no route.
 * @param routes - looked at when it is asked first, once all of them are registered
 */
export function allowedMethods(routes: readonly DescribedRoute[]): (path: string) => readonly string[] {
  let patterns: { readonly method: string; readonly parts: readonly string[] }[] | undefined
  return (path) => {
    patterns ??= routes
      .filter(({ url }) => url.startsWith('/api/'))
      .map(({ method, url }) => ({ method, parts: url.split('/') }))
    const asked = path.split('/')
    const found = patterns.filter(
      ({ parts }) =>
        parts.length === asked.length &&
        parts.every((part, at) => (part.startsWith(':') ? asked[at] !== '' : part === asked[at])),
    )
    const methods = found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    return [...new Set(methods)].sort()
  }
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
