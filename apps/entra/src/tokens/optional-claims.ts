/** Optional claims: what a registration asks to have added to the tokens of people. */
import { signInName } from '../directory/lookup.ts'
import type { OptionalClaim } from '../directory/model.ts'
import type { Claims, PersonFacts } from './grant-facts.ts'

const builders: Record<string, (facts: PersonFacts) => unknown> = {
  acct: ({ user }) => (user.userType === 'Guest' ? 1 : 0),
  auth_time: ({ authTimeMs }) => Math.floor(authTimeMs / 1000),
  email: ({ user }) => user.mail,
  family_name: ({ user }) => user.surname,
  given_name: ({ user }) => user.givenName,
  ipaddr: ({ remoteAddress }) => remoteAddress,
  login_hint: (facts) => loginHint(facts),
  preferred_username: ({ user }) => signInName(user),
  sid: ({ sid }) => sid,
  upn: ({ user }) => user.userPrincipalName,
}

/** The optional claims for a person's token; names that Entra does not know are ignored, as there. */
export function optionalClaims(asked: OptionalClaim[], facts: PersonFacts): Claims {
  const claims: Claims = {}
  for (const { name } of asked) {
    const build = builders[name]
    if (build) claims[name] = build(facts)
  }
  return claims
}

/** Whether a registration asks for a claim, and with which additional property. */
export const asksFor = (asked: OptionalClaim[], name: string, property?: string): boolean =>
  asked.some(
    (claim) =>
      claim.name === name && (property === undefined || claim.additionalProperties.includes(property)),
  )

/** The `login_hint` claim: opaque to applications, understood by `/authorize` and `/logout`. */
export const loginHint = ({ tenant, user }: Pick<PersonFacts, 'tenant' | 'user'>): string =>
  `O.${Buffer.from(`${user.id}@${tenant.id}`).toString('base64url')}`

/** What a hint names: an object id when it is a `login_hint` claim, else the hint itself. */
export function hintedName(hint: string): string {
  if (!hint.startsWith('O.')) return hint
  return Buffer.from(hint.slice(2), 'base64url').toString('utf8').split('@')[0] ?? hint
}
