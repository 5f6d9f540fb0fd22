/** What a route says about itself beside its path: who may call it, and what the documentation and translation need. */
import type { TSchema } from '@sinclair/typebox'

export interface RouteDocs {
  readonly summary: string
  readonly tag: string
  /** Body whose validation belongs to the engine; other bodies stand in the route's own `schema`. */
  readonly body?: TSchema
  /** Shape of a successful answer; older client generations are served by translating along it. */
  readonly answer?: TSchema
  /** Status of a successful answer. Default 200. */
  readonly status?: number
  /** Default `application/json`; several where the caller chooses. */
  readonly mediaType?: string | readonly string[]
  /** Request headers that the route heeds, by name: what they say. */
  readonly headers?: Readonly<Record<string, string>>
  /** Further successes that carry no body, by status: when they come. */
  readonly withoutBody?: Readonly<Record<number, string>>
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Reachable without signing in. Every such route stands in public-routes.json. */
    public?: true
    /** The body is read and thrown away: real clients send something else than the Content-Type says. */
    ignoreBody?: true
    /** The body is taken as text, whatever the Content-Type says: real clients send SQL or form fields as JSON. */
    rawBody?: true
    docs?: RouteDocs
  }
}

/** The same docs, without the exact types of their schemas, which TypeScript would otherwise carry through every route. */
export function described(docs: RouteDocs): RouteDocs {
  return docs
}
