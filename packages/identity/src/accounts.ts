/** Finds or makes the account behind a person's verified token: keyed by the directory's own ids, never by an address. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isProblem } from '@waymark/spec'
import type { Account, AccountDirectory } from './account-directory.ts'
import { type BoundedCache, boundedCache } from './bounded-cache.ts'
import type { IdentityConfig } from './config.ts'
import type { EmailAddress } from './email-address.ts'
import { isGuid } from './guid.ts'
import type { LocalCredentials } from './local-credentials.ts'
import {
  checkDomain,
  displayNameOf,
  emailClaims,
  emailOf,
  isListedAdmin,
  ownDomainsOf,
  userNameOf,
} from './person-profile.ts'
import type { Clock, IdentityLog, Queryable } from './ports.ts'
import { claimNames, textClaim } from './token/claims.ts'
import { refuseIdentity } from './token/refusal.ts'
import type { PersonToken } from './token/verified-token.ts'

/** Names nobody gets by signing in: the break-glass administrator's and those of the built-in bots. */
/** More people than this with one name before the `@` is somebody trying. */
const maxNamesakes = 50

const reservedNames = new Set(['admin', 'administrator', 'root', 'system', 'anonymous', 'waymark'])

export interface People {
  /**
   * The account of the person, made or bound at first sight where the rules allow it.
   *
   * @param refresh - whether this is a sign-in: address, display name and last login are brought up to date
   * @throws {@link TokenRefusal} `identity-refused` with what to do about it
   */
  accountOf(
    token: Pick<PersonToken, 'authority' | 'subject' | 'claims' | 'via'>,
    refresh: boolean,
  ): Promise<Account>
  /** By id, at most `revocationDelayMs` old. Undefined: deleted or never there. */
  active(userId: string): Promise<Account | undefined>
  /** What `active` found, where it need not look again; the same object until it has to. */
  known(userId: string): Account | undefined
  forget(userId: string): void
}

export interface PeopleOptions {
  readonly config: IdentityConfig
  readonly db: Queryable
  readonly accounts: AccountDirectory
  readonly credentials: LocalCredentials
  readonly now: Clock
  readonly log: IdentityLog
  readonly revocationDelayMs: number
  /** Whether exactly one tenant (or issuer) is trusted, so that its administrators vouch for addresses. */
  readonly singleTenant: boolean
}

