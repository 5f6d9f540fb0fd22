/** `waymark bot|user|admin …`: administration on the host, passed to the server. */
import type { Command } from 'commander'
import { administer, textOf } from '../admin-client.ts'
import type { Terminal } from '../terminal.ts'

interface BindOptions {
  readonly tenant: string
  readonly app: string
  readonly object: string
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

  const user = program.command('user').description('accounts of people')
  user
    .command('create <name>')
    .description('create an account; prints a one-time link with which the person sets a password')
    .requiredOption('--email <address>', "the person's e-mail address")
    .option('--admin', 'make the person an administrator')
    .action(async (name: string, { email, admin = false }: { email: string; admin?: boolean }) => {
      const answer = await administer('user-create', { name, email, admin })
      terminal.data(JSON.stringify(answer))
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
    .command('unlock')
    .description('print a one-time link with which a local administrator is made or let in again')
    .action(async () => terminal.data(textOf(await administer('admin-unlock', {}), 'url')))
  admin
    .command('token')
    .description("print an administrator's JWT for one hour, and nothing else")
    .action(async () => terminal.data(textOf(await administer('admin-token', {}), 'token')))
}
