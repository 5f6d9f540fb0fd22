/** Finds out who asks, before anything else of a request is looked at. */
import type { RequestCredentials } from '@waymark/identity'
import { isProblem, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDependencies } from './context.ts'
import { decideGeneration } from './generations/hooks.ts'
import { checkContentType } from './http/content-type.ts'
import { readCookie } from './http/cookies.ts'
import { refusePollution } from './http/query.ts'

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

/**
 * Protects every route that does not say `config: { public: true }`, unknown paths included: a caller who is not signed
 * in learns nothing, not even what exists. It goes by the matched route, never by the path.
 */
export function registerAuthentication(app: FastifyInstance, deps: ApiDependencies): void {
  app.decorateRequest('principal', undefined)
  app.addHook('onRequest', async (request) => {
    if (!request.routeOptions.config.public) {
      request.principal = await deps.identity.authenticate(credentialsOf(request, deps))
    }
    if (request.is404) return
    checkContentType(request)
    refusePollution(request.query)
    await decideGeneration(request, deps)
  })
}

/** Who a public route is called by, if anybody: a wrong credential counts as none. */
export async function callerIfAny(request: FastifyRequest, deps: ApiDependencies): Promise<boolean> {
  const credentials = credentialsOf(request, deps)
  if (credentials.authorization.length === 0) return false
  try {
    request.principal = await deps.identity.authenticate(credentials)
    return true
  } catch (error) {
    if (isProblem(error) && error.status < 500) return false
    throw error
  }
}

/** The answer to a path that is no route. */
export function routeNotFound(request: FastifyRequest): never {
  throw problem('route-not-found', { method: request.method, path: request.url.split('?')[0] })
}
