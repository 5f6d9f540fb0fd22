/** Which address a person's token speaks of, and whether its domain may sign in. */
import type { IdentityConfig } from './config.ts'
import { type EmailAddress, parseEmailAddress } from './email-address.ts'
import { textClaim } from './token/claims.ts'
import { refuseIdentity } from './token/refusal.ts'
import type { PersonToken } from './token/verified-token.ts'

/** The first principal claim present decides; where it is a bare name, the principal domain completes it. */
export function emailOf(
  token: Pick<PersonToken, 'claims' | 'via'>,
  config: IdentityConfig,
): EmailAddress | undefined {
  for (const name of config.jwtPrincipalClaims) {
    if (!Object.hasOwn(token.claims, name)) continue
    const value = textClaim(token.claims, name)
    // Entra's `sub` is a random text per application: never a name.
    if (name === 'sub' && token.via === 'entra') continue
    if (value === undefined) return undefined
    return parseEmailAddress(value.includes('@') ? value : `${value}@${config.principalDomain}`)
  }
  return undefined
}

export function checkDomain(email: EmailAddress, config: IdentityConfig): void {
  const listed = config.allowedEmailDomains.map((entry) => entry.toLowerCase())
  if (!config.enforcePrincipalDomain && listed.length === 0) return
  const allowed = config.enforcePrincipalDomain ? [config.principalDomain.toLowerCase(), ...listed] : listed
  if (allowed.includes(email.domain)) return
  refuseIdentity(
    'e-mail domain',
    `Addresses of '${email.domain}' may not sign in. Allowed: ${allowed.join(', ')} (AUTHORIZER_PRINCIPAL_DOMAIN, AUTHORIZER_ALLOWED_EMAIL_DOMAINS).`,
  )
}
