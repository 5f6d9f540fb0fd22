/** A sign-in under way: a cookie's secret, what is derived from it, and one row that can be taken once. */
import { createHash, createHmac } from 'node:crypto'
import type { Clock, Queryable, RandomBytes } from './ports.ts'
import { refuse } from './token/refusal.ts'
import { nonceHash } from './token/validate-id-token.ts'

export interface PreLogin {
  readonly preLoginId: string
  readonly nonce: string
  readonly expiresAtMs: number
}

export interface PreLogins {
  /** @param returnPath - where the server sends the browser afterwards; the UI's own sign-in keeps that to itself */
  begin(returnPath?: string): Promise<PreLogin>
  /**
   * Deletes and returns in one statement: of two requests with one cookie, one gets it.
   * @throws {@link TokenRefusal}
   */
  consume(preLoginId: string | undefined): Promise<{ nonceHash: Buffer; returnPath: string | undefined }>
}

const lifetimeMs = 10 * 60_000
const secretPattern = /^[A-Za-z0-9_-]{43}$/

/**
 * A value that only the browser with the cookie and this server can know: the server runs the code flow without storing
 * `state` or the PKCE verifier anywhere. The cookie is HttpOnly and 256 bits, so nothing of it can be told from the derived.
 */
export function derivedSecret(preLoginId: string, purpose: 'nonce' | 'state' | 'code_verifier'): string {
  return createHmac('sha256', preLoginId).update(`waymark ${purpose}`).digest('base64url')
}

export function openPreLogins(
  db: Queryable,
  deps: { readonly now: Clock; readonly randomBytes: RandomBytes },
): PreLogins {
  const { now, randomBytes } = deps
  const hashOf = (preLoginId: string) => createHash('sha256').update(preLoginId).digest()
  return {
    async begin(returnPath) {
      const preLoginId = Buffer.from(randomBytes(32)).toString('base64url')
      const nonce = derivedSecret(preLoginId, 'nonce')
      const expiresAtMs = now() + lifetimeMs
      await db.query('delete from pre_login where expires_at <= $1', [new Date(now())])
      await db.query(
        'insert into pre_login (id_hash, nonce_hash, expires_at, return_path) values ($1, $2, $3, $4)',
        [hashOf(preLoginId), nonceHash(nonce), new Date(expiresAtMs), returnPath ?? null],
      )
      return { preLoginId, nonce, expiresAtMs }
    },
    async consume(preLoginId) {
      const wellFormed = preLoginId !== undefined && secretPattern.test(preLoginId)
      const { rows } = wellFormed
        ? await db.query<{ nonce_hash: Buffer; expires_at: Date; return_path: string | null }>(
            'delete from pre_login where id_hash = $1 returning nonce_hash, expires_at, return_path',
            [hashOf(preLoginId)],
          )
        : { rows: [] }
      const row = rows[0]
      if (!row || row.expires_at.getTime() <= now())
        refuse({
          check: 'pre-login',
          expected: 'the cookie of a sign-in that began at most 10 minutes ago and was not finished yet',
        })
      return { nonceHash: row.nonce_hash, returnPath: row.return_path ?? undefined }
    },
  }
}
