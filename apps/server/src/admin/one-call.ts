/** Runs one administrative command where no server runs: opens the catalog for that call and closes it again. */
import { text } from 'node:stream/consumers'
import { openCatalog } from '../catalog.ts'
import type { ServerConfig } from '../config/server-config.ts'
import { openLog } from '../log.ts'
import { runAdminCommand } from './run-command.ts'

/** Parameters come as JSON on standard input, the answer goes to standard output. @returns the exit code */
export async function runOneCall(config: ServerConfig, command: string): Promise<number> {
  const log = openLog({ ...config.log, level: 'warn' })
  const input = process.stdin.isTTY ? '' : (await text(process.stdin)).trim()
  const parameters: unknown = input === '' ? {} : JSON.parse(input)
  const port = config.port === 0 ? 8585 : config.port
  const catalog = await openCatalog(config, port, log)
  const { status, body } = await runAdminCommand(command, parameters, catalog.admin, (error) =>
    log.error({ err: error }, 'the command failed'),
  ).finally(() => catalog.close())
  // All is closed by now, should nobody read it.
  process.stdout.write(`${JSON.stringify(body)}\n`)
  return status === 200 ? 0 : 1
}
