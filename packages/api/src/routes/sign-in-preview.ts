/** What claims would make of a sign-in, for administrators who look for the right mapping. */
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { described } from '../route-config.ts'

const Claims = Type.Object(
  {
    claims: Type.Object(
      {},
      {
        additionalProperties: true,
        maxProperties: 500,
        description: 'the payload of a token, as JSON; a signature is neither needed nor wanted',
      },
    ),
  },
  { $id: 'ClaimsToPreview', additionalProperties: false },
)

const Preview = Type.Object(
  {
    members: Type.Array(
      Type.Object({
        member: Type.String({ enum: ['email', 'name', 'displayName'] }),
        value: Type.Optional(Type.String()),
        claims: Type.Array(Type.String(), {
          description: 'looked at in this order; the first one present counts',
        }),
        setting: Type.String({ description: 'names these claims' }),
        problem: Type.Optional(Type.String()),
      }),
    ),
    rights: Type.Array(
      Type.Object({
        kind: Type.String({ enum: ['role', 'team', 'admin'] }),
        name: Type.String(),
        claim: Type.String(),
        value: Type.String(),
        by: Type.String({ enum: ['mapping', 'role of the same name', 'team of the same name'] }),
        exists: Type.Boolean({ description: 'false: nothing has this name, so nothing is given' }),
      }),
    ),
    notes: Type.Array(Type.String()),
  },
  { $id: 'SignInPreview' },
)

export function registerSignInPreview(app: FastifyInstance, { identity }: ApiDependencies): void {
  app.post<{ Body: Static<typeof Claims> }>(
    '/api/v1/auth/preview',
    {
      schema: { body: Claims },
      config: {
        docs: described({
          summary: 'What a sign-in with these claims would give; they are neither kept nor logged',
          tag: 'Sign-in',
          answer: Preview,
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'ViewAll', 'the set-up of signing in')
      reply.header('cache-control', 'no-store')
      return identity.previewSignIn(request.body.claims)
    },
  )
}
