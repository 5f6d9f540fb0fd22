/** Every route that is not an entity's. */
import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { registerBotRoutes } from './bots.ts'
import { registerDoctorRoutes } from './doctor.ts'
import { registerEventRoutes } from './events.ts'
import { registerLineageRoutes } from './lineage.ts'
import { registerOpenApiRoute } from './open-api.ts'
import { registerPermissionRoutes } from './permissions.ts'
import { registerRunReportRoutes } from './run-reports.ts'
import { registerSearchRoutes } from './search.ts'
import { registerSessionRoutes } from './session.ts'
import { registerSignInAttemptRoutes } from './sign-in-attempts.ts'
import { registerSystemRoutes } from './system.ts'
import { registerTokenRoutes } from './tokens.ts'
import { registerUserRoutes } from './users.ts'

export function registerRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerSystemRoutes(app, deps)
  registerSessionRoutes(app, deps)
  registerUserRoutes(app, deps)
  registerTokenRoutes(app, deps)
  registerBotRoutes(app, deps)
  registerSearchRoutes(app, deps)
  registerLineageRoutes(app, deps)
  registerEventRoutes(app, deps)
  registerSignInAttemptRoutes(app, deps)
  registerDoctorRoutes(app, deps)
  registerPermissionRoutes(app, deps)
  registerRunReportRoutes(app)
  registerOpenApiRoute(app)
}
