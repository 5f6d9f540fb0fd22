/** What is known of a token once every check passed. */
import type { Claims } from './claims.ts'

/** A person, by claims that are never given to someone else: (tid, oid) in Entra, (iss, sub) elsewhere. */
export interface PersonToken {
  readonly kind: 'person'
  readonly via: 'entra' | 'oidc'
  /** Tenant id, or the issuer of an OIDC provider. */
  readonly authority: string
  /** `oid`, or `sub`. */
  readonly subject: string
  readonly clientId: string | undefined
  /** Verified; read for names and addresses alone. */
  readonly claims: Claims
  readonly expiresAtMs: number
}

/** An application acting for itself (client credentials, managed or workload identity). */
export interface ApplicationToken {
  readonly kind: 'application'
  readonly via: 'entra' | 'oidc'
  readonly authority: string
  readonly clientId: string
  /** Object id of the service principal, or `sub`. */
  readonly subject: string
  readonly expiresAtMs: number
}

/** Plain OIDC has no claim that tells the two apart: it is a bot's when a bot is bound to it, else a person's. */
export interface PersonOrApplicationToken extends Omit<PersonToken, 'kind' | 'clientId'> {
  readonly kind: 'person-or-application'
  readonly clientId: string
  /** Whether the client may obtain tokens for people. */
  readonly clientAllowed: boolean
}

/** One of ours. Rights come from the row of `tokenId`, not from here. */
export interface OwnToken {
  readonly kind: 'own'
  readonly tokenId: string
  readonly accountName: string
  readonly tokenType: string
  readonly expiresAtMs: number | undefined
}

export type VerifiedToken = PersonToken | ApplicationToken | PersonOrApplicationToken | OwnToken
