/** `waymark audit`: the audit log on the host, for people and for programs that collect logs. */
import type { Command } from 'commander'
import { administer } from '../admin-client.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

interface AuditOptions {
  readonly actor?: string
  readonly category?: string
  readonly outcome?: string
  readonly text?: string
  readonly since?: string
  readonly until?: string
  readonly limit: string
  readonly json?: boolean
}

interface Entry {
  readonly sequence: number
  readonly atMs: number
  readonly category: string
  readonly action: string
  readonly actor: string
  readonly impersonatedBy?: string
  readonly target?: string
  readonly outcome: string
}

const pageSize = 1000

export function addAudit(program: Command, terminal: Terminal): void {
  program
    .command('audit')
    .description('who signed in, was granted what, read which secret and changed which setting')
    .option('--actor <name>', 'of this account only')
    .option('--category <word>', 'sign-in, credential, grant, secret or setting')
    .option('--outcome <word>', 'ok or refused')
    .option('--text <words>', 'text within action or target')
    .option('--since <time>', 'e.g. 2026-11-01 or 2026-11-01T08:00Z')
    .option('--until <time>', 'the same, not included')
    .option('--limit <number>', 'most entries, the newest', '100')
    .option('--json', 'one JSON object a line')
    .action((options: AuditOptions) => audit(options, terminal))
}

async function audit(options: AuditOptions, terminal: Terminal): Promise<void> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1)
    throw new CommandFailed(exitCode.usage, `--limit: '${options.limit}' is no number.`)
  const { actor, category, outcome, text, since, until, json = false } = options
  const query = {
    ...(actor !== undefined && { actor }),
    ...(category !== undefined && { category }),
    ...(outcome !== undefined && { outcome }),
    ...(text !== undefined && { text }),
    ...(since !== undefined && { fromMs: timeOf('--since', since) }),
    ...(until !== undefined && { toMs: timeOf('--until', until) }),
  }
  let before: number | undefined
  for (let left = limit; left > 0; left -= pageSize) {
    const wanted = Math.min(left, pageSize)
    const page = { ...query, limit: wanted, ...(before !== undefined && { before }) }
    const entries = (await administer('audit', page)).entries as readonly Entry[] // our own server's
    for (const entry of entries) terminal.data(json ? JSON.stringify(entry) : line(entry))
    before = entries.at(-1)?.sequence
    if (entries.length < wanted) return
  }
}

function timeOf(option: string, text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new CommandFailed(exitCode.usage, `${option}: '${text}' is no time.`)
  return time
}

function line({ atMs, category, action, actor, impersonatedBy, target, outcome }: Entry): string {
  const who = impersonatedBy === undefined ? actor : `${actor} (by ${impersonatedBy})`
  const what = target === undefined ? action : `${action} ${target}`
  return `${new Date(atMs).toISOString()}  ${category.padEnd(10)}  ${who}  ${what}${outcome === 'ok' ? '' : '  refused'}`
}
