/** Lets a bot act as a person: a flag on its account, a rule of a policy, and never as an administrator. */
import { problem } from '@waymark/spec'
import type { AccountDirectory } from './account-directory.ts'
import type { Identity, Principal } from './identity.ts'
import { principalFor } from './token/principal-of.ts'

/**
 * @param name - of `X-Impersonate-User`; OpenMetadata's clients send it with a bot's token. From anybody else it is ignored, as
 * there: a person acts as themselves.
 * @throws `not-allowed` when the bot may not, or when the person is an administrator, a bot, or not there
 */
export async function impersonated(
  bot: Principal,
  name: string,
  accounts: AccountDirectory,
  decisions: Pick<Identity, 'may'>,
): Promise<Principal> {
  if (!bot.isBot) return bot
  const refuse = () =>
    problem('not-allowed', { principal: bot.name, operation: 'Impersonate', resource: `user '${name}'` })
  const itself = await accounts.byId(bot.userId)
  if (!itself?.allowsImpersonation) throw refuse()
  const account = await accounts.byName(name.toLowerCase())
  // One answer for all, so that nobody learns who is an administrator.
  if (!account || account.deleted || account.isBot || account.isAdmin) throw refuse()
  if (!(await decisions.may(bot, 'Impersonate', { type: 'user', name: account.name, owners: [], tags: [] })))
    throw refuse()
  return principalFor(account, { via: bot.via, impersonatedBy: bot.name })
}
