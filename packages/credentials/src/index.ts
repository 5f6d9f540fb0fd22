/** How we obtain tokens: a `TokenSource` per credential, and Entra's errors in plain words. */
import type { Credential, TokenSource } from '@waymark/client'
import { entraTokenSource, type Surroundings } from './entra.ts'
import { oidcTokenSource } from './oidc.ts'
import { staticJwtSource } from './static-jwt.ts'

export type { EntraProof } from '@waymark/client'
export { type AadstsExplanation, explainAadsts, explainedAadstsCodes, findAadstsCode } from './aadsts.ts'
export { CredentialError } from './credential-error.ts'
export { deviceCodeToken } from './device-code.ts'
export { useNetworkEnvironment } from './network-environment.ts'

/**
 * The source of tokens for a credential; undefined for `none`, which sends no token at all.
 * @throws CredentialError at once when the configuration can never work
 */
export function createTokenSource(
  credential: Credential,
  around: Surroundings = {},
): TokenSource | undefined {
  switch (credential.kind) {
    case 'none':
      return undefined
    case 'jwt':
      return staticJwtSource(credential.token, around.nowMs)
    case 'azure':
      return entraTokenSource(credential, around)
    case 'oidc':
      return oidcTokenSource(credential, around)
  }
}
