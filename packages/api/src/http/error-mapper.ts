/** Turns every error into the one body that clients get, and into what the log keeps. */
import { type Static, Type } from '@sinclair/typebox'
import { isProblem, type Problem, problem } from '@waymark/spec'
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import type { ApiLog } from '../context.ts'

/**
 * OpenMetadata's `{code, message}`, which real clients read (`code` is the HTTP status as an integer), with the members
 * of RFC 9457 beside it. `errorCode` is the stable name from the table of problems.
 */
export const ErrorSchema = Type.Object(
  {
    code: Type.Integer(),
    message: Type.String(),
    type: Type.String({ format: 'uri' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String({ format: 'uri' }),
    requestId: Type.String(),
    errorCode: Type.String(),
  },
  { $id: 'Problem', additionalProperties: false },
)
type ErrorBody = Static<typeof ErrorSchema>

/** @param requestId - what the log names the request by */
export function errorBody(found: Problem, requestId: string): ErrorBody {
  return {
    code: found.status,
    message: found.message,
    type: `urn:waymark:problem:${found.code}`,
    title: found.title,
    status: found.status,
    detail: found.message,
    instance: `urn:waymark:request:${requestId}`,
    requestId,
    errorCode: found.code,
  }
}

/** What a parameter or body had to be; of one of a few values which those are. */
function expectation({ keyword, params, message = 'not valid' }: FastifySchemaValidationError): string {
  const { allowedValues } = params
  return keyword === 'enum' && Array.isArray(allowedValues) ? `one of ${allowedValues.join(', ')}.` : message
}

/** Fastify's own errors, by their code. */
function fromFastify(error: FastifyError): Problem | undefined {
  const validation = error.validation?.[0]
  if (validation) {
    const pointer = validation.instancePath.replaceAll('/', '.').replace(/^\./, '')
    const extra = validation.params.additionalProperty ?? validation.params.missingProperty
    const field = [pointer, extra].filter(Boolean).join('.') || String(error.validationContext ?? 'body')
    const expected = expectation(validation)
    return error.validationContext === 'body'
      ? problem('body-invalid', { field, expected })
      : problem('parameter-invalid', { parameter: field, expected })
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem('too-large', { reason: 'The body is larger than this server accepts.' })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem('content-type', { expected: 'application/json' })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return problem('json-invalid', { reason: 'its length is not the announced one' })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return problem('parameter-invalid', { parameter: 'path', expected: 'shorter segments' })
    case 'FST_ERR_BAD_URL':
      return problem('parameter-invalid', { parameter: 'path', expected: 'valid percent-encoding' })
    default:
      return undefined
  }
}

/** Every error has a problem; what nobody foresaw is `internal` and keeps its cause for the log. */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error
  const known = error instanceof Error && 'code' in error ? fromFastify(error as FastifyError) : undefined // by its code
  return known ?? problem('internal', {}, error)
}

function challenge(found: Problem): string | undefined {
  if (found.code === 'token-missing') return 'Bearer'
  if (found.status === 401) return `Bearer error="invalid_token", error_description="${found.title}"`
  return found.code === 'scope-insufficient' ? 'Bearer error="insufficient_scope"' : undefined
}

/** Sends the body and headers of a problem. */
export function sendProblem(reply: FastifyReply, found: Problem): FastifyReply {
  const authenticate = challenge(found)
  if (authenticate) reply.header('www-authenticate', authenticate)
  if (found.code === 'method-not-allowed') reply.header('allow', String(found.details.allowed))
  if (found.code === 'content-encoding') reply.header('accept-encoding', 'identity')
  const retryAfter = found.details.retryAfterSeconds ?? (found.status === 503 ? 2 : undefined)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply
    .code(found.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(errorBody(found, reply.request.id)))
}

/** The client went away in the middle of its body: nobody reads the answer, and nothing is wrong here. */
function isCutOff(error: unknown, { raw }: FastifyRequest): boolean {
  return !raw.complete && error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
}

/** The error handler of the whole server. */
export function createErrorHandler(log: ApiLog) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const found = isCutOff(error, request) ? problem('request-malformed') : toProblem(error)
    if (found.status >= 500) {
      log.error({ requestId: request.id, errorCode: found.code, err: found.cause ?? found }, 'request failed')
    }
    return sendProblem(reply, found)
  }
}
