/** What a person's token says about them: address, user name and display name, by the claims the settings name. */
import type { IdentityConfig } from './config.ts'
import { type EmailAddress, parseEmailAddress } from './email-address.ts'
import { textClaim } from './token/claims.ts'
import { refuseIdentity } from './token/refusal.ts'
import type { PersonToken } from './token/verified-token.ts'

type Told = Pick<PersonToken, 'claims' | 'via'>

/**
 * The address: the e-mail claim where one is named, else the first principal claim present; a bare name is completed by the
 * principal domain. Undefined: no usable one.
 */
export function emailOf(token: Told, config: IdentityConfig): EmailAddress | undefined {
  const named = config.claimNames.email
  if (named !== undefined) {
    const value = textClaim(token.claims, named)
    return value === undefined ? undefined : parseEmailAddress(value)
  }
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

/** The claims that were looked at for the address, for a message. */
export function emailClaims(config: IdentityConfig): readonly string[] {
  return config.claimNames.email === undefined ? config.jwtPrincipalClaims : [config.claimNames.email]
}

/** What the account is to be called: the mapped user name, else what stands before the `@`. */
export function userNameOf(token: Told, email: EmailAddress, config: IdentityConfig): string {
  const claim = config.claimNames.userName
  const value = claim === undefined ? undefined : textClaim(token.claims, claim)
  if (value === undefined) return email.local
  // A user principal name is an address as well; one parser decides what is a name.
  return parseEmailAddress(value.includes('@') ? value : `${value}@${email.domain}`)?.local ?? email.local
}

export function displayNameOf(token: Told, config: IdentityConfig): string | undefined {
  return textClaim(token.claims, config.claimNames.displayName)
}

/** @throws {@link TokenRefusal} `identity-refused` unless addresses of the domain may sign in */
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

/** Whether the settings name the address as an administrator's (`AUTHORIZER_ADMIN_EMAILS`, `AUTHORIZER_ADMIN_PRINCIPALS`). */
export function isListedAdmin(email: EmailAddress, config: IdentityConfig): boolean {
  const listed = new Set(
    [...config.adminEmails, ...config.adminPrincipals].map((entry) => entry.toLowerCase()),
  )
  const isOfDomain = email.domain === config.principalDomain.toLowerCase()
  return (isOfDomain && listed.has(email.local)) || listed.has(email.text)
}

/** Domains whose addresses a single tenant is trusted to give to their owners alone; in lower case. */
export function ownDomainsOf(config: IdentityConfig): ReadonlySet<string> {
  return new Set(
    [config.principalDomain, ...config.allowedEmailDomains, ...config.allowedEmailRegistrationDomains]
      .map((entry) => entry.toLowerCase())
      .filter((entry) => entry !== 'all' && entry !== ''),
  )
}

/** Addresses that are named as administrators' (`AUTHORIZER_ADMIN_EMAILS`, `AUTHORIZER_ADMIN_PRINCIPALS`), of domains that nobody vouches for. */
export function adminsOfOtherDomains(config: IdentityConfig): readonly string[] {
  const own = ownDomainsOf(config)
  return [...config.adminEmails, ...config.adminPrincipals].filter((entry) => {
    const address = parseEmailAddress(entry)
    return address !== undefined && !own.has(address.domain)
  })
}
