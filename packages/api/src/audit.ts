/** Writes requests that change who may do what, or that read a secret, into the audit log: one hook, by route. */
import type { AuditCategory, AuditEvent } from '@waymark/identity'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDependencies } from './context.ts'

/** Routes below these are audited when they change something; the first that fits names the category. */
const audited: readonly { readonly path: RegExp; readonly category: AuditCategory }[] = [
  {
    path: /^\/api\/v1\/users\/(?:generateToken|revokeToken|security\/token|token|changePassword)/,
    category: 'credential',
  },
  { path: /^\/api\/v1\/users\/(?:login|logout|refresh)$/, category: 'sign-in' },
  { path: /^\/api\/v1\/auth\/session$/, category: 'sign-in' },
  { path: /^\/api\/v1\/users\/:id\/sessions/, category: 'sign-in' },
  { path: /^\/api\/v1\/auth\/claimMappings/, category: 'grant' },
  { path: /^\/api\/v1\/bots/, category: 'credential' },
  { path: /^\/api\/v1\/(?:users|teams|roles|policies)(?:\/|$)/, category: 'grant' },
  { path: /^\/api\/v1\/system\/(?:settings|security|demo)/, category: 'setting' },
  { path: /^\/api\/v1\/apps(?:\/|$)/, category: 'setting' },
]

/** The sign-in itself writes its own entry, with who it was. */
const ownEntries = new Set([
  'POST /api/v1/auth/session',
  'POST /api/v1/users/login',
  'POST /api/v1/users/logout',
])

const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the entity whose secrets this answer shows in clear. */
    revealedSecretsOf: string | undefined
  }
}

export function registerAudit(app: FastifyInstance, { identity }: ApiDependencies): void {
  app.decorateRequest('revealedSecretsOf', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    const event = eventOf(request, reply)
    if (event) identity.audit.record(event)
    done()
  })
}

function eventOf(request: FastifyRequest, reply: FastifyReply): AuditEvent | undefined {
  const { method, principal } = request
  if (reads.has(method) && request.revealedSecretsOf === undefined) return undefined
  const route = request.routeOptions.url
  if (!route || !principal) return undefined
  const status = reply.statusCode
  const common = {
    actor: principal.name,
    ...(principal.impersonatedBy !== undefined && { impersonatedBy: principal.impersonatedBy }),
    action: `${method} ${route}`,
    remoteAddress: request.ip,
    requestId: request.id,
  }
  if (request.revealedSecretsOf !== undefined && status < 400)
    return { ...common, category: 'secret', target: request.revealedSecretsOf, outcome: 'ok' }
  if (reads.has(method)) return undefined
  const category =
    audited.find(({ path }) => path.test(route))?.category ??
    // Whatever a bot does in somebody's name is on record.
    (principal.impersonatedBy === undefined ? undefined : 'grant')
  if (!category || ownEntries.has(common.action)) return undefined
  // What was not authorized is worth knowing; what was malformed changed nothing.
  if (status >= 400 && status !== 403) return undefined
  const target = targetOf(request)
  return {
    ...common,
    category,
    ...(target !== undefined && { target }),
    outcome: status < 400 ? 'ok' : 'refused',
    details: membersOf(request.body),
  }
}

/** The entity by what the path calls it, else by the body's name. */
function targetOf({ params, body }: FastifyRequest): string | undefined {
  const named = params as Readonly<Record<string, string | undefined>> // the router's, texts by name
  const fromPath = named.fqn ?? named.id ?? named.name ?? named.tokenId
  if (fromPath !== undefined) return fromPath
  if (typeof body !== 'object' || body === null) return undefined
  const { name, id } = body as { name?: unknown; id?: unknown } // read as texts below
  return typeof name === 'string' ? name : typeof id === 'string' ? id : undefined
}

/** Which members were written: names of a body, pointers of a patch. Values stay out, some of them are secrets. */
function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(body)) {
    const pointers = body.flatMap((operation: unknown) =>
      typeof operation === 'object' && operation !== null && 'path' in operation
        ? [String(operation.path)]
        : [],
    )
    return { members: pointers.slice(0, 50) }
  }
  return typeof body === 'object' && body !== null ? { members: Object.keys(body).slice(0, 50) } : {}
}
