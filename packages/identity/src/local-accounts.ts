/** Accounts with a local password, and the step from them to single sign-on: one stays for emergencies, the others lose theirs. */
import { problem } from '@waymark/spec'
import type { AccountDirectory } from './account-directory.ts'
import type { People } from './accounts.ts'
import type { OwnTokens } from './own-tokens.ts'
import type { Queryable } from './ports.ts'
import type { Sessions } from './sessions.ts'

export interface LocalAccount {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly isAdmin: boolean
}

export interface LocalAccounts {
  /** Whoever can sign in with a password, by name. Deleted accounts can't. */
  list(): Promise<readonly LocalAccount[]>
  /**
   * Keeps exactly one local administrator: every other local account loses its password, its sessions and its personal tokens, and
   * administrators among them their flag; the directory decides from then on who is one. A person signs in through the
   * provider afterwards and finds the account, if the address is theirs.
   *
   * @param keep - the name of the administrator who stays, for emergencies
   * @param dryRun - only tells
   * @throws `parameter-invalid` when `keep` is no local administrator
   */
  retire(
    keep: string,
    dryRun: boolean,
  ): Promise<{ readonly kept: LocalAccount; readonly retired: readonly LocalAccount[] }>
}

export interface LocalAccountsOptions {
  readonly db: Queryable
  readonly accounts: AccountDirectory
  readonly people: People
  readonly sessions: Sessions
  readonly tokens: Pick<OwnTokens, 'revokeAll'>
}

export function openLocalAccounts({
  db,
  accounts,
  people,
  sessions,
  tokens,
}: LocalAccountsOptions): LocalAccounts {
  async function list(): Promise<readonly LocalAccount[]> {
    const { rows } = await db.query<{ user_id: string }>('select user_id from local_credential')
    const found = await Promise.all(rows.map(({ user_id }) => accounts.byId(user_id)))
    return found
      .filter((account) => account !== undefined)
      .filter(({ deleted }) => !deleted)
      .map(({ id, name, email, isAdmin }) => ({ userId: id, name, email, isAdmin }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  return {
    list,
    async retire(keep, dryRun) {
      const all = await list()
      const kept = all.find(({ name, isAdmin }) => isAdmin && name === keep.trim().toLowerCase())
      if (!kept) {
        const administrators = all.filter(({ isAdmin }) => isAdmin).map(({ name }) => name)
        throw problem('parameter-invalid', {
          parameter: 'keep',
          expected: `'${keep}' is no local administrator. There is: ${administrators.join(', ') || 'none; waymark admin setup-link makes one'}.`,
        })
      }
      const retired = all.filter(({ userId }) => userId !== kept.userId)
      if (dryRun) return { kept, retired }
      for (const { userId, isAdmin } of retired) {
        if (isAdmin) await accounts.refresh(userId, { isAdmin: false })
        await db.query('delete from local_credential where user_id = $1', [userId])
        await sessions.endAll(userId)
        await tokens.revokeAll(userId)
        people.forget(userId)
      }
      return { kept, retired }
    },
  }
}
