/** `waymark azure setup --undo`, and where set-up keeps what it would need for that. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type GraphClient, readJournal, type SetupWishes, undo } from '@waymark/azure'
import { waymarkHome } from '../directories.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { SetupOptions } from './azure-wishes.ts'

/** One journal for each tenant and deployment. */
export function journalFor({ tenantId, serverUrl }: SetupWishes): string {
  const name = createHash('sha256').update(`${tenantId} ${serverUrl}`).digest('hex').slice(0, 16)
  return join(waymarkHome(process.env), 'azure', `setup-${name}.json`)
}

/** Takes back what earlier runs did, newest first; with `--dry-run` it only says what that would be. */
export async function undoAll(
  file: string,
  graph: GraphClient,
  { json, dryRun }: SetupOptions,
  terminal: Terminal,
): Promise<void> {
  const journal = await readJournal(file)
  if (dryRun) {
    const steps = journal?.entries.map(({ step }) => step).reverse() ?? []
    if (json) terminal.data(JSON.stringify({ undo: steps }))
    else terminal.say(steps.length === 0 ? 'There is nothing to undo.' : `Would undo: ${steps.join(', ')}`)
    return
  }
  const result = journal ? await undo(journal, file, graph) : { undone: [], failed: [] }
  if (json) terminal.data(JSON.stringify(result))
  else {
    terminal.say(
      result.undone.length === 0 ? 'There is nothing to undo.' : `Undone: ${result.undone.join(', ')}`,
    )
    for (const { step, reason } of result.failed) terminal.say(`  ✖ ${step}: ${reason}`)
    if (result.undone.length > 0)
      terminal.say('The settings that were written name what is gone: remove them, or run set-up again.')
  }
  if (result.failed.length > 0) process.exitCode = exitCode.failed
}
