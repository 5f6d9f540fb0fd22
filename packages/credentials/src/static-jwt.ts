/** A token that somebody pasted: told apart from an expired or garbled one before it is ever sent. */
import type { TokenSource } from '@waymark/client'
import { CredentialError } from './credential-error.ts'

/** @throws CredentialError when it is no JWT; an expired one is reported at the first use */
export function staticJwtSource(token: string, nowMs: () => number = Date.now): TokenSource {
  const expiresAtMs = expiryOf(token)
  return {
    description: 'a JWT of the catalog',
    async token() {
      if (expiresAtMs !== undefined && expiresAtMs <= nowMs()) {
        throw new CredentialError(`The JWT in jwtToken expired on ${new Date(expiresAtMs).toISOString()}.`, {
          fix: 'Make a new one: Settings → Bots, or waymark bot token <name> on the server.',
        })
      }
      return expiresAtMs === undefined ? { token } : { token, expiresAtMs }
    },
  }
}

/** Milliseconds since 1970. Nothing is verified here: the server does that. */
function expiryOf(token: string): number | undefined {
  const [header, payload, signature, ...rest] = token.split('.')
  if (!header || !payload || !signature || rest.length > 0) {
    throw new CredentialError('jwtToken is no JWT: it must have three parts with dots between them.', {
      fix: 'Copy the whole token, without quotes or the word Bearer.',
    })
  }
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined
    return typeof exp === 'number' ? exp * 1000 : undefined
  } catch (cause) {
    throw new CredentialError('jwtToken is no JWT: its middle part cannot be read.', {
      cause,
      fix: 'Copy the whole token.',
    })
  }
}
