/** Which bot an application is: bound explicitly, or by the guide's naming at first use. */
import { problem } from '@waymark/spec'
import type { Account, AccountDirectory } from './account-directory.ts'
import { boundedCache } from './bounded-cache.ts'
import type { IdentityConfig } from './config.ts'
import { isGuid } from './guid.ts'
import type { AzureApplication, Identity } from './identity.ts'
import type { Clock, IdentityLog, Queryable } from './ports.ts'
import { refuse } from './token/refusal.ts'
import type { ApplicationToken } from './token/verified-token.ts'

type Application = Pick<ApplicationToken, 'authority' | 'clientId' | 'subject' | 'via'>

export interface Bots {
  readonly binding: Identity['bots']
  /** The bot's account id. Undefined when no bot is bound to the application. */
  userIdOf(application: Application): Promise<string | undefined>
  /**
   * The same, and where nothing is bound, the guide's way: see {@link openBots}.
   * @throws {@link TokenRefusal} `identity-refused` with the command that binds
   */
  requireUserIdOf(application: Application): Promise<string>
}

interface Row {
  user_id: string
  authority: string
  client_id: string
  subject: string
}

export interface BotsOptions {
  readonly config: IdentityConfig
  readonly db: Queryable
  readonly accounts: AccountDirectory
  readonly now: Clock
  readonly log: IdentityLog
  readonly revocationDelayMs: number
}

/**
 * Bindings live in `bot_application`. OpenMetadata's Azure guide knows no such table: there, a bot is recognised because its account is
 * named after the object id of the Enterprise application, or has the address `<object id>@<domain>`. The first token of such
 * an application therefore binds it, if (1) the account exists, is a bot's, is not deleted and has no binding yet, (2) the tenant is one
 * that the server trusts, which the token's validation has proven, (3) nobody set it to sign in with a JWT, and (4) the client id
 * of its Azure SSO mechanism, where somebody filled it in, is the token's. Afterwards the triple is pinned like any other. Nothing here ever creates an account.
 */
export function openBots(options: BotsOptions): Bots {
  const { config, db, accounts, now, log } = options
  const known = boundedCache<string>(1000)
  const keyOf = (app: Application) => `${app.authority} ${app.clientId} ${app.subject}`

  async function userIdOf(app: Application): Promise<string | undefined> {
    const cached = known.get(keyOf(app), now())
    if (cached) return cached
    const { rows } = await db.query<Row>(
      'select user_id from bot_application where authority = $1 and client_id = $2 and subject = $3',
      [app.authority, app.clientId, app.subject],
    )
    const userId = rows[0]?.user_id
    if (userId) known.set(keyOf(app), userId, now() + options.revocationDelayMs)
    return userId
  }

  async function bindingOf(botUserId: string): Promise<AzureApplication | undefined> {
    const { rows } = await db.query<Row>('select * from bot_application where user_id = $1', [botUserId])
    const row = rows[0]
    return row && { tenantId: row.authority, clientId: row.client_id, objectId: row.subject }
  }

  async function namedAfter(objectId: string): Promise<Account | undefined> {
    const byName = await accounts.byName(objectId)
    if (byName) return byName
    const domains = new Set([config.principalDomain, ...config.allowedEmailDomains])
    for (const domain of domains) {
      const account = await accounts.byEmail(`${objectId}@${domain.toLowerCase()}`)
      if (account) return account
    }
    return undefined
  }

  /** The guide's way; the reason where it does not apply. */
  async function bindByName(app: Application): Promise<{ userId: string } | { reason: string }> {
    const account = app.via === 'entra' ? await namedAfter(app.subject) : undefined
    if (!account?.isBot || account.deleted) return { reason: 'No bot is bound to this application.' }
    if (account.hasTokenMechanism)
      return { reason: `The bot '${account.name}' is set to sign in with a JWT, not as an application.` }
    if (account.azureClientId && account.azureClientId.toLowerCase() !== app.clientId)
      return {
        reason: `The bot '${account.name}' is set up for the application ${account.azureClientId}, not for this one.`,
      }
    const { rowCount } = await db.query(
      `insert into bot_application (user_id, authority, client_id, subject, created_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [account.id, app.authority, app.clientId, app.subject, new Date(now())],
    )
    if (rowCount === 0 && (await userIdOf(app)) !== account.id)
      return { reason: `The bot '${account.name}' is bound to another application already.` }
    log.info('A bot was bound to the application it is named after', {
      bot: account.name,
      tenant: app.authority,
      application: app.clientId,
      object: app.subject,
    })
    return { userId: account.id }
  }

  return {
    userIdOf,
    async requireUserIdOf(app) {
      const bound = await userIdOf(app)
      if (bound) return bound
      const found = await bindByName(app)
      if ('userId' in found) return found.userId
      return refuse({
        check: 'bot',
        expected: 'an application that a bot is bound to',
        seen: `tenant ${app.authority}, application ${app.clientId}, object ${app.subject}`,
        code: 'identity-refused',
        tell:
          `${found.reason} The token is the application ${app.clientId}'s, object id ${app.subject}. Run: ` +
          `waymark bot bind <bot> --tenant ${app.authority} --app ${app.clientId} --object ${app.subject}`,
      })
    },
    binding: {
      async bind(botUserId, { tenantId, clientId, objectId }) {
        const isOidc = config.provider === 'custom-oidc'
        for (const [parameter, value] of Object.entries({ tenantId, clientId, objectId })) {
          if (isOidc ? value.length > 0 && value.length <= 512 : isGuid(value.toLowerCase())) continue
          throw problem('parameter-invalid', { parameter, expected: isOidc ? 'a text' : 'a GUID' })
        }
        const account = await accounts.byId(botUserId)
        if (!account?.isBot || account.deleted)
          throw problem('entity-not-found', { type: 'bot user', key: botUserId })
        const values = isOidc
          ? [tenantId, clientId, objectId]
          : [tenantId.toLowerCase(), clientId.toLowerCase(), objectId.toLowerCase()]
        const { rows } = await db.query<Row>(
          'select user_id from bot_application where authority = $1 and client_id = $2 and subject = $3 and user_id <> $4',
          [...values, botUserId],
        )
        if (rows.length > 0) throw problem('value-taken', { field: 'application', type: 'bot' })
        await db.query(
          `insert into bot_application (user_id, authority, client_id, subject, created_at) values ($1, $2, $3, $4, $5)
           on conflict (user_id) do update set authority = excluded.authority, client_id = excluded.client_id,
             subject = excluded.subject, created_at = excluded.created_at`,
          [botUserId, ...values, new Date(now())],
        )
        known.clear()
      },
      async unbind(botUserId) {
        await db.query('delete from bot_application where user_id = $1', [botUserId])
        known.clear()
      },
      binding: bindingOf,
    },
  }
}
