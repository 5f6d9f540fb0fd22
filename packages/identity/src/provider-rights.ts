/** Brings roles and teams that a directory vouches for in line with what it says at each sign-in; grants made by hand stay. */

import type { Account, AccountDirectory, Right } from './account-directory.ts'
import type { ClaimMappings } from './claim-mappings.ts'
import type { ClaimMapping, IdentityConfig } from './config.ts'
import type { Trail } from './flight-recorder.ts'
import type { Clock, IdentityLog, Queryable } from './ports.ts'
import type { Claims } from './token/claims.ts'
import type { PersonToken } from './token/verified-token.ts'

/** Asks the directory itself, where a token can't hold all groups (Microsoft Graph, `getMemberObjects`). */
export interface GroupLookup {
  /**
   * Object ids of every group the person is in, groups of groups included.
   * @throws an `Error` whose message an administrator can act on
   */
  groupsOf(person: { readonly tenantId: string; readonly objectId: string }): Promise<readonly string[]>
}

export interface ProviderRightsOptions {
  readonly config: IdentityConfig
  readonly db: Queryable
  readonly accounts: AccountDirectory
  readonly mappings: ClaimMappings
  /** Undefined: nobody may ask the directory, and an overage is only warned about. */
  readonly lookup: GroupLookup | undefined
  readonly now: Clock
  readonly log: IdentityLog
}

export interface ProviderRightsSync {
  /** Called at a sign-in, never for a mere request. Problems of the provider or of a mapping never keep anybody out. */
  apply(account: Account, token: PersonToken, trail: Trail): Promise<void>
}

/** Values of one claim. `unknown`: it was not sent, or could not be resolved; what it gave before stays. */
type Told = readonly string[] | 'unknown'

type Claim = 'roles' | 'groups' | 'teams'

/** A right by the name that a claim or the table has for it. */
export interface NamedRight {
  readonly kind: Right['kind']
  /** Of the role or team; empty for the administrator's flag. */
  readonly name: string
  /** The value of the claim that names it. */
  readonly value: string
  readonly by: 'mapping' | 'role of the same name' | 'team of the same name'
  /** Nothing is wrong when nothing has this name. */
  readonly isOptional: boolean
}

/** What the values of a claim name: by the table, as teams, or as roles of the same name. */
export function namedBy(
  claim: Claim,
  values: readonly string[],
  table: readonly ClaimMapping[],
  useRoles: boolean,
): readonly NamedRight[] {
  const mapped = table
    .filter((each) => each.claim === claim && values.includes(each.value))
    .map(({ kind, target, value }) => ({
      kind,
      name: target,
      value,
      by: 'mapping' as const,
      isOptional: false,
    }))
  const named = (kind: 'role' | 'team', by: NamedRight['by'], isOptional: boolean): NamedRight[] =>
    values.map((value) => ({ kind, name: value, value, by, isOptional }))
  if (claim === 'teams') return [...mapped, ...named('team', 'team of the same name', false)]
  // A role's own name gives the role; being an administrator takes an explicit mapping.
  if (claim === 'roles' && useRoles) return [...mapped, ...named('role', 'role of the same name', true)]
  return mapped
}

/** The texts of a claim that lists something; undefined for what is no list. */
export function listedValues(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (!Array.isArray(value)) return undefined
  return value.filter((entry) => typeof entry === 'string').slice(0, 1000)
}

const keyOf = ({ kind, id }: Right) => `${kind} ${id}`

