/** `waymark schedule export`: files for schedulers of others, to run ingestions elsewhere than on the catalog's own workers. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { type ExportFormat, exporters } from '../schedule/exporters.ts'
import { readSubject, resourceName } from '../schedule/read-job.ts'
import type { ScheduledJob } from '../schedule/scheduled-job.ts'
import type { Terminal } from '../terminal.ts'
import { releaseVersion } from '../version.ts'

interface ExportOptions {
  readonly format: string
  readonly cron?: string
  readonly timeZone?: string
  readonly name?: string
  readonly image?: string
  readonly hostPort?: string
  readonly out?: string
}

const formats = Object.keys(exporters)
const hourSeconds = 60 * 60

export function addSchedule(program: Command, terminal: Terminal): void {
  program
    .command('schedule')
    .description('run ingestions by a scheduler of your own')
    .command('export')
    .description('write what a scheduler needs to run a workflow file or a saved ingestion')
    .argument('<file or ingestion>', 'a workflow file, or <service>.<ingestion> of the catalog on this host')
    .requiredOption('--format <name>', formats.join(', '))
    .option('--cron <fields>', 'when, e.g. "0 2 * * *" (default: as saved, else two in the morning)')
    .option('--time-zone <name>', 'e.g. Europe/Berlin (default: as saved, else UTC)')
    .option('--name <name>', 'of the job (default: after the file or the ingestion)')
    .option('--image <image>', 'container image with the program metadata')
    .option('--host-port <url>', "of a saved ingestion: the API's address as its runs reach it")
    .option('--out <directory>', 'where the files go (default: to standard output)')
    .action((subject: string, options: ExportOptions) => exportSchedule(subject, options, terminal))
}

async function exportSchedule(subject: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const format = formats.find((each) => each === options.format) as ExportFormat | undefined // a key of the exporters
  if (!format) throw new CommandFailed(exitCode.usage, `--format: one of ${formats.join(', ')}.`)
  const found = await readSubject(subject, options.hostPort)
  const job: ScheduledJob = {
    ...found,
    name: options.name === undefined ? found.name : resourceName(options.name),
    cron: fiveFields(options.cron ?? found.cron ?? '0 2 * * *'),
    timeZone: timeZoneOf(options.timeZone ?? found.timeZone ?? 'UTC'),
    image: options.image ?? `waymark:${releaseVersion()}`,
    retries: found.retries ?? 1,
    retryDelaySeconds: found.retryDelaySeconds ?? 300,
    timeoutSeconds: found.timeoutSeconds ?? 6 * hourSeconds,
  }
  const files = exporters[format](job)
  for (const { name, text } of files) {
    if (options.out === undefined) {
      terminal.data(files.length === 1 ? text.trimEnd() : `# ${name}\n${text.trimEnd()}\n`)
      continue
    }
    const path = join(options.out, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    terminal.say(`  wrote     ${path}`)
  }
  if (options.out !== undefined && job.variables.length > 0)
    terminal.say(`  needs     ${job.variables.join(', ')} in the environment of the runs`)
}

const words: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
}

/** What every scheduler reads. */
function fiveFields(cron: string): string {
  const text = words[cron] ?? cron.trim()
  if (/^\S+( +\S+){4}$/.test(text) && /^[\w*,/ #?-]+$/.test(text)) return text
  throw new CommandFailed(
    exitCode.usage,
    `--cron: '${cron}' has no five fields.`,
    'For instance "0 2 * * *", for two in the morning.',
  )
}

function timeZoneOf(name: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name
  } catch {
    throw new CommandFailed(
      exitCode.usage,
      `--time-zone: '${name}' is no time zone.`,
      'For instance Europe/Berlin.',
    )
  }
}
