/** Tokens that we issue to bots and people: a signed JWT outside, one revocable row inside. */
import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Account } from './account-directory.ts'
import { type BoundedCache, boundedCache } from './bounded-cache.ts'
import { isGuid } from './guid.ts'
import type { Clock, Queryable } from './ports.ts'
import type { SigningKeys } from './signing-keys.ts'
import { refuse } from './token/refusal.ts'
import { ownAudience } from './token/validate-own.ts'
import type { OwnToken } from './token/verified-token.ts'

const wireTypes = { bot: 'BOT', personal: 'PERSONAL_ACCESS', admin: 'ADMIN' } as const

interface TokenRow {
  token_id: string
  user_id: string
  token_type: string
  name: string | null
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
}

/** What is remembered of a row between two requests. */
interface TokenState {
  readonly userId: string
  readonly tokenType: string
  readonly expiresAtMs: number | null
  readonly revoked: boolean
}

/** The tokens of an account, as whoever administers them sees them. */
export interface AccessTokens {
  /** A JWT for an account. `expiresInSeconds` null: no expiry (a bot, asked for explicitly). The text is never stored. */
  issue(
    account: Account,
    options: { type: 'bot' | 'personal' | 'admin'; name?: string; expiresInSeconds: number | null },
  ): Promise<{ token: string; tokenId: string; expiresAtMs: number | null }>
  list(userId: string): Promise<
    readonly {
      tokenId: string
      type: string
      name?: string
      createdAtMs: number
      expiresAtMs: number | null
    }[]
  >
  /** Refused within 5 s on every replica. */
  revoke(tokenId: string): Promise<void>
  revokeAll(userId: string): Promise<void>
}

export interface OwnTokens extends AccessTokens {
  /**
   * Finds the row behind a token whose signature is ours.
   *
   * @returns the id of the account it was issued to
   * @throws {@link TokenRefusal} when it is unknown, revoked, or says something else than its row
   */
  ownerOf(token: OwnToken): Promise<string>
  /** Whether `ownerOf`, which accepted the token before, would accept it again without looking. */
  isKnown(token: OwnToken): boolean
}

/**
 * @param issuer - `iss` of the tokens
 * @param revocationDelayMs - how long a row may be remembered, and so how late a revocation on another replica is seen
 */
export function openOwnTokens(
  db: Queryable,
  keys: SigningKeys,
  options: { readonly issuer: string; readonly now: Clock; readonly revocationDelayMs: number },
): OwnTokens {
  const { issuer, now } = options
  const states: BoundedCache<TokenState | 'none'> = boundedCache(10_000)

  function stateOf(tokenId: string): Promise<TokenState | 'none'> {
    return states.find(tokenId, now(), async () => {
      const { rows } = await db.query<TokenRow>('select * from access_token where token_id = $1', [tokenId])
      const row = rows[0]
      const value = row
        ? {
            userId: row.user_id,
            tokenType: row.token_type,
            expiresAtMs: row.expires_at?.getTime() ?? null,
            revoked: row.revoked_at !== null,
          }
        : 'none'
      return { value, untilMs: now() + options.revocationDelayMs }
    })
  }

  async function revokeWhere(column: 'token_id' | 'user_id', value: string): Promise<void> {
    const text =
      column === 'token_id'
        ? 'update access_token set revoked_at = $2 where token_id = $1 and revoked_at is null returning token_id'
        : 'update access_token set revoked_at = $2 where user_id = $1 and revoked_at is null returning token_id'
    const { rows } = await db.query<{ token_id: string }>(text, [value, new Date(now())])
    for (const row of rows) states.delete(row.token_id)
  }

  return {
    async issue(account: Account, { type, name, expiresInSeconds }) {
      const tokenId = randomUUID()
      const issuedAt = Math.floor(now() / 1000)
      const expiresAt = expiresInSeconds === null ? null : issuedAt + expiresInSeconds
      const tokenType = wireTypes[type]
      const { kid, privateKey } = await keys.active()
      const jwt = new SignJWT({
        tokenType,
        isBot: account.isBot,
        email: account.email,
        preferred_username: account.name,
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setIssuer(issuer)
        .setAudience(ownAudience)
        .setSubject(account.name)
        .setJti(tokenId)
        .setIssuedAt(issuedAt)
      if (expiresAt !== null) jwt.setExpirationTime(expiresAt)
      const token = await jwt.sign(privateKey)
      const expiresAtMs = expiresAt === null ? null : expiresAt * 1000
      await db.query(
        `insert into access_token (token_id, user_id, token_type, name, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
        [tokenId, account.id, tokenType, name ?? null, new Date(now()), expiresAtMs && new Date(expiresAtMs)],
      )
      return { token, tokenId, expiresAtMs }
    },

    async list(userId) {
      const { rows } = await db.query<TokenRow>(
        `select * from access_token where user_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
         order by created_at desc, token_id`,
        [userId, new Date(now())],
      )
      return rows.map((row) => ({
        tokenId: row.token_id,
        type: row.token_type,
        ...(row.name !== null && { name: row.name }),
        createdAtMs: row.created_at.getTime(),
        expiresAtMs: row.expires_at?.getTime() ?? null,
      }))
    },

    revoke: (tokenId) => revokeWhere('token_id', tokenId),
    revokeAll: (userId) => revokeWhere('user_id', userId),

    isKnown({ tokenId }) {
      const state = states.get(tokenId, now())
      return state !== undefined && state !== 'none' && !state.revoked
    },

    async ownerOf(token) {
      if (!isGuid(token.tokenId)) refuse({ check: 'jti', expected: 'the id of a token of ours' })
      const state = await stateOf(token.tokenId)
      if (state === 'none')
        refuse({ check: 'jti', expected: 'a token in the table access_token', seen: token.tokenId })
      if (state.revoked)
        refuse({ check: 'revocation', expected: 'a token that is not revoked', seen: token.tokenId })
      if (state.tokenType !== token.tokenType)
        refuse({ check: 'tokenType', expected: state.tokenType, seen: token.tokenId })
      if ((token.expiresAtMs ?? null) !== state.expiresAtMs)
        refuse({ check: 'exp', expected: 'the expiry the token was issued with', seen: token.tokenId })
      return state.userId
    },
  }
}
