/** A table of routes and the look-up in it: literal segments and `:name` segments, nothing else. */

import type { World } from '../world.ts'
import type { Answer } from './answer.ts'
import type { EndpointName } from './endpoint-name.ts'
import type { EntraRequest } from './request.ts'

export type Handler = (request: EntraRequest, world: World) => Answer | Promise<Answer>

export interface Route {
  endpoint: EndpointName
  methods: string[]
  /** `/:tenant/oauth2/v2.0/token` */
  pattern: string
  handle: Handler
}

/**
 * The route for a method and path.
 * @throws URIError when a parameter is not valid percent-encoding
 * @returns the route and its parameters; `'wrong method'` when only the path is known; undefined when neither is
 */
export function findRoute(
  routes: Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | 'wrong method' | undefined {
  let pathIsKnown = false
  for (const route of routes) {
    const params = matchPath(route.pattern, path)
    if (!params) continue
    if (route.methods.includes(method)) return { route, params }
    pathIsKnown = true
  }
  return pathIsKnown ? 'wrong method' : undefined
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  // An alternate key is a segment of its own: `/applications(appId='…')` is `/applications/(appId='…')`.
  const given = path
    .replace(/\/$/, '')
    .replace(/(\w)(\([^/]*\))(?=\/|$)/g, '$1/$2')
    .split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? ''
    if (segment.startsWith(':')) {
      if (value === '') return undefined
      params[segment.slice(1)] = decodeURIComponent(value)
    } else if (segment.toLowerCase() !== value.toLowerCase()) return undefined
  }
  return params
}
