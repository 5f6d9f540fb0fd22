/** Finds out who asks, before anything else of a request is looked at. */
import type { Principal, RequestCredentials } from '@waymark/identity'
import { isProblem, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDependencies } from './context.ts'
import { decideGeneration } from './generations/hooks.ts'
import { checkContentType } from './http/content-type.ts'
import { readCookie } from './http/cookies.ts'
import { refusePollution } from './http/query.ts'
import { allowedMethods } from './openapi/route-list.ts'

const authorization = 'authorization'
/** OpenMetadata's name for whom a bot acts as. */
const impersonateHeader = 'x-impersonate-user'

/** Every `Authorization` header as it came: Node keeps only the first of several in `headers`. */
function authorizationOf({ raw: { rawHeaders } }: FastifyRequest): string[] {
  const found: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at], rawHeaders[at + 1]]
    if (name?.length === authorization.length && name.toLowerCase() === authorization && value !== undefined)
      found.push(value)
  }
  return found
}

/** Everything of a request that can carry a credential. */
export function credentialsOf(request: FastifyRequest, deps: ApiDependencies): RequestCredentials {
  const sessionCookie = readCookie(request, deps, 'session')
  const { origin, [impersonateHeader]: impersonate } = request.headers
  return {
    method: request.method,
    authorization: authorizationOf(request),
    ...(sessionCookie === undefined ? {} : { sessionCookie }),
    ...(origin === undefined ? {} : { origin }),
    ...(typeof impersonate === 'string' && impersonate !== '' ? { impersonate } : {}),
    remoteAddress: request.ip,
    requestId: request.id,
  }
}

/** Whom the request's only `Authorization` header stands for, where that is known without looking. */
function recognized(request: FastifyRequest, { identity }: ApiDependencies): Principal | undefined {
  const { [authorization]: header, [impersonateHeader]: impersonate } = request.headers
  if (header === undefined || impersonate !== undefined || authorizationOf(request).length > 1)
    return undefined
  return identity.recognize(header)
}

/**
 * Protects every route that does not say `config: { public: true }`, unknown paths included: a caller who is not signed
 * in learns nothing, not even what exists. It goes by the matched route, never by the path.
 */
export function registerAuthentication(app: FastifyInstance, deps: ApiDependencies): void {
  app.decorateRequest('principal', undefined)
  const admitted = (request: FastifyRequest): Promise<void> | undefined => {
    if (request.is404) return undefined
    checkContentType(request)
    refusePollution(request.query)
    return decideGeneration(request, deps)
  }
  const admit = (request: FastifyRequest): Promise<void> | undefined => {
    if (request.routeOptions.config.public) return admitted(request)
    request.principal = recognized(request, deps)
    if (request.principal) return admitted(request)
    return deps.identity.authenticate(credentialsOf(request, deps)).then((principal) => {
      request.principal = principal
      return admitted(request)
    })
  }
  // Most requests come from somebody who was there a moment ago: to wait for promises would be half of what signing in costs them.
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      const waiting = admit(request)
      if (waiting) waiting.then(() => done(), done)
      else done()
    } catch (error) {
      done(error as Error) // problems are errors
    }
  })
}

/** Finds out who calls a public route, if anybody, at once where it can: a wrong credential counts as none. */
export function lookForCaller(request: FastifyRequest, deps: ApiDependencies): Promise<void> | undefined {
  if (request.headers.authorization === undefined) return undefined
  request.principal = recognized(request, deps)
  return request.principal ? undefined : authenticateIfRight(request, deps)
}

async function authenticateIfRight(request: FastifyRequest, deps: ApiDependencies): Promise<void> {
  const credentials = credentialsOf(request, deps)
  try {
    request.principal = await deps.identity.authenticate(credentials)
  } catch (error) {
    if (!isProblem(error) || error.status >= 500) throw error
  }
}

/** The answer to a path that is no route, or none with this method. */
export function routeNotFound({ method, url, server }: FastifyRequest): never {
  const [path = ''] = url.split('?')
  const allowed = allowedMethods(server.describedRoutes, path)
  throw allowed.length === 0
    ? problem('route-not-found', { method, path })
    : problem('method-not-allowed', { method, path, allowed: allowed.join(', ') })
}
