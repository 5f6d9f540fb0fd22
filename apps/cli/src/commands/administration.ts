/** `waymark bot|user|admin …`: administration on the host, passed to the server. */
import { text as readStream } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import { administer, textOf } from '../admin-client.ts'
import type { Terminal } from '../terminal.ts'

interface BindOptions {
  readonly tenant: string
  readonly app: string
  readonly object: string
}

interface CreateOptions {
  readonly email: string
  readonly displayName?: string
  readonly admin?: boolean
  readonly passwordStdin?: boolean
}

interface LocalAccount {
  readonly name: string
  readonly email: string
  readonly isAdmin: boolean
}

export function addAdministration(program: Command, terminal: Terminal): void {
  const bot = program.command('bot').description('accounts of automations')
  bot
    .command('token <name>')
    .description('print a JWT for the bot, and nothing else')
    .action(async (name: string) => terminal.data(textOf(await administer('bot-token', { name }), 'token')))
  bot
    .command('bind <name>')
    .description('let an Entra application sign in as the bot')
    .requiredOption('--tenant <id>', 'tenant id')
    .requiredOption('--app <id>', 'application (client) id')
    .requiredOption('--object <id>', 'object id of the Enterprise application, not of the app registration')
    .action(async (name: string, { tenant, app, object }: BindOptions) => {
      await administer('bot-bind', { name, tenant, app, object })
      terminal.say(`Bot ${name} is bound to application ${app} of tenant ${tenant}.`)
    })
  bot
    .command('pin <name>')
    .description('serve the bot in the shapes of one generation of clients, whatever its requests look like')
    .addOption(
      new Option('--generation <line>', 'release line of the clients; auto: decide by each request')
        .choices(['0.13', '1.13', 'auto'])
        .makeOptionMandatory(),
    )
    .action(async (name: string, { generation }: { readonly generation: string }) => {
      await administer('bot-pin', { name, generation })
      terminal.say(
        generation === 'auto'
          ? `Bot ${name} is served in the shapes that each of its requests shows.`
          : `Bot ${name} is served in the shapes of the ${generation} clients.`,
      )
    })

  const user = program.command('user').description('accounts of people')
  user
    .command('create <name>')
    .description('create an account; people who sign in with Microsoft need no password')
    .requiredOption('--email <address>', "the person's e-mail address")
    .option('--display-name <text>', 'how the person is called')
    .option('--admin', 'make the person an administrator')
    .option('--password-stdin', 'read a password for local sign-in from standard input')
    .action(async (name: string, { passwordStdin, ...account }: CreateOptions) => {
      const password = passwordStdin ? await passwordFromInput() : undefined
      const parameters = { name, ...account, ...(password === undefined ? {} : { password }) }
      terminal.data(JSON.stringify(await administer('user-create', parameters)))
    })
  user
    .command('password <name>')
    .description('give a person a new local password; ends their sessions and a lock-out')
    .requiredOption('--password-stdin', 'read it from standard input')
    .action(async (name: string) => {
      await administer('user-password', { name, password: await passwordFromInput() })
      terminal.say(`${name} has a new password.`)
    })
  user
    .command('disable <name>')
    .description('end the sessions of an account and refuse new ones')
    .action(async (name: string) => {
      await administer('user-disable', { name })
      terminal.say(`${name} can no longer sign in.`)
    })

  const admin = program.command('admin').description('the way in when sign-in is broken')
  admin
    .command('unlock [name]')
    .description(
      'let a locked local account in again; without a name, print a one-time link that sets a new password',
    )
    .action(async (name: string | undefined) => {
      if (name === undefined) return terminal.data(textOf(await administer('admin-unlock', {}), 'url'))
      await administer('admin-unlock', { name })
      terminal.say(`${name} can sign in again.`)
    })
  admin
    .command('setup-link')
    .description('print the one-time link that makes the first local administrator')
    .action(async () => {
      const { url } = await administer('setup-link', {})
      if (typeof url === 'string') terminal.data(url)
      else terminal.say('There is a local administrator already: waymark admin unlock <name>')
    })
  admin
    .command('retire-local')
    .description(
      'after the step to single sign-on: keep one local administrator, take the password of all others',
    )
    .requiredOption('--keep <name>', 'the local administrator who stays, for emergencies')
    .option('--dry-run', 'only say whom it would concern')
    .action(async ({ keep, dryRun = false }: { keep: string; dryRun?: boolean }) => {
      const { retired } = await administer('retire-local', { keep, dryRun })
      const names = (retired as readonly { name: string; isAdmin: boolean }[]) // our own server's
        .map(({ name, isAdmin }) => (isAdmin ? `${name} (administrator)` : name))
      if (names.length === 0) terminal.say(`Only ${keep} has a local password.`)
      for (const each of names) terminal.data(each)
      if (names.length > 0)
        terminal.say(
          dryRun
            ? 'They would lose their local password, sessions and tokens. Nothing was changed.'
            : `They lost their local password, sessions and tokens; only ${keep} has one.`,
        )
    })
  admin
    .command('local-accounts')
    .description('who can sign in with a local password')
    .action(async () => {
      const { accounts } = await administer('local-accounts', {})
      for (const { name, email, isAdmin } of accounts as readonly LocalAccount[]) // our own server's
        terminal.data(`${name}  ${email}${isAdmin ? '  administrator' : ''}`)
    })
  admin
    .command('sso-revert')
    .description('take back the sign-in settings that were saved last')
    .action(async () => {
      terminal.say(`People sign in with ${textOf(await administer('sso-revert', {}), 'provider')}.`)
    })
  admin
    .command('sso-confirm')
    .description('keep saved sign-in settings that nobody signed in with yet')
    .action(async () => {
      terminal.say(`People sign in with ${textOf(await administer('sso-confirm', {}), 'provider')}.`)
    })
  admin
    .command('token')
    .description("print an administrator's JWT for one hour, and nothing else")
    .action(async () => terminal.data(textOf(await administer('admin-token', {}), 'token')))
}

async function passwordFromInput(): Promise<string> {
  return (await readStream(process.stdin)).replace(/\r?\n$/, '')
}
