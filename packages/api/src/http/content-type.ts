/** Decides whether a request's Content-Type is one this API reads. */
import { problem } from '@waymark/spec'
import type { FastifyRequest } from 'fastify'

const accepted = /^application\/(json|json-patch\+json)(?: *; *charset="?utf-8"?)?$/i

/** What routes read that take their body as text. */
const texts = /^(?:text\/(?:plain|csv|yaml)|application\/(?:json|yaml|x-yaml))(?: *; *charset="?utf-8"?)?$/i

/** What a refusal names: the first of each kind. */
const expectedTexts = 'text/csv, text/plain, application/yaml or application/json'

function hasBody(request: FastifyRequest): boolean {
  const length = request.headers['content-length']
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/**
 * Nothing compressed: what a body comes to is known before it is read. JSON, or JSON Patch on PATCH; nothing needed where there is no body; any text where a route takes text.
 * Anything looser lets a body slip past the schema of its route.
 * @throws `content-type`, `content-encoding`
 */
export function checkContentType(request: FastifyRequest): void {
  if (!hasBody(request) || request.routeOptions.config.ignoreBody) return
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw problem('content-encoding', { encoding })
  const { rawBody } = request.routeOptions.config
  if (rawBody && texts.test(request.headers['content-type'] ?? '')) return
  const match = accepted.exec(request.headers['content-type'] ?? '')
  const isPatch = request.method === 'PATCH'
  if (match && (isPatch || match[1]?.toLowerCase() === 'json')) return
  throw problem('content-type', {
    expected: rawBody
      ? expectedTexts
      : isPatch
        ? 'application/json-patch+json or application/json'
        : 'application/json',
  })
}
