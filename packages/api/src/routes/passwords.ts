/** Local passwords of accounts that exist: their own by the old one, those of others by an administrator. */
import { type Static, Type } from '@sinclair/typebox'
import { problem, quoteName } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { credentialsOf } from '../authentication.ts'
import { type ApiDependencies, principalOf, requireAdmin } from '../context.ts'
import { setCookie } from '../http/cookies.ts'
import { described } from '../route-config.ts'

const secretText = Type.String({ minLength: 1, maxLength: 4096 })
/** OpenMetadata's names. */
const Body = Type.Object(
  {
    requestType: Type.Optional(
      Type.String({
        enum: ['SELF', 'USER'],
        description: 'SELF, unless said otherwise: of whoever asks. USER: of `username`, by an administrator',
      }),
    ),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    oldPassword: Type.Optional(secretText),
    newPassword: secretText,
    confirmPassword: Type.Optional(secretText),
  },
  { additionalProperties: false },
)
type PasswordChange = Static<typeof Body>

export function registerPasswordRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  app.put<{ Body: PasswordChange }>(
    '/api/v1/users/changePassword',
    {
      schema: { body: Body },
      config: {
        docs: described({
          summary: 'Change a local password; sessions that were opened with the old one end',
          tag: 'User',
          status: 204,
        }),
      },
    },
    async (request, reply) => {
      const { requestType = 'SELF', newPassword, confirmPassword } = request.body
      if (confirmPassword !== undefined && confirmPassword !== newPassword)
        throw problem('body-invalid', { field: 'confirmPassword', expected: 'the same as newPassword.' })
      if (requestType === 'USER') await giveOther(request, deps)
      else await changeOwn(request, reply, deps)
      return reply.code(204).header('cache-control', 'no-store').send()
    },
  )
}

async function changeOwn(
  request: FastifyRequest<{ Body: PasswordChange }>,
  reply: FastifyReply,
  deps: ApiDependencies,
): Promise<void> {
  const { name, via } = principalOf(request)
  const { oldPassword, newPassword, username = name } = request.body
  if (username !== name)
    throw problem('body-invalid', { field: 'username', expected: `'${name}', or requestType USER.` })
  if (oldPassword === undefined)
    throw problem('body-invalid', { field: 'oldPassword', expected: 'the password until now.' })
  const { sessionId, expiresAtMs } = await deps.identity.signIn.changePassword({
    ...credentialsOf(request, deps),
    ...{ name, password: oldPassword, newPassword },
  })
  if (via === 'session') setCookie(reply, deps, 'session', sessionId, expiresAtMs - deps.now())
  else await deps.identity.signIn.signOut(sessionId)
}

async function giveOther(
  request: FastifyRequest<{ Body: PasswordChange }>,
  { engine, identity }: ApiDependencies,
): Promise<void> {
  requireAdmin(request, 'EditAll', 'passwords of others')
  const { username, newPassword } = request.body
  if (username === undefined)
    throw problem('body-invalid', { field: 'username', expected: 'whose password it is.' })
  const { id } = await engine.get('user', { fqn: quoteName(username) })
  await identity.signIn.setPassword(id, newPassword)
}
