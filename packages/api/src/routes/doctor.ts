/** What is wrong with the sign-in, for administrators: the checks of `waymark doctor`, a token or an error explained. */
import { type Static, Type } from '@sinclair/typebox'
import { problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const Report = Type.Object(
  {
    failed: Type.Integer(),
    warnings: Type.Integer(),
    skipped: Type.Integer({ description: 'checks that could not be made; each says why' }),
    first: Type.Union([Type.String(), Type.Null()], { description: 'id of the check to look at first' }),
    checks: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        status: Type.String({ enum: ['pass', 'warn', 'fail', 'skipped'] }),
        cause: Type.String(),
        fix: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'DoctorReport' },
)

const TokenReport = Type.Object(
  {
    kind: Type.String(),
    accepted: Type.Boolean({ description: 'no rule refuses it' }),
    claims: Type.Array(Type.Object({ claim: Type.String(), value: Type.String(), meaning: Type.String() })),
    rules: Type.Array(
      Type.Object({
        rule: Type.String(),
        verdict: Type.String({ enum: ['accepts', 'refuses', 'not checked'] }),
        because: Type.String(),
        fix: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'TokenReport' },
)

const Explanation = Type.Object(
  {
    code: Type.String(),
    meaning: Type.String(),
    fix: Type.String(),
    checks: Type.Array(Type.String()),
    link: Type.Optional(Type.String()),
    traceId: Type.Optional(Type.String()),
    correlationId: Type.Optional(Type.String()),
    timestamp: Type.Optional(Type.String()),
  },
  { $id: 'ErrorExplanation' },
)

/** Looks at the sign-in's set-up; answers hold no secret, token or person. The server plugs it in. */
export interface SignInDoctor {
  readonly run: () => Promise<Static<typeof Report>>
  /** Undefined for what is no JWT. */
  readonly explainToken: (token: string) => Promise<Static<typeof TokenReport> | undefined>
  /** Undefined where the text holds no error that is known. */
  readonly explainError: (text: string) => Static<typeof Explanation> | undefined
}

export function registerDoctorRoutes(app: FastifyInstance, { doctor }: ApiDependencies): void {
  if (!doctor) return
  app.get(
    '/api/v1/system/doctor',
    {
      config: {
        docs: described({ summary: 'Check the sign-in, step by step', tag: 'Sign-in', answer: Report }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'ViewAll', 'the set-up of signing in')
      reply.header('cache-control', 'no-store')
      return await doctor.run()
    },
  )
  app.post<{ Body: { token: string } }>(
    '/api/v1/system/doctor/token',
    {
      schema: {
        body: Type.Object(
          { token: Type.String({ minLength: 1, maxLength: 64 * 1024 }) },
          { additionalProperties: false },
        ),
      },
      config: {
        docs: described({
          summary: 'Explain a token, claim by claim and rule by rule; it is not stored',
          tag: 'Sign-in',
          answer: TokenReport,
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'ViewAll', 'the set-up of signing in')
      reply.header('cache-control', 'no-store')
      const report = await doctor.explainToken(request.body.token.trim())
      if (!report) {
        throw problem('body-invalid', {
          field: 'token',
          expected: 'a JWT: three parts with dots between them.',
        })
      }
      return report
    },
  )
  app.get<{ Querystring: { error: string } }>(
    '/api/v1/system/doctor/explain',
    {
      schema: { querystring: queryOf({ error: Type.String({ minLength: 1, maxLength: 8192 }) }) },
      config: {
        docs: described({
          summary: 'Explain an error of Microsoft Entra ID: its number, an address, or a line of a log',
          tag: 'Sign-in',
          answer: Explanation,
        }),
      },
    },
    async (request) => {
      requireAdmin(request, 'ViewAll', 'the set-up of signing in')
      const explanation = doctor.explainError(request.query.error)
      if (!explanation) throw problem('entity-not-found', { type: 'error', key: 'in this text' })
      return explanation
    },
  )
}
