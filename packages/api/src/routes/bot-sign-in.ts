/** How a bot signs in: its valid tokens, and a test that signs in as it would and explains step by step what came of it. */
import { type Static, Type } from '@sinclair/typebox'
import { type AuthenticationMechanism, type EntityReference, isProblem, problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import type { BotTokenSource } from '../bot-token-source.ts'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { described } from '../route-config.ts'

const Step = Type.Object({ step: Type.String(), ok: Type.Boolean(), detail: Type.Optional(Type.String()) })
const Outcome = Type.Object(
  {
    status: Type.String({ enum: ['ok', 'refused'] }),
    steps: Type.Array(Step),
    fix: Type.Optional(Type.String({ description: 'what to do, where there is something to do' })),
  },
  { $id: 'BotSignInTest' },
)

const BotTokens = Type.Object({
  data: Type.Array(
    Type.Object({
      tokenId: Type.String(),
      createdAt: Type.Integer(),
      expiresAt: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
})

export function registerBotSignIn(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, botTokens } = deps
  registerBotTokenList(app, deps)
  app.post<{ Params: { fqn: string } }>(
    '/api/v1/bots/name/:fqn/test',
    {
      config: {
        ignoreBody: true,
        docs: described({
          summary: 'Sign in as this bot would, and explain the result',
          tag: 'Bot',
          answer: Outcome,
        }),
      },
    },
    async (request, reply): Promise<Static<typeof Outcome>> => {
      requireAdmin(request, 'EditAll', 'bot')
      reply.header('cache-control', 'no-store')
      const account = await accountOf(deps, request.params.fqn)
      const user = await engine.get('user', { id: account.id }, { revealSecrets: true })
      const mechanism = user.authenticationMechanism as AuthenticationMechanism | undefined // validated when stored
      if (mechanism?.authType !== 'SSO' || !botTokens) return ofOwnTokens(deps, account.id)
      return viaProvider(deps, botTokens, mechanism, account.id, request.ip, request.id)
    },
  )
}

async function accountOf({ engine }: ApiDependencies, fqn: string): Promise<EntityReference> {
  const bot = await engine.get('bot', { fqn })
  const account = bot.botUser as EntityReference | undefined // always part of a bot's answer
  if (!account) throw problem('entity-not-found', { type: 'user', key: `the account of bot ${bot.name}` })
  return account
}

/** While tokens are exchanged a bot has several; each is revoked by its id. */
function registerBotTokenList(app: FastifyInstance, deps: ApiDependencies): void {
  const { identity } = deps
  const path = '/api/v1/bots/name/:fqn/tokens'
  app.get<{ Params: { fqn: string } }>(
    path,
    {
      config: {
        docs: described({
          summary: 'Valid tokens of a bot, without their text',
          tag: 'Bot',
          answer: BotTokens,
        }),
      },
    },
    async (request) => {
      requireAdmin(request, 'GenerateToken', 'bot')
      const { id } = await accountOf(deps, request.params.fqn)
      const tokens = await identity.tokens.list(id)
      return {
        data: tokens.map(({ tokenId, createdAtMs, expiresAtMs }) => ({
          tokenId,
          createdAt: createdAtMs,
          expiresAt: expiresAtMs,
        })),
      }
    },
  )
  app.delete<{ Params: { fqn: string; tokenId: string } }>(
    `${path}/:tokenId`,
    {
      config: {
        docs: described({ summary: 'Refuse one token of a bot from now on', tag: 'Bot', status: 204 }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'GenerateToken', 'bot')
      const { fqn, tokenId } = request.params
      const { id } = await accountOf(deps, fqn)
      const tokens = await identity.tokens.list(id)
      if (!tokens.some((token) => token.tokenId === tokenId))
        throw problem('entity-not-found', { type: 'token', key: tokenId })
      await identity.tokens.revoke(tokenId)
      return reply.code(204).send()
    },
  )
}

/** A JWT is shown once and kept nowhere, so there is nothing to try: what can be said is which are valid. */
async function ofOwnTokens(
  { identity, now }: ApiDependencies,
  userId: string,
): Promise<Static<typeof Outcome>> {
  const tokens = (await identity.tokens.list(userId)).filter(({ type }) => type === 'BOT')
  if (tokens.length === 0)
    return {
      status: 'refused',
      steps: [{ step: 'tokens', ok: false, detail: 'No token of this bot is valid.' }],
      fix: 'Generate one (it is shown once), or bind an Azure application to the bot.',
    }
  const soonest = Math.min(...tokens.map(({ expiresAtMs }) => expiresAtMs ?? Number.POSITIVE_INFINITY))
  const days = Math.floor((soonest - now()) / 86_400_000)
  const detail = `${tokens.length} valid${Number.isFinite(days) ? `, the first expires in ${days} days` : ', without expiry'}.`
  return { status: 'ok', steps: [{ step: 'tokens', ok: true, detail }] }
}

async function viaProvider(
  { identity }: ApiDependencies,
  botTokens: BotTokenSource,
  mechanism: AuthenticationMechanism,
  userId: string,
  remoteAddress: string,
  requestId: string,
): Promise<Static<typeof Outcome>> {
  const steps: Static<typeof Step>[] = []
  try {
    const { token, description } = await botTokens.obtain(mechanism)
    steps.push({ step: 'token obtained', ok: true, detail: description })
    const principal = await identity.authenticate({
      method: 'GET',
      authorization: [`Bearer ${token}`],
      remoteAddress,
      requestId,
    })
    steps.push({ step: 'token accepted', ok: true, detail: `as ${principal.name}` })
    if (principal.userId === userId) return { status: 'ok', steps }
    steps.push({
      step: 'bot',
      ok: false,
      detail: `The application signs in as '${principal.name}', not as this bot.`,
    })
    return {
      status: 'refused',
      steps,
      fix: 'Unbind the application from the other bot, then bind it to this one.',
    }
  } catch (error) {
    const failed = steps.length === 0 ? 'token obtained' : 'token accepted'
    const detail = error instanceof Error ? error.message : String(error)
    if (!isProblem(error) && failed === 'token accepted') throw error
    steps.push({ step: failed, ok: false, detail })
    const fix =
      error instanceof Error && 'fix' in error && typeof error.fix === 'string' ? error.fix : undefined
    return { status: 'refused', steps, ...(fix !== undefined && { fix }) }
  }
}
