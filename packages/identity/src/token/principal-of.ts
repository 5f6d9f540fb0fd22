/** From a proven token to the account it stands for; every right of the principal comes from that account. */

import type { Account } from '../account-directory.ts'
import type { People } from '../accounts.ts'
import type { Bots } from '../bots.ts'
import type { Principal } from '../identity.ts'
import type { OwnTokens } from '../own-tokens.ts'
import { refuse } from './refusal.ts'
import { checkClient } from './validate-entra.ts'
import type { OwnToken, VerifiedToken } from './verified-token.ts'

export interface PrincipalSources {
  readonly people: People
  readonly bots: Bots
  readonly ownTokens: OwnTokens
}

export function principalFor(account: Account, how: Pick<Principal, 'via'> & Partial<Principal>): Principal {
  return {
    userId: account.id,
    name: account.name,
    email: account.email,
    ...(account.displayName !== undefined && { displayName: account.displayName }),
    isAdmin: account.isAdmin,
    isBot: account.isBot,
    ...how,
  }
}

/** @throws {@link TokenRefusal} when the token is revoked or nobody stands behind it */
export async function principalOf(token: VerifiedToken, sources: PrincipalSources): Promise<Principal> {
  const { people, bots } = sources
  switch (token.kind) {
    case 'own':
      return ownPrincipal(token, sources)
    case 'person': {
      const account = await people.accountOf(token, false)
      return principalFor(account, { via: token.via, ...(token.clientId && { clientId: token.clientId }) })
    }
    case 'application': {
      const account = await botAccount(await bots.requireUserIdOf(token), people)
      return principalFor(account, { via: token.via, clientId: token.clientId })
    }
    case 'person-or-application': {
      const bot = await bots.userIdOf(token)
      if (bot)
        return principalFor(await botAccount(bot, people), { via: token.via, clientId: token.clientId })
      if (!token.clientAllowed) checkClient(token.clientId, new Set())
      const account = await people.accountOf(token, false)
      return principalFor(account, { via: token.via, clientId: token.clientId })
    }
  }
}

async function botAccount(userId: string, people: People): Promise<Account> {
  const account = await people.active(userId)
  if (account?.isBot) return account
  const tell = 'The bot that this application is bound to was deleted or is a bot no more.'
  return refuse({ check: 'bot', expected: 'a bot that is not deleted', code: 'identity-refused', tell })
}

async function ownPrincipal(token: OwnToken, { people, ownTokens }: PrincipalSources): Promise<Principal> {
  const account = await people.active(await ownTokens.ownerOf(token))
  if (!account)
    refuse({ check: 'account', expected: 'an account that is not deleted', seen: `jti ${token.tokenId}` })
  if (account.name !== token.accountName)
    refuse({ check: 'sub', expected: "the name of the token's account", seen: `jti ${token.tokenId}` })
  return principalFor(account, { via: 'own-token', tokenId: token.tokenId })
}
