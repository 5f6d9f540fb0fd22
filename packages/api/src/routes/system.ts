/** What the server says about itself: versions, health, how to sign in. Readable by anyone. */
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { lookForCaller } from '../authentication.ts'
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
  const remember = (request: FastifyRequest, generation: string): Promise<void> | void => {
    const caller = callerOf(request)
    return caller && deps.generationMemory.remember(caller, generation)
  }
  /** Every client asks these first, many ask often: most are answered without waiting for a promise. */
  const answering = (generation: keyof typeof clientRelease, more: object) => {
    const answer = { version: clientRelease[generation], revision, timestamp: builtAtMs, ...more }
    return (request: FastifyRequest) => {
      const looking = lookForCaller(request, deps)
      const remembering = looking
        ? looking.then(() => remember(request, generation))
        : remember(request, generation)
      return remembering ? remembering.then(() => answer) : answer
    }
  }
  const docs = (generation: string): RouteDocs => ({
    summary: `The version that ${generation} clients compare with their own`,
    tag: 'System',
    answer: VersionAnswer,
  })
  const config = (generation: string) => ({ config: { public: true as const, docs: docs(generation) } })
  app.get('/api/v1/version', config('0.13'), answering('0.13', {}))
  app.get('/api/v1/system/version', config('1.13'), answering('1.13', { waymark: version }))
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
