/** How a run signs in: as the bot that its ingestion names, with the mechanism that the bot has at that moment. */
import type { Engine } from '@waymark/engine'
import type { AccountDirectory, Identity } from '@waymark/identity'
import {
  type AuthenticationMechanism,
  type EntityReference,
  ingestionBotName,
  isProblem,
} from '@waymark/spec'
import { secretsOf } from './redaction.ts'
import type { RunSignIn } from './run-message.ts'

export interface BotAccess {
  readonly signIn: RunSignIn
  readonly secrets: readonly string[]
  /** What was made for this run alone is taken back. */
  release(): Promise<void>
}

export interface BotSurroundings {
  readonly engine: Engine
  readonly identity: Identity
  readonly accounts: AccountDirectory
}

/**
 * An application of a provider signs in by its own settings, read anew for every run: a secret that was renewed counts from the next
 * run on. A bot with our own tokens gets one for this run, since the text of the others is kept nowhere.
 *
 * @param pipelineId - of the saved ingestion
 * @param lifetimeMs - how long the run may take
 */
export async function accessOfBot(
  { engine, identity, accounts }: BotSurroundings,
  pipelineId: string,
  lifetimeMs: number,
): Promise<BotAccess> {
  const named = await engine.extensions.snapshot('ingestionPipeline', { id: pipelineId }, 'runsAs')
  const name = (named as { readonly bot: string } | undefined)?.bot ?? ingestionBotName // the extension's schema
  const bot = await engine.get('bot', { fqn: name }).catch((error: unknown) => {
    if (!isProblem(error, 'entity-not-found')) throw error
    throw new Error(`The bot '${name}' that this ingestion runs as is gone: name another.`)
  })
  const { id } = bot.botUser as EntityReference // always part of a bot's answer
  const [masked, user] = await Promise.all([
    engine.get('user', { id }),
    engine.get('user', { id }, { revealSecrets: true }),
  ])
  const mechanism = user.authenticationMechanism as AuthenticationMechanism | undefined // validated when stored
  if (mechanism?.authType === 'SSO') {
    const secrets = secretsOf(masked.authenticationMechanism, mechanism)
    return { signIn: { kind: 'provider', mechanism }, secrets, release: async () => undefined }
  }
  const account = await accounts.byId(id)
  if (!account || account.deleted) throw new Error(`The account of the bot '${name}' is deleted: restore it.`)
  const { token, tokenId } = await identity.tokens.issue(account, {
    type: 'bot',
    name: 'run of an ingestion',
    expiresInSeconds: Math.ceil(lifetimeMs / 1000) + 60,
  })
  return {
    signIn: { kind: 'token', token },
    secrets: [token],
    release: () => identity.tokens.revoke(tokenId),
  }
}
