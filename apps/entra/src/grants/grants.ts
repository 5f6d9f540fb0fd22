/** Authorization codes, refresh tokens and device codes that were handed out, each with all that its redemption needs. */
import type { Platform } from '../directory/model.ts'
import type { Random } from '../random.ts'

/** What a client asked to use: OpenID Connect scopes, and scopes of APIs in the order it named them. */
export interface RequestedScopes {
  oidc: string[]
  resources: RequestedResource[]
}

export interface RequestedResource {
  /** As the client wrote it; empty when it wrote bare scope names, which mean Microsoft Graph. */
  name: string
  appId: string
  /** Scope values; `['.default']` for all that is consented. */
  values: string[]
}

/** A person's sign-in to a client: what all grants of that sign-in share. */
export interface SignIn {
  tenantId: string
  userId: string
  clientAppId: string
  sid: string
  authTimeMs: number
  amr: string[]
}

export interface AuthorizationCode {
  signIn: SignIn
  version: 1 | 2
  redirectUri: string
  platform: Platform
  scopes: RequestedScopes
  nonce?: string
  challenge?: { value: string; method: 'S256' | 'plain' }
  issuedAtMs: number
  redeemed: boolean
}

export interface RefreshToken {
  signIn: SignIn
  /** Absent for grants without a redirect: device code, password, on-behalf-of. */
  platform?: Platform
  scopes: RequestedScopes
  /** The code this token descends from; redeeming the code twice revokes it. */
  code?: string
  issuedAtMs: number
  /** End of a SPA's token and of all its successors. */
  deadlineMs?: number
  revoked: boolean
}

export interface DeviceCode {
  clientAppId: string
  /** The tenant or shared segment it was asked at. */
  segment: string
  userCode: string
  /** The `scope` parameter: it is resolved when the person's tenant is known. */
  scope: string
  issuedAtMs: number
  outcome: 'pending' | 'declined' | 'redeemed' | Omit<SignIn, 'clientAppId' | 'amr'>
}

export interface Grants {
  addCode: (code: AuthorizationCode) => string
  findCode: (code: string) => AuthorizationCode | undefined
  addRefreshToken: (token: RefreshToken) => string
  findRefreshToken: (token: string) => RefreshToken | undefined
  /** Revokes what descends from an authorization code. */
  revokeOfCode: (code: string) => void
  /** Revokes every refresh token of a person, as a password change does. */
  revokeOfUser: (userId: string) => number
  addDeviceCode: (code: DeviceCode) => string
  findDeviceCode: (code: string) => DeviceCode | undefined
  findUserCode: (userCode: string) => DeviceCode | undefined
  clear: () => void
}

export const codeLifetimeMs = 600_000
export const spaRefreshLifetimeMs = 86_400_000
export const refreshInactivityMs = 90 * 86_400_000
export const deviceCodeLifetimeMs = 900_000

export function createGrants(random: Random): Grants {
  const codes = new Map<string, AuthorizationCode>()
  const refreshTokens = new Map<string, RefreshToken>()
  const deviceCodes = new Map<string, DeviceCode>()
  const keep = <Value>(map: Map<string, Value>, prefix: string, value: Value): string => {
    const key = `${prefix}${random.text(48)}`
    map.set(key, value)
    return key
  }
  return {
    addCode: (code) => keep(codes, '1.', code),
    findCode: (code) => codes.get(code),
    addRefreshToken: (token) => keep(refreshTokens, '1.', token),
    findRefreshToken: (token) => refreshTokens.get(token),
    revokeOfCode: (code) => {
      for (const token of refreshTokens.values()) if (token.code === code) token.revoked = true
    },
    revokeOfUser: (userId) => {
      const theirs = [...refreshTokens.values()].filter((token) => token.signIn.userId === userId)
      for (const token of theirs) token.revoked = true
      return theirs.length
    },
    addDeviceCode: (code) => keep(deviceCodes, '', code),
    findDeviceCode: (code) => deviceCodes.get(code),
    findUserCode: (userCode) =>
      [...deviceCodes.values()].find((code) => code.userCode === userCode.trim().toUpperCase()),
    clear: () => {
      codes.clear()
      refreshTokens.clear()
      deviceCodes.clear()
    },
  }
}
