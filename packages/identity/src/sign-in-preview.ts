/** What claims would make of a sign-in: the account's members and the rights, each with the claim and the rule that say so. */
import type { AccountDirectory } from './account-directory.ts'
import type { ClaimMappings } from './claim-mappings.ts'
import type { IdentityConfig } from './config.ts'
import {
  checkDomain,
  displayNameOf,
  emailClaims,
  emailOf,
  isListedAdmin,
  userNameOf,
} from './person-profile.ts'
import { isOverage, listedValues, type NamedRight, namedBy } from './provider-rights.ts'
import type { Claims } from './token/claims.ts'
import { TokenRefusal } from './token/refusal.ts'

/** A member of the account, and the claim it is read from. */
export interface PreviewedMember {
  readonly member: 'email' | 'name' | 'displayName'
  /** Absent where the claims hold nothing usable. */
  readonly value?: string
  /** The claims that are looked at, in order; the first one present counts. */
  readonly claims: readonly string[]
  /** The setting that names them. */
  readonly setting: string
  /** What keeps the person out because of it. */
  readonly problem?: string
}

export interface PreviewedRight extends Pick<NamedRight, 'kind' | 'name' | 'value' | 'by'> {
  readonly claim: string
  /** False: nothing in the catalog has this name, so nothing is given. */
  readonly exists: boolean
}

export interface SignInPreview {
  readonly members: readonly PreviewedMember[]
  readonly rights: readonly PreviewedRight[]
  /** What else a reader should know, in sentences. */
  readonly notes: readonly string[]
}

export interface PreviewOptions {
  readonly config: IdentityConfig
  readonly accounts: AccountDirectory
  readonly mappings: ClaimMappings
}

export function openSignInPreview({
  config,
  accounts,
  mappings,
}: PreviewOptions): (claims: Claims) => Promise<SignInPreview> {
  const via = config.provider === 'azure' ? ('entra' as const) : ('oidc' as const)
  const teamClaim = config.claimNames.teams

  function membersOf(claims: Claims): readonly PreviewedMember[] {
    const told = { claims, via }
    const email = emailOf(told, config)
    const displayName = displayNameOf(told, config)
    const looked = emailClaims(config)
    const { email: emailClaim, userName: nameClaim, displayName: displayNameClaim } = config.claimNames
    return [
      {
        member: 'email',
        ...(email && { value: email.text }),
        claims: looked,
        setting:
          emailClaim === undefined ? 'AUTHENTICATION_JWT_PRINCIPAL_CLAIMS' : 'AUTHENTICATION_EMAIL_CLAIM',
        ...problemOf(email === undefined ? noEmail : domainProblem(email)),
      },
      {
        member: 'name',
        ...(email && { value: userNameOf(told, email, config) }),
        claims: nameClaim === undefined ? looked : [nameClaim],
        setting: 'AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING',
      },
      {
        member: 'displayName',
        ...(displayName !== undefined && { value: displayName }),
        claims: [displayNameClaim],
        setting: 'AUTHENTICATION_DISPLAY_NAME_CLAIM',
      },
    ]
  }

  const noEmail = 'No usable e-mail address: a person who is not known yet cannot sign in.'

  function domainProblem(email: Parameters<typeof checkDomain>[0]): string | undefined {
    try {
      checkDomain(email, config)
      return undefined
    } catch (error) {
      if (error instanceof TokenRefusal) return error.details.tell ?? error.message
      throw error
    }
  }

  async function rightsOf(claims: Claims): Promise<readonly PreviewedRight[]> {
    const table = await mappings.list()
    const named = [
      ['roles', 'roles'],
      ['groups', 'groups'],
      ...(teamClaim === undefined ? [] : [['teams', teamClaim] as const]),
    ] as const
    const rights: PreviewedRight[] = []
    for (const [kindOfClaim, claim] of named) {
      const values = (Object.hasOwn(claims, claim) && listedValues(claims[claim])) || []
      for (const each of namedBy(kindOfClaim, values, table, config.providerRights.useRoles)) {
        const { kind, name, value, by } = each
        const exists = kind === 'admin' || (await accounts.idOf(kind, name)) !== undefined
        if (exists || !each.isOptional) rights.push({ kind, name, value, by, claim, exists })
      }
    }
    return rights
  }

  return async (claims) => {
    const email = emailOf({ claims, via }, config)
    return {
      members: membersOf(claims),
      rights: await rightsOf(claims),
      notes: [
        ...(email && isListedAdmin(email, config)
          ? ['AUTHORIZER_ADMIN_EMAILS or AUTHORIZER_ADMIN_PRINCIPALS makes this person an administrator.']
          : []),
        ...(isOverage(claims)
          ? [
              'The person is in more groups than the token holds: a real sign-in asks Microsoft Graph for them.',
            ]
          : []),
        ...(config.providerRights.defaultRole === undefined
          ? []
          : [
              `Who signs up gets the role '${config.providerRights.defaultRole}' (AUTHORIZER_DEFAULT_OAUTH_ROLE).`,
            ]),
      ],
    }
  }
}

const problemOf = (problem: string | undefined): { readonly problem?: string } =>
  problem === undefined ? {} : { problem }
