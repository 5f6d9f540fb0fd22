/** Every route that is not an entity's. */
import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { registerAuditRoutes } from './audit.ts'
import { registerBotSignInTest } from './bot-sign-in.ts'
import { registerBotRoutes } from './bots.ts'
import { registerClaimMappingRoutes } from './claim-mappings.ts'
import { registerDoctorRoutes } from './doctor.ts'
import { registerEventRoutes } from './events.ts'
import { registerFeedRoutes } from './feed.ts'
import { registerLineageRoutes } from './lineage.ts'
import { registerOpenApiRoute } from './open-api.ts'
import { registerPermissionRoutes } from './permissions.ts'
import { registerRunReportRoutes } from './run-reports.ts'
import { registerSearchRoutes } from './search.ts'
import { registerSessionRoutes } from './session.ts'
import { registerSignInAttemptRoutes } from './sign-in-attempts.ts'
import { registerSuggestionRoutes } from './suggestions.ts'
import { registerSystemRoutes } from './system.ts'
import { registerTablePartRoutes } from './table-parts.ts'
import { registerTableProfileRoutes } from './table-profiles.ts'
import { registerTestCaseIncidentRoutes } from './test-case-incidents.ts'
import { registerTestCaseResultRoutes } from './test-case-results.ts'
import { registerTestSuiteRoutes } from './test-suites.ts'
import { registerTokenRoutes } from './tokens.ts'
import { registerUserRoutes } from './users.ts'

export function registerRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerSystemRoutes(app, deps)
  registerSessionRoutes(app, deps)
  registerUserRoutes(app, deps)
  registerTokenRoutes(app, deps)
  registerBotRoutes(app, deps)
  registerBotSignInTest(app, deps)
  registerClaimMappingRoutes(app, deps)
  registerAuditRoutes(app, deps)
  registerSearchRoutes(app, deps)
  registerLineageRoutes(app, deps)
  registerEventRoutes(app, deps)
  registerFeedRoutes(app, deps)
  registerSuggestionRoutes(app, deps)
  registerSignInAttemptRoutes(app, deps)
  registerDoctorRoutes(app, deps)
  registerPermissionRoutes(app, deps)
  registerRunReportRoutes(app)
  registerTableProfileRoutes(app, deps)
  registerTablePartRoutes(app, deps)
  registerTestSuiteRoutes(app, deps)
  registerTestCaseResultRoutes(app, deps)
  registerTestCaseIncidentRoutes(app, deps)
  registerOpenApiRoute(app)
}
