/** Signing people in and out: the hand-over of an ID token, local passwords, the set-up link. */
import { type Static, Type } from '@sinclair/typebox'
import type { Principal, SignedIn } from '@waymark/identity'
import { problem } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { credentialsOf } from '../authentication.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { baseUrlOf } from '../entities/address.ts'
import { clearCookie, readCookie, setCookie } from '../http/cookies.ts'
import { described, type RouteDocs } from '../route-config.ts'
import { registerRedirects } from './redirect-sign-in.ts'

const SessionAnswer = Type.Object(
  {
    userId: Type.String(),
    name: Type.String(),
    email: Type.String(),
    displayName: Type.Optional(Type.String()),
    isAdmin: Type.Boolean(),
    isBot: Type.Boolean(),
    via: Type.String({ description: 'session, entra, oidc, own-token or no-auth' }),
    expiresAt: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
  },
  { $id: 'Session' },
)

const IdTokenBody = Type.Object(
  { idToken: Type.String({ minLength: 1, maxLength: 65_536 }) },
  { additionalProperties: false },
)
const PasswordBody = Type.Object(
  {
    email: Type.Optional(Type.String({ maxLength: 320 })),
    name: Type.Optional(Type.String({ maxLength: 320 })),
    password: Type.String({ minLength: 1, maxLength: 4096 }),
  },
  { additionalProperties: false },
)
const SetupBody = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: 512 }),
    name: Type.String({ minLength: 1, maxLength: 64 }),
    email: Type.String({ format: 'email', maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 4096 }),
  },
  { additionalProperties: false },
)

function sessionAnswer(principal: Principal, expiresAtMs?: number): Static<typeof SessionAnswer> {
  const { userId, name, email, displayName, isAdmin, isBot, via } = principal
  return {
    userId,
    name,
    email,
    ...(displayName === undefined ? {} : { displayName }),
    isAdmin,
    isBot,
    via,
    ...(expiresAtMs === undefined ? {} : { expiresAt: expiresAtMs }),
  }
}

/** Writes the session's cookie; nothing else of the sign-in reaches the browser. */
function open(deps: ApiDependencies, reply: FastifyReply, signedIn: SignedIn) {
  setCookie(reply, deps, 'session', signedIn.sessionId, signedIn.expiresAtMs - deps.now())
  clearCookie(reply, deps, 'preLogin')
  return sessionAnswer(signedIn.principal, signedIn.expiresAtMs)
}

export function registerSessionRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  app.register(async (routes) => {
    routes.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    registerHandOver(routes, deps)
    registerRedirects(routes, deps)
    registerPasswords(routes, deps)
    registerSetup(routes, deps)
  })
}

function registerHandOver(app: FastifyInstance, deps: ApiDependencies): void {
  const { identity } = deps
  const docs = (summary: string, answer = SessionAnswer as typeof SessionAnswer): RouteDocs => ({
    summary,
    tag: 'Sign-in',
    answer,
  })
  app.post(
    '/api/v1/auth/nonce',
    {
      config: {
        public: true,
        docs: described({
          summary: 'Start a sign-in: a nonce for the ID token, bound to a cookie of ten minutes',
          tag: 'Sign-in',
          answer: Type.Object({ nonce: Type.String(), expiresAt: Type.Integer() }),
        }),
      },
    },
    async (request, reply) => {
      const { nonce, preLoginId, expiresAtMs } = await identity.signIn.begin({ remoteAddress: request.ip })
      setCookie(reply, deps, 'preLogin', preLoginId, expiresAtMs - deps.now())
      return { nonce, expiresAt: expiresAtMs }
    },
  )
  app.post<{ Body: Static<typeof IdTokenBody> }>(
    '/api/v1/auth/session',
    {
      schema: { body: IdTokenBody },
      config: { public: true, docs: docs('Hand an ID token over, once, for a session cookie') },
    },
    async (request, reply) => {
      const preLoginId = readCookie(request, deps, 'preLogin')
      const { idToken } = request.body
      const signedIn = await identity.signIn.withIdToken({
        ...credentialsOf(request, deps),
        idToken,
        preLoginId,
      })
      return open(deps, reply, signedIn)
    },
  )
  app.get('/api/v1/auth/session', { config: { docs: docs('Who is signed in') } }, async (request) =>
    sessionAnswer(principalOf(request)),
  )
  app.delete(
    '/api/v1/auth/session',
    { config: { docs: described({ summary: 'Sign out', tag: 'Sign-in', status: 204 }) } },
    async (request, reply) => {
      const { sessionId } = principalOf(request)
      if (sessionId !== undefined) await identity.signIn.signOut(sessionId)
      clearCookie(reply, deps, 'session')
      return reply.code(204).send()
    },
  )
}

