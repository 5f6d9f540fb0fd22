/** The start of a new catalog, for administrators: where it runs, what could be read there, and data to try it with. */
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { described } from '../route-config.ts'
import { DemoLoaded, MachineReport } from '../this-machine.ts'

const tag = 'System'

export function registerThisMachineRoutes(app: FastifyInstance, { thisMachine }: ApiDependencies): void {
  if (!thisMachine) return
  app.get(
    '/api/v1/system/machine',
    {
      config: {
        docs: described({
          summary: 'Version, data directory, and sources found on the machine of the server',
          tag,
          answer: MachineReport,
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'ViewAll', 'the machine of the catalog')
      reply.header('cache-control', 'no-store')
      return await thisMachine.look()
    },
  )
  app.post(
    '/api/v1/system/demo',
    {
      config: {
        docs: described({
          summary: 'Load a sample database into the embedded PostgreSQL and read it into the catalog',
          tag,
          answer: DemoLoaded,
        }),
      },
    },
    async (request) => await thisMachine.loadDemo(requireAdmin(request, 'Create', 'the demo data').name),
  )
  app.delete(
    '/api/v1/system/demo',
    {
      config: {
        docs: described({
          summary: 'Remove the sample database and what was read from it, for good',
          tag,
          status: 204,
        }),
      },
    },
    async (request, reply) => {
      await thisMachine.removeDemo(requireAdmin(request, 'Delete', 'the demo data').name)
      return reply.code(204).send()
    },
  )
}
