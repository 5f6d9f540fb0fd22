/** What the host's administrator can have done without signing in: whoever may use the socket owns the installation. */
import { Type } from '@sinclair/typebox'
import { type Account, namedAdministrator } from '@waymark/identity'
import { type EntityReference, problem, quoteName } from '@waymark/spec'
import { systemActor } from '../account-directory.ts'
import { type AdminCommand, type AdminSurroundings, command } from './command.ts'
import { signInCommands } from './sign-in-commands.ts'

/** The user whose rights `admin-token` lends out; made when it is missing. */
const hostAdministrator = 'admin'
const hourSeconds = 3600
const daySeconds = 24 * hourSeconds

const name = Type.String({ minLength: 1, maxLength: 256 })
const providerId = Type.String({ minLength: 1, maxLength: 512 })
const strict = { additionalProperties: false } as const

export async function accountOfBot(
  { engine, accounts }: AdminSurroundings,
  botName: string,
): Promise<Account> {
  const bot = await engine.get('bot', { fqn: quoteName(botName) })
  const user = bot.botUser as EntityReference | undefined // always part of a bot
  const account = user && (await accounts.byId(user.id))
  if (!account) throw problem('entity-not-found', { type: 'user', key: `the account of bot ${botName}` })
  return account
}

async function person({ accounts }: AdminSurroundings, userName: string): Promise<Account> {
  const account = userName.includes('@') ? await accounts.byEmail(userName) : await accounts.byName(userName)
  if (!account) throw problem('entity-not-found', { type: 'user', key: userName })
  return account
}

/** Commands by their name, which is also the last segment of their path. */
export const adminCommands: Readonly<Record<string, AdminCommand>> = {
  'bot-token': command(
    Type.Object(
      {
        name,
        days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
        unlimited: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    async ({ name: bot, days = 90, unlimited = false }, on) => {
      const account = await accountOfBot(on, bot)
      const expiresInSeconds = unlimited ? null : days * daySeconds
      const issued = await on.identity.tokens.issue(account, { type: 'bot', expiresInSeconds })
      return { token: issued.token, expiresAt: issued.expiresAtMs }
    },
    'credential',
  ),
  'admin-token': command(
    Type.Object({}, strict),
    async (_, on) => {
      const account = await namedAdministrator(on.accounts, hostAdministrator, on.principalDomain)
      if (!account.isAdmin || account.deleted) {
        throw problem('identity-refused', {
          reason: `The account '${hostAdministrator}' is no administrator.`,
        })
      }
      const issued = await on.identity.tokens.issue(account, { type: 'admin', expiresInSeconds: hourSeconds })
      return { token: issued.token, expiresAt: issued.expiresAtMs }
    },
    'credential',
  ),
  'bot-bind': command(
    // GUIDs of Entra; of another provider its issuer, the client id and the subject. Identity checks which.
    Type.Object({ name, tenant: providerId, app: providerId, object: providerId }, strict),
    async ({ name: bot, tenant: tenantId, app: clientId, object: objectId }, on) => {
      const { id } = await accountOfBot(on, bot)
      await on.identity.bots.bind(id, { tenantId, clientId, objectId })
      return { bot, ...(await on.identity.bots.binding(id)) }
    },
    'grant',
  ),
  'bot-pin': command(
    Type.Object(
      {
        name,
        generation: Type.Union([Type.Literal('0.13'), Type.Literal('1.13'), Type.Literal('auto')]),
      },
      strict,
    ),
    async ({ name: bot, generation }, on) => {
      const account = await accountOfBot(on, bot)
      await on.generationMemory.pin(account.id, generation === 'auto' ? undefined : generation)
      return { bot, generation }
    },
    'setting',
  ),
  'bot-show': command(Type.Object({ name }, strict), async ({ name: bot }, on) => {
    const account = await accountOfBot(on, bot)
    return { bot, email: account.email, ...(await on.identity.bots.binding(account.id)) }
  }),
  'user-create': command(
    Type.Object(
      {
        name,
        email: Type.String({ format: 'email', maxLength: 254 }),
        displayName: Type.Optional(Type.String({ maxLength: 256 })),
        admin: Type.Optional(Type.Boolean()),
        password: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
      },
      strict,
    ),
    async ({ name: userName, email, displayName, admin = false, password }, on) => {
      const account = await on.accounts.create({
        name: userName,
        email,
        isAdmin: admin,
        ...(displayName === undefined ? {} : { displayName }),
      })
      if (password !== undefined) await on.identity.signIn.setPassword(account.id, password)
      return { id: account.id, name: account.name, email: account.email, isAdmin: account.isAdmin }
    },
    'grant',
  ),
  'user-password': command(
    Type.Object({ name, password: Type.String({ minLength: 1, maxLength: 4096 }) }, strict),
    async ({ name: userName, password }, on) => {
      const account = await person(on, userName)
      await on.identity.signIn.setPassword(account.id, password)
      return { name: account.name }
    },
    'credential',
  ),
  'user-disable': command(
    Type.Object({ name }, strict),
    async ({ name: userName }, on) => {
      const account = await person(on, userName)
      await on.engine.delete('user', { id: account.id }, systemActor)
      await on.identity.tokens.revokeAll(account.id)
      return { name: account.name, disabled: true }
    },
    'grant',
  ),
  'admin-unlock': command(
    Type.Object({ name: Type.Optional(name) }, strict),
    async ({ name: userName }, on) => {
      if (userName === undefined) {
        const key = await on.identity.setup.issueKey({ despiteAdministrator: true })
        return { url: setupUrl(on.serverUrl, key ?? '') }
      }
      await on.identity.setup.unlock(userName)
      return { name: userName, unlocked: true }
    },
    'credential',
  ),
  'setup-link': command(
    Type.Object({}, strict),
    async (_, on) => {
      const key = await on.identity.setup.issueKey()
      return key === undefined ? { url: null } : { url: setupUrl(on.serverUrl, key) }
    },
    'credential',
  ),
  'keys-rotate': command(
    Type.Object({}, strict),
    async (_, on) => {
      const { kid } = await on.identity.tokens.rotateSigningKey()
      return { kid }
    },
    'credential',
  ),
  'keys-reseal': command(
    Type.Object({ check: Type.Optional(Type.Boolean()) }, strict),
    async ({ check = false }, on) => {
      const answer = await on.resealSecrets(check)
      if (!check)
        on.identity.audit.record({
          category: 'credential',
          action: 'secrets sealed anew',
          actor: 'system',
          outcome: 'ok',
          details: { resealed: answer.resealed, unopened: answer.unopened.length },
        })
      return { ...answer }
    },
  ),
  backup: command(
    Type.Object(
      {
        path: Type.String({ minLength: 1, maxLength: 4096 }),
        passphrase: Type.String({ minLength: 12, maxLength: 4096 }),
      },
      strict,
    ),
    async ({ path, passphrase }, on) => ({ ...(await on.backup(path, passphrase)) }),
    'secret',
  ),
  ...signInCommands,
  status: command(Type.Object({}, strict), async (_, on) => ({
    version: on.version,
    serverUrl: on.serverUrl,
    embeddedDatabaseUrl: on.embeddedDatabaseUrl ?? null,
    identity: on.identity.health(),
    entities: Object.fromEntries(
      await Promise.all(on.engine.registry.all.map(async ({ type }) => [type, await on.engine.count(type)])),
    ),
  })),
}

/** The page that makes the first administrator; its key works once, for half an hour. */
export function setupUrl(serverUrl: string, key: string): string {
  return `${serverUrl.replace(/\/$/, '')}/setup#k=${encodeURIComponent(key)}`
}
