/** The program `waymark`: starts and administers the catalog. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Command } from 'commander'
import { addAdministration } from './commands/administration.ts'
import { addAudit } from './commands/audit.ts'
import { addAzure } from './commands/azure-setup.ts'
import { addBackup } from './commands/backup.ts'
import { addConfig } from './commands/config.ts'
import { addConnector } from './commands/connector.ts'
import { addDoctor } from './commands/doctor.ts'
import { explain } from './commands/explain.ts'
import { addKeys } from './commands/keys.ts'
import { addMigrate } from './commands/migrate.ts'
import { addSchedule } from './commands/schedule.ts'
import { type StartOptions, start } from './commands/start.ts'
import { addUpgrade } from './commands/upgrade.ts'
import { createProgram, runProgram } from './program.ts'
import { programs } from './programs.ts'
import { onStopSignal } from './stop-signals.ts'
import type { Terminal } from './terminal.ts'
import { releaseVersion } from './version.ts'

/** The tree of its commands. */
export function buildWaymark(terminal: Terminal): Command {
  const program = createProgram('waymark', 'A data catalog that signs in with Microsoft Entra ID.')
  program.version(releaseVersion())
  program
    .command('start')
    .description('start the catalog; where nothing is configured, with a demo')
    .option('--no-demo', 'an empty catalog and a one-time set-up link')
    .option('--port <number>', 'port of the API and the UI (default 8585)')
    .option('--admin-port <number>', 'port of health and metrics (default 8586)')
    .option('--data-dir <directory>', 'where all state is kept (default WAYMARK_HOME)')
    .option('--role <role>', 'all, api or worker')
    .option('--config <file>', "OpenMetadata's openmetadata.yaml")
    .action((options: StartOptions) => start(options, terminal))
  addAdministration(program, terminal)
  addKeys(program, terminal)
  addAudit(program, terminal)
  addBackup(program, terminal)
  addConfig(program, terminal)
  addConnector(program, terminal)
  addAzure(program, terminal)
  addDoctor(program, terminal)
  addSchedule(program, terminal)
  addUpgrade(program, terminal)
  addMigrate(program, terminal)
  program
    .command('entra')
    .description('the offline Entra ID emulator, for tests and demos (waymark entra --help)')
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .argument('[arguments...]')
    .action(async (_arguments, _options, command: Command) => {
      process.exitCode = await passThrough(programs.entra, command.args)
    })
  program
    .command('explain <words...>')
    .description('explain an error of Entra: an AADSTS number, an address or a log line')
    .option('--json', 'as JSON')
    .action((words: string[], { json = false }: { json?: boolean }) => explain(words, json, terminal))
  program
    .command('version')
    .description('print the version')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => {
      const version = releaseVersion()
      terminal.data(json ? JSON.stringify({ version, node: process.versions.node }) : version)
    })
  return program
}

/** Runs one of our programs in the foreground with our arguments. */
async function passThrough(file: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  onStopSignal(() => child.kill('SIGTERM'))
  const [code] = await once(child, 'close')
  return typeof code === 'number' ? code : 1
}

export async function main(args: readonly string[]): Promise<void> {
  await runProgram(buildWaymark, args)
}