export function openProviderRights(options: ProviderRightsOptions): ProviderRightsSync {
  const { config, db, accounts, mappings, lookup, log, now } = options
  const { useRoles, absentClaim } = config.providerRights
  const teamClaim = config.claimNames.teams

  function claimed(claims: Claims, name: string): Told {
    if (!Object.hasOwn(claims, name)) return absentClaim === 'remove' ? [] : 'unknown'
    return listedValues(claims[name]) ?? 'unknown'
  }

  async function groups(account: Account, token: PersonToken, trail: Trail): Promise<Told> {
    if (!isOverage(token.claims)) return claimed(token.claims, 'groups')
    const warn = (reason: string): Told => {
      trail.failed(
        'groups',
        `The person is in more groups than a token holds, and ${reason}. Teams and roles that come from groups stay as they were.`,
      )
      log.warn('A sign-in carried too many groups to name them', { account: account.name, reason })
      return 'unknown'
    }
    if (token.via !== 'entra' || !lookup)
      return warn(
        'the server may not ask the directory (set WAYMARK_GRAPH_IDENTITY, or use app roles instead of groups)',
      )
    try {
      const values = await lookup.groupsOf({ tenantId: token.authority, objectId: token.subject })
      trail.ok('groups', `${values.length} asked from Microsoft Graph`)
      return values
    } catch (error) {
      return warn(
        `Microsoft Graph did not name them: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }

  /** Rights that known claims give. Names that lead nowhere are left out and told to the flight recorder. */
  async function wantedOf(
    account: Account,
    told: ReadonlyMap<Claim, readonly string[]>,
    table: readonly ClaimMapping[],
    trail: Trail,
  ): Promise<ReadonlyMap<Claim, readonly Right[]>> {
    const wanted = new Map<Claim, Right[]>()
    for (const [claim, values] of told) {
      const rights: Right[] = []
      for (const { kind, name, isOptional } of namedBy(claim, values, table, useRoles)) {
        const id = kind === 'admin' ? account.id : await accounts.idOf(kind, name)
        if (id !== undefined) rights.push({ kind, id })
        else if (!isOptional) trail.failed('mapping', `There is no ${kind} named '${name}'.`)
      }
      wanted.set(claim, rights)
    }
    return wanted
  }

  /** @param wanted - by claim; what a claim that is not in here gave earlier is kept */
  async function bringInLine(account: Account, wanted: ReadonlyMap<Claim, readonly Right[]>): Promise<void> {
    const { rows } = await db.query<{ claim: Claim; kind: Right['kind']; target_id: string }>(
      'select claim, kind, target_id from provider_grant where user_id = $1',
      [account.id],
    )
    const before = rows.map(({ claim, kind, target_id: id }) => ({ claim, kind, id }))
    const fresh = [...wanted].flatMap(([claim, rights]) => rights.map((right) => ({ claim, ...right })))
    const after = [...before.filter(({ claim }) => !wanted.has(claim)), ...fresh]
    const held = new Set((await accounts.rightsOf(account.id)).map(keyOf))
    const [known, kept] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))]
    // Held without the provider having given it: somebody granted it by hand, and it stays theirs.
    const ours = after.filter((right) => known.has(keyOf(right)) || !held.has(keyOf(right)))
    const add = ours.filter((right) => !held.has(keyOf(right)))
    const remove = before.filter((right) => !kept.has(keyOf(right)))
    if (add.length > 0 || remove.length > 0) {
      await accounts.changeRights(account.id, { add, remove })
      const shown = { account: account.name, added: add.map(keyOf), removed: remove.map(keyOf) }
      log.info('Rights were brought in line with the identity provider', shown)
    }
    await db.query('delete from provider_grant where user_id = $1 and claim = any($2)', [
      account.id,
      [...wanted.keys()],
    ])
    for (const { claim, kind, id } of ours.filter((right) => wanted.has(right.claim)))
      await db.query(
        `insert into provider_grant (user_id, claim, kind, target_id, granted_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing`,
        [account.id, claim, kind, id, new Date(now())],
      )
  }

  return {
    async apply(account, token, trail) {
      const table = await mappings.list()
      const told = new Map<Claim, readonly string[]>()
      const tell = (claim: Claim, values: Told) => void (values !== 'unknown' && told.set(claim, values))
      if (useRoles || table.some(({ claim }) => claim === 'roles'))
        tell('roles', claimed(token.claims, 'roles'))
      if (table.some(({ claim }) => claim === 'groups')) tell('groups', await groups(account, token, trail))
      if (teamClaim !== undefined) tell('teams', claimed(token.claims, teamClaim))
      if (told.size === 0) return
      await bringInLine(account, await wantedOf(account, told, table, trail))
      trail.ok('rights', `by the claims ${[...told.keys()].join(', ')}`)
    },
  }
}

/** More than 200 groups (OpenID Connect Core 5.6.2: a distributed claim), or more than five in an implicit flow. */
export function isOverage(claims: Claims): boolean {
  if (Object.hasOwn(claims, 'groups')) return false
  if (claims.hasgroups === true || claims.hasgroups === 'true') return true
  const names = claims._claim_names
  return typeof names === 'object' && names !== null && Object.hasOwn(names, 'groups')
}
