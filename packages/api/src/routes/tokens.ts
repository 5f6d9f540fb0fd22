/** Tokens of our own: for bots by administrators, for people by themselves. Shown once, listed and revoked by id. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import type { Account } from '@waymark/identity'
import { problem, SECRET_MASK } from '@waymark/spec'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type ApiDependencies, principalOf, requireAdmin } from '../context.ts'
import { described } from '../route-config.ts'

const daySeconds = 24 * 60 * 60

const lifetimes: Readonly<Record<string, number | null>> = {
  OneHour: 60 * 60,
  '1': daySeconds,
  '7': 7 * daySeconds,
  '30': 30 * daySeconds,
  '60': 60 * daySeconds,
  '90': 90 * daySeconds,
  Unlimited: null,
}
const Expiry = Type.String({ enum: Object.keys(lifetimes) })

const TokenBody = Type.Object(
  {
    JWTTokenExpiry: Type.Optional(Expiry),
    keepOthers: Type.Optional(
      Type.Boolean({ description: 'earlier tokens stay valid, so that they can be exchanged one by one' }),
    ),
  },
  { additionalProperties: false },
)
const PersonalTokenBody = Type.Object(
  { tokenName: Type.String({ minLength: 1, maxLength: 128 }), JWTTokenExpiry: Expiry },
  { additionalProperties: false },
)
const TokenAnswer = Type.Object({
  JWTToken: Type.String(),
  JWTTokenExpiry: Expiry,
  JWTTokenExpiresAt: Type.Union([Type.Integer(), Type.Null()]),
})
const TokenList = Type.Object({
  data: Type.Array(
    Type.Object({
      tokenId: Type.String(),
      tokenType: Type.String(),
      tokenName: Type.Optional(Type.String()),
      createdAt: Type.Integer(),
      expiresAt: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
})

/** The account that identity knows a user by. */
function accountOf(user: EntityJson): Account {
  const { id, name, displayName } = user
  return {
    id,
    name,
    email: String(user.email),
    ...(displayName === undefined ? {} : { displayName: String(displayName) }),
    isAdmin: user.isAdmin === true,
    isBot: user.isBot === true,
    deleted: user.deleted === true,
  }
}

export function registerTokenRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerBotTokens(app, deps)
  registerPersonalTokens(app, deps)
}

function uncached(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
}

function registerBotTokens(app: FastifyInstance, { engine, identity }: ApiDependencies): void {
  const botOf = async (id: string): Promise<Account> => {
    const account = accountOf(await engine.get('user', { id }))
    if (!account.isBot) {
      throw problem('parameter-invalid', { parameter: 'id', expected: 'the id of a bot’s user' })
    }
    return account
  }
  app.put<{ Params: { id: string }; Body: Static<typeof TokenBody> }>(
    '/api/v1/users/generateToken/:id',
    {
      schema: { body: TokenBody },
      config: {
        docs: described({
          summary: 'A new token for a bot; earlier ones stop working unless keepOthers',
          tag: 'User',
          answer: TokenAnswer,
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'GenerateToken', 'user')
      uncached(reply)
      const account = await botOf(request.params.id)
      const expiry = request.body.JWTTokenExpiry ?? '90'
      if (request.body.keepOthers !== true) await identity.tokens.revokeAll(account.id)
      const issued = await identity.tokens.issue(account, {
        type: 'bot',
        expiresInSeconds: lifetimes[expiry] ?? null,
      })
      return { JWTToken: issued.token, JWTTokenExpiry: expiry, JWTTokenExpiresAt: issued.expiresAtMs }
    },
  )
  app.get<{ Params: { id: string } }>(
    '/api/v1/users/token/:id',
    {
      config: {
        docs: described({
          summary: 'When the token of a bot expires. The token itself is shown only when it is made.',
          tag: 'User',
          answer: TokenAnswer,
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'GenerateToken', 'user')
      uncached(reply)
      const account = await botOf(request.params.id)
      const [newest] = await identity.tokens.list(account.id)
      if (!newest) throw problem('entity-not-found', { type: 'token', key: account.name })
      return {
        JWTToken: SECRET_MASK,
        JWTTokenExpiry: newest.expiresAtMs === null ? 'Unlimited' : '90',
        JWTTokenExpiresAt: newest.expiresAtMs,
      }
    },
  )
  app.put<{ Body: { id: string } }>(
    '/api/v1/users/revokeToken',
    {
      schema: { body: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
      config: {
        docs: described({ summary: 'Refuse every token of a bot from now on', tag: 'User', status: 204 }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'GenerateToken', 'user')
      await identity.tokens.revokeAll((await botOf(request.body.id)).id)
      return reply.code(204).send()
    },
  )
}

function registerPersonalTokens(app: FastifyInstance, { engine, identity }: ApiDependencies): void {
  app.get(
    '/api/v1/users/security/token',
    { config: { docs: described({ summary: 'My tokens', tag: 'User', answer: TokenList }) } },
    async (request, reply) => {
      uncached(reply)
      const tokens = await identity.tokens.list(principalOf(request).userId)
      return {
        data: tokens.map(({ tokenId, type, name, createdAtMs, expiresAtMs }) => ({
          tokenId,
          tokenType: type,
          ...(name === undefined ? {} : { tokenName: name }),
          createdAt: createdAtMs,
          expiresAt: expiresAtMs,
        })),
      }
    },
  )
  app.put<{ Body: Static<typeof PersonalTokenBody> }>(
    '/api/v1/users/security/token',
    {
      schema: { body: PersonalTokenBody },
      config: {
        docs: described({ summary: 'A new token for myself, shown once', tag: 'User', answer: TokenAnswer }),
      },
    },
    async (request, reply) => {
      const { userId, name, via } = principalOf(request)
      // A token that could make tokens would outlive its own revocation.
      if (via === 'own-token') {
        throw problem('not-allowed', { principal: name, operation: 'GenerateToken', resource: 'a token' })
      }
      uncached(reply)
      const { JWTTokenExpiry, tokenName } = request.body
      const seconds = lifetimes[JWTTokenExpiry] ?? null
      if (seconds === null) {
        throw problem('body-invalid', {
          field: 'JWTTokenExpiry',
          expected: 'a limited time for people’s tokens',
        })
      }
      const account = accountOf(await engine.get('user', { id: userId }))
      const issued = await identity.tokens.issue(account, {
        type: 'personal',
        name: tokenName,
        expiresInSeconds: seconds,
      })
      return { JWTToken: issued.token, JWTTokenExpiry, JWTTokenExpiresAt: issued.expiresAtMs }
    },
  )
  app.delete<{ Params: { tokenId: string } }>(
    '/api/v1/users/security/token/:tokenId',
    {
      config: {
        docs: described({ summary: 'Refuse one of my tokens from now on', tag: 'User', status: 204 }),
      },
    },
    async (request, reply) => {
      const { userId, isAdmin } = principalOf(request)
      const { tokenId } = request.params
      const mine = await identity.tokens.list(userId)
      if (!isAdmin && !mine.some((token) => token.tokenId === tokenId)) {
        throw problem('entity-not-found', { type: 'token', key: tokenId })
      }
      await identity.tokens.revoke(tokenId)
      return reply.code(204).send()
    },
  )
}
