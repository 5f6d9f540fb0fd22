/** `waymark keys …`: the key that signs our own tokens, and the master key that seals stored secrets. */
import type { Command } from 'commander'
import { administer, textOf } from '../admin-client.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

interface ResealOptions {
  readonly check?: boolean
  readonly json?: boolean
}

interface Resealed {
  readonly resealed: number
  readonly keptIn: string
  readonly keys: readonly { readonly id: string; readonly seals: number }[]
  readonly unopened: readonly { readonly secret: string; readonly keyId: string }[]
}

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .description('the key that signs our own tokens, and the master key that seals stored secrets')
  keys
    .command('rotate')
    .description('sign with a new key from now on; tokens of the old one stay valid')
    .action(async () => {
      terminal.say(`New tokens are signed with key ${textOf(await administer('keys-rotate', {}), 'kid')}.`)
    })
  keys
    .command('reseal')
    .description('seal every stored secret with the newest master key, and say which older ones can go')
    .option('--check', 'change nothing; leave 1 while an older master key is needed')
    .option('--json', 'as JSON')
    .action(async ({ check = false, json = false }: ResealOptions) => {
      const answer = (await administer('keys-reseal', { check })) as unknown as Resealed // our own server's
      if (json) terminal.data(JSON.stringify(answer))
      else for (const line of linesOf(answer, check)) terminal.say(line)
      const needed = answer.keys.slice(1).filter(({ seals }) => seals > 0)
      if (needed.length > 0 || answer.unopened.length > 0)
        throw new CommandFailed(exitCode.failed, failure(answer, needed.length, check))
    })
}

function linesOf({ resealed, keptIn, keys, unopened }: Resealed, check: boolean): readonly string[] {
  const [newest, ...older] = keys
  const done = check ? [] : [`${counted(resealed)} sealed anew.`]
  const state = newest ? [`The newest master key, ${newest.id}, seals ${counted(newest.seals)}.`] : []
  const fates = older.map(({ id, seals }) =>
    seals === 0
      ? `Master key ${id} seals nothing: take it out of ${keptIn} and restart. Backups from before need it still.`
      : `Master key ${id} seals ${counted(seals)}.`,
  )
  const lost = unopened.map(({ secret, keyId }) =>
    keys.some(({ id }) => id === keyId)
      ? `Damaged: ${secret}`
      : `Sealed with master key ${keyId}, which is not configured: ${secret}`,
  )
  return [...done, ...state, ...fates, ...lost]
}

function failure({ unopened, keptIn }: Resealed, needed: number, check: boolean): string {
  if (unopened.length > 0)
    return `${counted(unopened.length)} cannot be opened. Add the missing master key to ${keptIn} behind the newest, or set what is named above again.`
  const keys = needed === 1 ? 'An older master key is' : 'Older master keys are'
  return check
    ? `${keys} needed still: waymark keys reseal`
    : `${keys} needed still, for what was written meanwhile. Run it again once every server runs with the newest key in front.`
}

const counted = (secrets: number): string => `${secrets} ${secrets === 1 ? 'secret' : 'secrets'}`
