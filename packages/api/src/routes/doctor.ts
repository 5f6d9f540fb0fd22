/** What is wrong with the sign-in, for administrators: the checks of `waymark doctor`, a token or an error explained. */
import { Type } from '@sinclair/typebox'
import { problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { DoctorReport, ErrorExplanation, TokenReport } from '../sign-in-doctor.ts'

export function registerDoctorRoutes(app: FastifyInstance, { doctor }: ApiDependencies): void {
  if (!doctor) return
  app.get(
    '/api/v1/system/doctor',
    {
      config: {
        docs: described({ summary: 'Check the sign-in, step by step', tag: 'Sign-in', answer: DoctorReport }),
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
          answer: ErrorExplanation,
        }),
      },
    },
    async (request) => {
      requireAdmin(request, 'ViewAll', 'the set-up of signing in')
      const explanation = await doctor.explainError(request.query.error)
      if (!explanation) throw problem('entity-not-found', { type: 'error', key: 'in this text' })
      return explanation
    },
  )
}
