/** Accounts as identity sees them, and the port to where they are kept. */

/** An account as the entity engine keeps it. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly displayName?: string
  readonly isAdmin: boolean
  readonly isBot: boolean
  readonly deleted: boolean
  /** Of a bot: it may act as people, where a policy allows `Impersonate`. */
  readonly allowsImpersonation?: boolean
  /** `authenticationMechanism.config.authConfig.clientId` of a bot that signs in with Azure SSO, where it is set. */
  readonly azureClientId?: string
  /** Somebody chose tokens of ours for this bot, so that no application signs in as it without being bound. */
  readonly hasTokenMechanism?: boolean
}

/** Something an account can be given: a role, membership of a team, or the administrator's flag (`id` is then its own). */
export interface Right {
  readonly kind: 'role' | 'team' | 'admin'
  readonly id: string
}

/** The port to the user entities; the composition implements it on the engine. */
export interface AccountDirectory {
  byId(id: string): Promise<Account | undefined>
  byName(name: string): Promise<Account | undefined>
  byEmail(email: string): Promise<Account | undefined>
  /** @throws problem `entity-exists` when the name is taken, `value-taken` when the address is; deleted accounts count */
  create(account: {
    name: string
    email: string
    displayName?: string
    isAdmin?: boolean
    isBot?: boolean
  }): Promise<Account>
  /** Writes only what differs. @throws problem `value-taken` when another account has the address */
  refresh(
    id: string,
    changes: { email?: string; displayName?: string; isAdmin?: boolean; lastLoginTime?: number },
  ): Promise<void>
  /** Of a role or a team that is not deleted. */
  idOf(kind: 'role' | 'team', name: string): Promise<string | undefined>
  /** What the account itself was given, without what its teams bring. */
  rightsOf(id: string): Promise<readonly Right[]>
  changeRights(id: string, change: { add: readonly Right[]; remove: readonly Right[] }): Promise<void>
}
