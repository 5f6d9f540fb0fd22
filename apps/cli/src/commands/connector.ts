/** `waymark connector`: which connectors there are, and a folder to begin one of your own with. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { connectors, connectorTypes } from '@waymark/connectors'
import type { Command } from 'commander'
import { connectorFiles } from '../connector/connector-files.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export function addConnector(program: Command, terminal: Terminal): void {
  const connector = program.command('connector').description('connectors of this release, and of your own')
  connector
    .command('list')
    .description('the types that a workflow file may name')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => list(json, terminal))
  connector
    .command('new <name>')
    .description('begin a connector of your own: a folder that works, with a test')
    .option('--directory <directory>', 'where the folder is made', '.')
    .action((name: string, { directory }: { directory: string }) => begin(name, directory, terminal))
}

async function list(json: boolean, terminal: Terminal): Promise<void> {
  const loaded = await Promise.all(Object.values(connectors).map(async (load) => (await load()).default))
  const rows = loaded.map(({ type, serviceType, serviceEntity, service = 'own' }) => ({
    type,
    serviceType,
    serviceEntity,
    service,
    verified: connectorTypes.get(type),
  }))
  if (json) {
    terminal.data(JSON.stringify(rows))
    return
  }
  for (const { type, serviceType, serviceEntity, service, verified } of rows) {
    const what =
      service === 'own'
        ? `${serviceType} (${serviceEntity})`
        : service === 'existing'
          ? 'adds to a service that is there'
          : 'makes no service'
    const untried = verified === 'documented-protocol' ? ' – not yet run against a real server' : ''
    terminal.data(`${type.padEnd(14)} ${what}${untried}`)
  }
}

async function begin(name: string, directory: string, terminal: Terminal): Promise<void> {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    throw new CommandFailed(
      exitCode.usage,
      `'${name}' is no name for a connector: lower-case letters, digits and hyphens, a letter first.`,
    )
  }
  if (Object.hasOwn(connectors, name)) {
    throw new CommandFailed(exitCode.usage, `There is a connector '${name}' already; choose another name.`)
  }
  const folder = resolve(directory, name)
  if (existsSync(folder))
    throw new CommandFailed(exitCode.usage, `${folder} is there already; nothing was written.`)
  await mkdir(folder, { recursive: true })
  const files = connectorFiles(name)
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
  const shown = relative(process.cwd(), folder) || '.'
  terminal.data(`Made ${shown}: ${Object.keys(files).join(', ')}.`)
  terminal.data(`It works as it is. Try it:  metadata ingest -c ${join(shown, 'workflow.yaml')} --dry-run`)
}
