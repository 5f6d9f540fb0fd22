/** Puts the HTTP server together: limits, parsers, sign-in, errors, and every route. */
import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import { problem } from '@waymark/spec'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { registerAudit } from './audit.ts'
import { registerAuthentication, routeNotFound } from './authentication.ts'
import type { ApiDependencies } from './context.ts'
import { registerEntityRoutes } from './entities/entity-routes.ts'
import { registerReferenceAddresses } from './entities/reference-addresses.ts'
import { legacyPrefix } from './generations/decide.ts'
import { registerGenerations } from './generations/hooks.ts'
import { newestPath } from './generations/older-paths.ts'
import { answerClientError } from './http/client-error.ts'
import { createErrorHandler, sendProblem, toProblem } from './http/error-mapper.ts'
import { parseJsonBody, requireStorable, textOf, unstorableParameter } from './http/json-body.ts'
import { registerSecurityHeaders } from './http/security-headers.ts'
import { registerStaticFiles } from './http/static-files.ts'
import { registerValidation } from './http/validation.ts'
import { listRoutes } from './openapi/route-list.ts'
import { registerRoutes } from './routes/routes.ts'
import './route-config.ts'

const mebibyte = 1024 * 1024
/** A table of 20,000 columns with descriptions, or a bulk call of a hundred ordinary tables, stays well below. */
const defaultBodyLimitBytes = 16 * mebibyte

/** A fully qualified name of 3,072 characters, each of three bytes in percent-encoding. */
const maxParamLength = 3072 * 9

/** What a request id may look like when it comes from outside; anything else is replaced, since it goes into logs. */
const acceptableRequestId = /^[\w.:/+=-]{1,128}$/

/**
 * Builds the server; it does not listen yet. Every route is protected unless it says otherwise, every error becomes the
 * body of error-mapper.ts, and every answer carries `X-Request-Id`.
 */
export async function createApp(deps: ApiDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: deps.bodyLimitBytes ?? defaultBodyLimitBytes,
    trustProxy: deps.trustProxy ?? false,
    routerOptions: { maxParamLength, caseSensitive: true },
    // Slow senders of headers (15 s) and of bodies (60 s) lose their connection.
    requestTimeout: 60_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 2 * maxParamLength },
    genReqId(request) {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && acceptableRequestId.test(given) ? given : randomUUID()
    },
    rewriteUrl: ({ url = '/' }) =>
      newestPath(url.startsWith(`${legacyPrefix}/api/`) ? url.slice(legacyPrefix.length) : url),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id)
      sendProblem(reply, toProblem(error))
    },
  })

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  listRoutes(app)
  registerJson(app)
  registerValidation(app)
  // After sign-in: whoever is nobody learns nothing else. Pages make of their parameters what they can.
  app.addHook('preValidation', ({ url }, _reply, done) =>
    done(url.startsWith('/api/') ? unstorableParameter(url) : undefined),
  )
  app.setErrorHandler(createErrorHandler(deps.log))
  app.setNotFoundHandler((request) => routeNotFound(request))
  await app.register(cookie)
  registerSecurityHeaders(app, deps)
  registerGenerations(app)
  registerReferenceAddresses(app, deps.engine.registry)
  registerAuthentication(app, deps)
  registerObservation(app, deps)
  registerAudit(app, deps)

  registerEntityRoutes(app, deps)
  registerRoutes(app, deps)
  await registerStaticFiles(app, deps)
  return app
}

function registerJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parser = async (request: FastifyRequest, body: Buffer) => {
    const { ignoreBody, rawBody } = request.routeOptions.config
    return ignoreBody ? undefined : rawBody ? requireStorable(textOf(body)) : parseJsonBody(textOf(body))
  }
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parser)
  app.addContentTypeParser('application/json-patch+json', { parseAs: 'buffer' }, parser)
  for (const type of ['application/x-yaml', 'application/yaml', 'text/yaml', 'text/plain', 'text/csv']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
      if (request.routeOptions.config.rawBody) return requireStorable(textOf(body))
      throw problem('content-type', { expected: 'application/json' })
    })
  }
}

function registerObservation(app: FastifyInstance, { log, observe }: ApiDependencies): void {
  const report = (request: FastifyRequest, reply: FastifyReply): void => {
    const { method } = request
    const route = request.routeOptions.url ?? 'unknown'
    const [status, durationMs] = [reply.statusCode, reply.elapsedTime]
    const { traceparent } = request.headers
    observe?.({
      method,
      route,
      status,
      durationMs,
      requestId: request.id,
      ...(typeof traceparent === 'string' && { traceparent }),
    })
    if (route === '/livez' || route === '/readyz' || route === '/healthz') return
    // The route, not the address: names and queries of people's data stay out of the log.
    log.info(
      {
        requestId: request.id,
        method,
        route,
        status,
        durationMs: Math.round(durationMs),
        user: request.principal?.name,
      },
      'request',
    )
  }
  app.addHook('onResponse', (request, reply, done) => {
    report(request, reply)
    done()
  })
}
