/** Starts automation workflows, where a runner for them is plugged in. */
import { Type } from '@sinclair/typebox'
import { problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { described } from '../route-config.ts'

export function registerWorkflowRoutes(
  app: FastifyInstance,
  { engine, identity, workflowRunner }: ApiDependencies,
): void {
  app.post<{ Params: { id: string } }>(
    '/api/v1/automations/workflows/trigger/:id',
    {
      config: {
        docs: described({
          summary: 'Start a workflow; its status and response are written to it',
          tag: 'Workflow',
          answer: Type.Integer({ description: '200 once it was started' }),
        }),
        ignoreBody: true,
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      await identity.authorize(principal, 'EditAll', { type: 'workflow' })
      const workflow = await engine.get('workflow', { id: request.params.id })
      if (!workflowRunner) {
        throw problem('parameter-invalid', {
          parameter: 'id',
          expected:
            'an installation with a worker for workflows; this one has none. Run `metadata test` where the source is reachable.',
        })
      }
      await workflowRunner.start(workflow, principal.name)
      return reply.type('application/json').send('200')
    },
  )
}
