/** The headers that tell a browser how little an answer may do: one set for the API, one for the UI's pages. */
import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'

type Headers = Readonly<Record<string, string>>

/** What holds for answers of any kind. */
function common({ serverUrl }: ApiDependencies): Headers {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    ...(serverUrl?.startsWith('https:')
      ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
      : {}),
  }
}

function originOf(url: string | undefined): string[] {
  if (!url) return []
  try {
    return [new URL(url).origin]
  } catch {
    return []
  }
}

function pagePolicy({ identity }: ApiDependencies): string {
  const signIn = identity.publicConfig()
  // The browser itself redeems the authorization code: the provider's token endpoint must be reachable.
  const reachable = new Set(["'self'", ...originOf(signIn.authority), ...originOf(signIn.tokenEndpoint)])
  return [
    "default-src 'self'",
    "script-src 'self'",
    // Mantine writes its theme variables and responsive rules into <style> elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src ${[...reachable].join(' ')}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join(';')
}

/**
 * Headers of the UI's files, in addition to those that every answer has; the policy replaces the API's. Asked for each page: the provider
 * may be another one since the last, or its discovery document may have been read.
 */
export function pageHeaders(deps: ApiDependencies): Headers {
  return {
    'content-security-policy': pagePolicy(deps),
    // A sign-in leaves for the provider and comes back in the same window; nothing opens us in another one.
    'cross-origin-opener-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'x-permitted-cross-domain-policies': 'none',
    // The filter of old browsers did more harm than good.
    'x-xss-protection': '0',
  }
}

/**
 * Gives every answer its headers, errors included. They never change while the server runs, so they are put together
 * once. Data is nothing to execute: shown in a browser, an answer of the API may load and do nothing at all.
 */
export function registerSecurityHeaders(app: FastifyInstance, deps: ApiDependencies): void {
  const headers = { ...common(deps), 'content-security-policy': "default-src 'none';frame-ancestors 'none'" }
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}
