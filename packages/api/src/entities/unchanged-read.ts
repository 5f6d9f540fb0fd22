/** Answers 304 to a caller who names what it has (If-None-Match, RFC 9110 §13.1.2) and would get the same once more. */
import { contentTag } from '@waymark/engine'
import type { onSendHookHandler } from 'fastify'

/** What the documentation says of such a read. */
export const unchangedDocs = {
  headers: { 'If-None-Match': 'entity tags of earlier answers; where the newest has the same content, 304' },
  withoutBody: { 304: 'What If-None-Match names is still what there is' },
} as const

/**
 * The entity tag of a version says nothing of followers, votes or a parent's new name, which make no version: who asks
 * whether something changed gets a tag of the content. It is made for those callers alone, since hashing costs.
 */
export const answerUnchanged: onSendHookHandler = (request, reply, payload, done) => {
  const known = request.headers['if-none-match']
  const version = reply.getHeader('etag')
  if (known === undefined || typeof version !== 'string' || typeof payload !== 'string') {
    done(null, payload)
    return
  }
  const tag = contentTag(version, payload)
  reply.header('etag', tag)
  const tags = known.split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (!tags.includes(tag) && !tags.includes('*')) {
    done(null, payload)
    return
  }
  reply.code(304).removeHeader('content-type').removeHeader('content-length')
  done(null, '')
}
