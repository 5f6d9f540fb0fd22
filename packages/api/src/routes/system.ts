/** What the server says about itself: versions, health, how to sign in. Readable by anyone. */
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { callerIfAny } from '../authentication.ts'
import type { ApiDependencies } from '../context.ts'
import { callerOf } from '../generations/hooks.ts'
import type { RouteDocs } from '../route-config.ts'

/** Releases that clients compare with their own: exactly in 0.13, major and minor in 1.13. */
const clientRelease = { '0.13': '0.13.3', '1.13': '1.13.4' } as const

const VersionAnswer = Type.Object({
  version: Type.String(),
  revision: Type.String(),
  timestamp: Type.Integer(),
  waymark: Type.Optional(Type.String({ description: "the catalog's own version" })),
})

const anyObject = Type.Object({}, { additionalProperties: true })

export function registerSystemRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerVersions(app, deps)
  registerHealth(app, deps)
  registerSignInConfig(app, deps)
}

/** The two version endpoints: which one a verified caller uses last says which generation it is. */
function registerVersions(app: FastifyInstance, deps: ApiDependencies): void {
  const { version, revision, builtAtMs } = deps.version
  const remember = async (request: FastifyRequest, generation: string) => {
    if (!(await callerIfAny(request, deps))) return
    const caller = callerOf(request)
    if (caller) await deps.generationMemory.remember(caller, generation)
  }
  const docs = (generation: string): RouteDocs => ({
    summary: `The version that ${generation} clients compare with their own`,
    tag: 'System',
    answer: VersionAnswer,
  })
  app.get('/api/v1/version', { config: { public: true, docs: docs('0.13') } }, async (request) => {
    await remember(request, '0.13')
    return { version: clientRelease['0.13'], revision, timestamp: builtAtMs }
  })
  app.get('/api/v1/system/version', { config: { public: true, docs: docs('1.13') } }, async (request) => {
    await remember(request, '1.13')
    return { version: clientRelease['1.13'], revision, timestamp: builtAtMs, waymark: version }
  })
}

function registerHealth(app: FastifyInstance, deps: ApiDependencies): void {
  const alive = async () => ({ status: 'ok' })
  const readiness = async () => {
    const { ready, checks } = await deps.readiness()
    return { status: ready ? 'ok' : 'unavailable', checks, ready }
  }
  const docs = (summary: string): RouteDocs => ({ summary, tag: 'System', answer: anyObject })
  for (const path of ['/livez', '/healthz', '/healthcheck']) {
    app.get(path, { config: { public: true, docs: docs('The process answers') } }, alive)
  }
  app.get(
    '/readyz',
    { config: { public: true, docs: docs('Database and migrations are there; 503 otherwise') } },
    async (_request, reply) => {
      const { ready, ...answer } = await readiness()
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send(answer)
    },
  )
  app.get(
    '/api/v1/system/status',
    { config: { docs: docs('The parts of this installation, for administrators to look at') } },
    async () => ({ ...(await readiness()), identity: deps.identity.health() }),
  )
}

/** Under the paths of both generations. */
function registerSignInConfig(app: FastifyInstance, { identity }: ApiDependencies): void {
  const docs = (summary: string): RouteDocs => ({ summary, tag: 'Sign-in', answer: anyObject })
  for (const base of ['/api/v1/system/config', '/api/v1/config']) {
    app.get(`${base}/auth`, { config: { public: true, docs: docs('How people sign in') } }, async () =>
      identity.publicConfig(),
    )
    app.get(
      `${base}/authorizer`,
      { config: { public: true, docs: docs('How rights are decided') } },
      async () => identity.authorizerConfig(),
    )
    app.get(
      `${base}/jwks`,
      { config: { public: true, docs: docs('Public keys of our own tokens') } },
      async () => identity.tokens.jwks(),
    )
  }
}
