/** The administrator's account that an installation has by name, whether or not it was made before. */
import { isProblem } from '@waymark/spec'
import type { Account, AccountDirectory } from './account-directory.ts'

/** Whoever already has the name is given as they are, administrator or not. Several may ask at once: one of them makes the account. */
export async function namedAdministrator(
  accounts: Pick<AccountDirectory, 'byName' | 'create'>,
  name: string,
  principalDomain: string,
): Promise<Account> {
  const known = await accounts.byName(name)
  if (known) return known
  try {
    return await accounts.create({ name, email: `${name}@${principalDomain}`, isAdmin: true })
  } catch (error) {
    const made = isProblem(error, 'entity-exists') ? await accounts.byName(name) : undefined
    if (!made) throw error
    return made
  }
}