export function openPeople(options: PeopleOptions): People {
  const { config, db, accounts, now, log } = options
  const cache: BoundedCache<Account | 'none'> = boundedCache(10_000)
  const links: BoundedCache<string> = boundedCache(10_000)
  const ownDomains = ownDomainsOf(config)

  async function active(userId: string): Promise<Account | undefined> {
    const found = await cache.find(userId, now(), async () => {
      const account = await accounts.byId(userId)
      const value = account && !account.deleted ? account : 'none'
      return { value, untilMs: now() + options.revocationDelayMs }
    })
    return found === 'none' ? undefined : found
  }

  function known(userId: string): Account | undefined {
    const account = cache.get(userId, now())
    return account === 'none' ? undefined : account
  }

  async function linked(authority: string, subject: string): Promise<string | undefined> {
    const key = `${authority} ${subject}`
    const known = links.get(key, now())
    if (known) return known
    const { rows } = await db.query<{ user_id: string }>(
      'select user_id from identity_link where authority = $1 and subject = $2',
      [authority, subject],
    )
    const userId = rows[0]?.user_id
    if (userId) links.set(key, userId, now() + 60_000)
    return userId
  }

  /** Binds once; the first of two that race wins, and both get the winner. */
  async function link(authority: string, subject: string, userId: string): Promise<string> {
    await db.query(
      `insert into identity_link (authority, subject, user_id, created_at) values ($1, $2, $3, $4)
       on conflict (authority, subject) do nothing`,
      [authority, subject, userId, new Date(now())],
    )
    return (await linked(authority, subject)) ?? userId
  }

  async function isBound(userId: string): Promise<boolean> {
    const { rowCount } = await db.query('select 1 from identity_link where user_id = $1 limit 1', [userId])
    return (rowCount ?? 0) > 0 || (await options.credentials.exists(userId))
  }

  /** The directory vouches that the person owns the address (Entra: `xms_edov`; OIDC: `email_verified`). */
  function vouched(token: Pick<PersonToken, 'claims' | 'via'>, email: EmailAddress): boolean {
    const { claims, via } = token
    const flag = via === 'entra' ? claims.xms_edov : claims.email_verified
    const isEmailClaim = textClaim(claims, 'email')?.toLowerCase() === email.text
    if (claims.email_verified === false) return false
    if (isEmailClaim && (flag === true || flag === '1' || flag === 1)) return true
    return options.singleTenant && ownDomains.has(email.domain)
  }

  function isConfiguredAdmin(token: Pick<PersonToken, 'claims' | 'via'>, email: EmailAddress): boolean {
    return isListedAdmin(email, config) && vouched(token, email)
  }

  async function provision(
    token: Pick<PersonToken, 'authority' | 'subject' | 'claims' | 'via'>,
    email: EmailAddress,
  ): Promise<Account> {
    const preCreated = await accounts.byEmail(email.text)
    if (preCreated) {
      if (preCreated.isBot || preCreated.deleted || !vouched(token, email) || (await isBound(preCreated.id)))
        refuseIdentity(
          'e-mail address',
          `The address ${email.text} belongs to the account '${preCreated.name}', which is not yours to use: it is bound to another ` +
            'sign-in, deleted, or its domain is not among the domains of this catalog (AUTHORIZER_PRINCIPAL_DOMAIN, ' +
            'AUTHORIZER_ALLOWED_EMAIL_DOMAINS). An administrator can change the address of that account.',
        )
      log.info('A pre-created account was bound to its first sign-in', { account: preCreated.name })
      return preCreated
    }
    if (!config.enableSelfSignup)
      refuseIdentity(
        'self sign-up',
        `There is no account for ${email.text}, and self sign-up is off (AUTHENTICATION_ENABLE_SELF_SIGNUP). Ask an administrator to create one.`,
      )
    const registration = config.allowedEmailRegistrationDomains.map((entry) => entry.toLowerCase())
    if (!registration.includes('all') && !registration.includes(email.domain))
      refuseIdentity(
        'registration domain',
        `Addresses of '${email.domain}' may not sign up (AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN). Ask an administrator to create an account.`,
      )
    const name = userNameOf(token, email, config)
    if (reservedNames.has(name) || name.endsWith('-bot') || isGuid(name))
      refuseIdentity(
        'reserved name',
        `The name '${name}' is reserved. Ask an administrator to create an account with another name and the address ${email.text}.`,
      )
    const displayName = displayNameOf(token, config)
    const account = {
      email: email.text,
      ...(displayName && { displayName }),
      isAdmin: isConfiguredAdmin(token, email),
    }
    return create(token, name, account)
  }

  /** Two people may have the same name before the `@`: the second is `ada-2`, the third `ada-3`. */
  async function create(
    token: Pick<PersonToken, 'authority' | 'subject'>,
    wanted: string,
    account: Omit<Parameters<AccountDirectory['create']>[0], 'name'>,
  ): Promise<Account> {
    for (let number = 1; number <= maxNamesakes; number += 1) {
      const name = number === 1 ? wanted : `${wanted}-${number}`
      try {
        const created = await accounts.create({ name, ...account })
        await giveDefaultRole(created)
        return created
      } catch (error) {
        const isTaken = isProblem(error, 'entity-exists')
        if (!isTaken && !isProblem(error, 'value-taken')) throw error
        // Another replica may be admitting the same person at this moment.
        if (number === 1) await sleep(250)
        const winner = await linked(token.authority, token.subject)
        const found = winner ? await accounts.byId(winner) : undefined
        if (found) return found
        if (!isTaken) break
      }
    }
    return refuseIdentity(
      'name clash',
      `No name is left for ${account.email} beside '${wanted}'. Ask an administrator to create an account with that address.`,
    )
  }

  async function giveDefaultRole(account: Account): Promise<void> {
    const role = config.providerRights.defaultRole
    if (role === undefined) return
    const id = await accounts.idOf('role', role)
    if (id === undefined)
      return log.warn('AUTHORIZER_DEFAULT_OAUTH_ROLE names a role that does not exist', { role })
    await accounts.changeRights(account.id, { add: [{ kind: 'role', id }], remove: [] })
  }

  async function bringUpToDate(
    account: Account,
    token: Pick<PersonToken, 'claims' | 'via'>,
    email: EmailAddress | undefined,
  ): Promise<void> {
    const displayName = displayNameOf(token, config)
    const changes = {
      ...(email && email.text !== account.email && { email: email.text }),
      ...(displayName && displayName !== account.displayName && { displayName }),
      ...(email && !account.isAdmin && isConfiguredAdmin(token, email) && { isAdmin: true }),
      lastLoginTime: now(),
    }
    try {
      await accounts.refresh(account.id, changes)
    } catch (error) {
      if (!isProblem(error, 'value-taken')) throw error
      log.warn('A new address from the directory is taken by another account; the old one stays', {
        account: account.name,
      })
      const { email: _taken, ...others } = changes
      await accounts.refresh(account.id, others)
    }
  }

  async function returning(
    userId: string,
    token: Pick<PersonToken, 'claims' | 'via'>,
    email: EmailAddress | undefined,
    refresh: boolean,
  ): Promise<Account> {
    const account = refresh ? await accounts.byId(userId) : await active(userId)
    if (!account || account.deleted)
      refuseIdentity('account', 'This account was deleted or disabled. Ask an administrator to restore it.')
    if (!refresh) return account
    await bringUpToDate(account, token, email)
    cache.delete(userId)
    return (await active(userId)) ?? account
  }

  /** First sights under way, so that several first requests of one person make one account. */
  const admissions = new Map<string, Promise<Account>>()

  async function admit(
    token: Pick<PersonToken, 'authority' | 'subject' | 'claims' | 'via'>,
    email: EmailAddress,
  ): Promise<Account> {
    const account = await provision(token, email)
    const userId = await link(token.authority, token.subject, account.id)
    cache.delete(userId)
    return (await active(userId)) ?? account
  }

  return {
    active,
    known,
    forget: (userId) => cache.delete(userId),
    async accountOf(token, refresh) {
      const { authority, subject, claims } = token
      const known = await linked(authority, subject)
      const email = emailOf(token, config)
      if (email) checkDomain(email, config)
      if (known) return returning(known, token, email, refresh)
      if (!email)
        refuseIdentity(
          'e-mail address',
          `The token holds no usable e-mail address. Looked for: ${emailClaims(config).join(', ')}. Present: ${claimNames(claims)}. ` +
            'Add the optional claim email to the application, or name another claim in AUTHENTICATION_JWT_PRINCIPAL_CLAIMS.',
        )
      if (token.via === 'oidc' && claims.email_verified === false)
        refuseIdentity(
          'e-mail address',
          'The provider says that this e-mail address is not verified. Verify it there first.',
        )
      const key = `${authority} ${subject}`
      const admission = admissions.get(key) ?? admit(token, email).finally(() => void admissions.delete(key))
      admissions.set(key, admission)
      const account = await admission
      return refresh ? returning(account.id, token, email, refresh) : account
    },
  }
}
