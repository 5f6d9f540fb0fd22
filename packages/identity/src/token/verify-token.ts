/** The whole way from a token's text to what it proves; nothing is skipped and nothing is believed early. */
import { hash } from 'node:crypto'
import { boundedCache } from '../bounded-cache.ts'
import type { IdentityConfig } from '../config.ts'
import type { Trail } from '../flight-recorder.ts'
import type { Clock } from '../ports.ts'
import type { SigningKeys } from '../signing-keys.ts'
import { entraAudiences, isGraphAudience } from './audience.ts'
import type { Claims } from './claims.ts'
import { type ParsedToken, parseToken } from './parse-bearer.ts'
import { refuse, shown, TokenRefusal } from './refusal.ts'
import type { EntraIssuer, OidcIssuer, TrustedIssuers } from './trusted-issuers.ts'
import { checkKeyIssuer, validateEntra } from './validate-entra.ts'
import { validateIdToken } from './validate-id-token.ts'
import { validateOidc } from './validate-oidc.ts'
import { validateOwn } from './validate-own.ts'
import type { PersonToken, VerifiedToken } from './verified-token.ts'
import { verifySignature } from './verify-signature.ts'

export interface TokenVerifier {
  /** What was verified a moment ago and has not expired since. Says nothing about revocation or accounts. */
  remembered(text: string): VerifiedToken | undefined
  /** @throws {@link TokenRefusal} */
  accessToken(text: string, trail: Trail): Promise<VerifiedToken>
  /** The UI's ID token. Never remembered. @throws {@link TokenRefusal} */
  idToken(text: string, nonceHash: Uint8Array, trail: Trail): Promise<PersonToken>
}

export interface TokenVerifierOptions {
  readonly config: IdentityConfig
  readonly issuers: TrustedIssuers
  readonly ownKeys: SigningKeys
  readonly now: Clock
}

/** So that a key that its issuer withdrew is refused within the hour. */
const rememberMs = 10 * 60_000

export function tokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { config, issuers, ownKeys, now } = options
  const allowedClients = new Set(config.allowedClients.length > 0 ? config.allowedClients : [config.clientId])
  if (config.provider === 'azure')
    for (const client of [...allowedClients]) {
      allowedClients.delete(client)
      allowedClients.add(client.toLowerCase())
    }
  const entraRules = { config, audiences: entraAudiences(config), allowedClients }
  const accepted: ReadonlySet<string> = new Set(['RS256', config.signatureAlgorithm])
  const verified = boundedCache<VerifiedToken>(10_000)
  // The whole token: two spellings of one token are two entries (fast-jwt's CVE-2026-35039 came from less).
  const keyOf = (text: string) => hash('sha256', text, 'binary')

  async function provenClaims(
    token: ParsedToken,
    trail: Trail,
  ): Promise<{ claims: Claims; issuer: EntraIssuer | OidcIssuer | 'own' }> {
    const { iss } = token.unverified
    const issuer = iss === config.issuer ? 'own' : await issuers.of(token.unverified)
    const algorithm = issuer === 'own' ? 'RS256' : config.signatureAlgorithm
    if (token.alg !== algorithm) refuse({ check: 'algorithm', expected: algorithm, seen: token.alg })
    if (!issuer)
      refuse({
        check: 'issuer',
        expected: [...issuers.names(), config.issuer].join(' or '),
        seen: shown(iss),
      })
    trail.ok('issuer', issuer === 'own' ? config.issuer : issuer.iss)
    const key = issuer === 'own' ? await ownKeys.find(token.kid) : await issuer.keys.find(token.kid)
    if (!key) {
      const state = issuer === 'own' ? undefined : issuer.keys.state()
      refuse({
        check: 'key',
        expected: `a key of ${issuer === 'own' ? config.issuer : issuer.iss}${state?.lastError ? `; its keys could not be fetched: ${state.lastError}` : ''}`,
        seen: `kid ${shown(token.kid)}`,
      })
    }
    if (issuer !== 'own' && issuer.kind === 'entra') checkKeyIssuer(key, issuer)
    trail.ok('key', shown(token.kid))
    const claims = await verifySignature(token, key).catch((error: unknown) => {
      if (error instanceof TokenRefusal && isGraphAudience(token.unverified.aud))
        refuse({
          ...error.details,
          expected: `a token for this catalog. This one is for Microsoft Graph, which only Graph can verify: ask for api://${config.clientId}/<scope>`,
        })
      throw error
    })
    trail.ok('signature')
    return { claims, issuer }
  }

  return {
    remembered: (text) => verified.get(keyOf(text), now()),
    async accessToken(text, trail) {
      const parsed = parseToken(text, accepted)
      trail.ok('format')
      const { claims, issuer } = await provenClaims(parsed, trail)
      const token =
        issuer === 'own'
          ? validateOwn(claims, config.issuer, now())
          : issuer.kind === 'entra'
            ? validateEntra(claims, issuer, entraRules, now())
            : validateOidc(claims, parsed.typ, issuer, { config, allowedClients }, now())
      trail.ok('claims', token.kind)
      verified.set(
        keyOf(text),
        token,
        Math.min(now() + rememberMs, token.expiresAtMs ?? Number.POSITIVE_INFINITY),
      )
      return token
    },
    async idToken(text, nonceHash, trail) {
      const parsed = parseToken(text, accepted)
      trail.ok('format')
      const { claims, issuer } = await provenClaims(parsed, trail)
      if (issuer === 'own')
        refuse({ check: 'issuer', expected: issuers.names().join(' or '), seen: shown(config.issuer) })
      const token = validateIdToken(claims, parsed.typ, issuer, config, nonceHash, now())
      trail.ok('claims', 'ID token of this sign-in')
      return token
    },
  }
}