/** OpenMetadata's clients send passwords in base64; our own UI sends them as they are to the other route. */
function passwordOf(encoded: string): string {
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)
  const plain = isBase64 ? Buffer.from(encoded, 'base64').toString('utf8') : encoded
  return Buffer.from(plain, 'utf8').toString('base64') === encoded ? plain : encoded
}

function nameOf({ name, email }: Static<typeof PasswordBody>): string {
  const given = name ?? email
  if (given === undefined) {
    throw problem('body-invalid', { field: 'name', expected: 'a name or an e-mail address' })
  }
  return given
}

function ownOrigin(request: FastifyRequest, { serverUrl }: ApiDependencies): string {
  return serverUrl === undefined ? baseUrlOf(request) : new URL(serverUrl).origin
}

function registerPasswords(app: FastifyInstance, deps: ApiDependencies): void {
  const { identity } = deps
  app.post<{ Body: Static<typeof PasswordBody> }>(
    '/api/v1/auth/login',
    {
      schema: { body: PasswordBody },
      config: {
        public: true,
        docs: described({ summary: 'Sign in with a local password', tag: 'Sign-in', answer: SessionAnswer }),
      },
    },
    async (request, reply) => {
      const { password } = request.body
      const name = nameOf(request.body)
      return open(
        deps,
        reply,
        await identity.signIn.withPassword({ ...credentialsOf(request, deps), name, password }),
      )
    },
  )
  app.post<{ Body: Static<typeof PasswordBody> }>(
    '/api/v1/users/login',
    {
      schema: { body: PasswordBody },
      config: {
        public: true,
        docs: described({
          summary: 'Sign in with a local password in base64, as OpenMetadata has it',
          tag: 'Sign-in',
          answer: Type.Object({
            accessToken: Type.String(),
            tokenType: Type.String(),
            expiryDuration: Type.Integer(),
          }),
        }),
      },
    },
    async (request) => {
      const name = nameOf(request.body)
      // A browser names the page it comes from; scripts, which this route is for, do not.
      const origin = request.headers.origin ?? ownOrigin(request, deps)
      const { principal, sessionId } = await identity.signIn.withPassword({
        ...credentialsOf(request, deps),
        origin,
        name,
        password: passwordOf(request.body.password),
      })
      await identity.signIn.signOut(sessionId)
      const session = sessionAnswer(principal)
      const expiresInSeconds = 3600
      const { token } = await identity.tokens.issue(
        { ...session, id: session.userId, deleted: false },
        { type: 'personal', name: 'login', expiresInSeconds },
      )
      return { accessToken: token, tokenType: 'Bearer', expiryDuration: expiresInSeconds }
    },
  )
}

function registerSetup(app: FastifyInstance, deps: ApiDependencies): void {
  const { identity } = deps
  app.get<{ Querystring: { key: string } }>(
    '/api/v1/auth/setup',
    {
      schema: {
        querystring: Type.Object({ key: Type.String({ minLength: 1, maxLength: 512 }) }),
      },
      config: {
        public: true,
        docs: described({
          summary: 'Whether a set-up link still works',
          tag: 'Sign-in',
          answer: Type.Object({ pending: Type.Boolean() }),
        }),
      },
    },
    async (request) => ({ pending: await identity.setup.isPending(request.query.key) }),
  )
  app.post<{ Body: Static<typeof SetupBody> }>(
    '/api/v1/auth/setup',
    {
      schema: { body: SetupBody },
      config: {
        public: true,
        docs: described({
          summary: 'Create the local administrator with a set-up link, and sign in',
          tag: 'Sign-in',
          answer: SessionAnswer,
        }),
      },
    },
    async (request, reply) =>
      open(deps, reply, await identity.setup.redeem({ ...credentialsOf(request, deps), ...request.body })),
  )
}
