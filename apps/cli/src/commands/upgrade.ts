/** `waymark upgrade`: what a new release would do to the database, before it does it, and doing it without starting a server. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { administerRunning, askOnce } from '../admin-client.ts'
import { waymarkHome } from '../directories.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { environmentFrom } from './azure-environment.ts'

interface Step {
  readonly migration: string
  readonly ms: number
  readonly locks: readonly { readonly table: string; readonly blocks: 'read' | 'write' }[]
}

interface Moved {
  readonly from: number
  readonly to: number
  readonly keptAt: string
}

interface UpgradeOptions {
  readonly check?: boolean
  readonly json?: boolean
  readonly oldPostgres?: string
  readonly envFile?: string
}

export function addUpgrade(program: Command, terminal: Terminal): void {
  program
    .command('upgrade')
    .description("bring the database to this release's schema; servers do it too when they start")
    .option('--check', 'try it on a copy of the database: how long each step takes, and what it locks')
    .option(
      '--old-postgres <folder>',
      'the unpacked npm package of the PostgreSQL that wrote the embedded database, when this release brings another major version',
    )
    .option('--env-file <file>', "the server's settings, where they are not in the environment")
    .option('--json', 'as JSON')
    .action(async ({ check = false, json = false, oldPostgres, envFile }: UpgradeOptions) => {
      const own = environmentFrom(envFile, process.env)
      const home = waymarkHome(own)
      const running = await administerRunning('status', {}, home)
      if (running !== undefined && !check) {
        throw new CommandFailed(
          exitCode.failed,
          'A server runs on this home, and it brought the schema up to date when it started.',
        )
      }
      // The embedded PostgreSQL has one owner at a time; while a server is that, it lends its address.
      const url = running?.embeddedDatabaseUrl
      const environment = typeof url === 'string' ? { ...own, DATABASE_URL: url } : own
      const request = oldPostgres === undefined ? {} : { oldPostgres: resolve(oldPostgres) }
      const answer = await askOnce(check ? 'upgrade-check' : 'migrate', request, home, environment)
      if (json) return terminal.data(JSON.stringify(answer))
      if (!check) {
        const moved = answer.moved as Moved | undefined // our own server's
        if (moved)
          terminal.say(
            `Moved the catalog from PostgreSQL ${moved.from} to ${moved.to}. The old one is in ${moved.keptAt}; delete it when the new one is known to be good.`,
          )
        const applied = answer.applied as readonly string[] // our own server's
        return terminal.say(applied.length === 0 ? 'Nothing to do.' : `Applied ${applied.join(', ')}.`)
      }
      const steps = answer.steps as readonly Step[] // our own server's
      if (steps.length === 0) return terminal.say("Nothing to do: the schema is this release's.")
      for (const { migration, ms, locks } of steps) {
        const held = locks.map(
          ({ table, blocks }) => `${table} (no ${blocks === 'read' ? 'reads' : 'writes'})`,
        )
        terminal.data(
          `${migration}  ${ms} ms  ${held.length === 0 ? 'locks nothing' : `locks ${held.join(', ')}`}`,
        )
      }
      terminal.say(
        `Tried on a copy, which took ${answer.copyMs} ms to make and is gone. Nothing was changed.`,
      )
    })
}
