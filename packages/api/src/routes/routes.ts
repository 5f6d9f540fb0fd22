/** Every route that is not an entity's. */
import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { registerAlertVocabulary } from './alert-vocabulary.ts'
import { registerAlertRoutes } from './alerts.ts'
import { registerApiDocsRoutes } from './api-docs.ts'
import { registerAppRoutes } from './apps.ts'
import { registerAssetRoutes } from './assets.ts'
import { registerAuditRoutes } from './audit.ts'
import { registerBotSignIn } from './bot-sign-in.ts'
import { registerBotRoutes } from './bots.ts'
import { registerClaimMappingRoutes } from './claim-mappings.ts'
import { registerConnectorRoutes } from './connectors.ts'
import { registerContainerChildren } from './container-children.ts'
import { registerCsvExchangeRoutes } from './csv-exchange.ts'
import { registerCustomChartRoutes } from './custom-charts.ts'
import { registerDataContractRoutes } from './data-contracts.ts'
import { registerDataInsightRoutes } from './data-insights.ts'
import { registerDoctorRoutes } from './doctor.ts'
import { registerEventRoutes } from './events.ts'
import { registerFeedRoutes } from './feed.ts'
import { registerHierarchyRoutes } from './hierarchies.ts'
import { registerIngestionBotRoutes } from './ingestion-bot.ts'
import { registerIngestionPipelineRoutes } from './ingestion-pipelines.ts'
import { registerLineageRoutes } from './lineage.ts'
import { registerMetadataTypeRoutes } from './metadata-types.ts'
import { registerOpenApiRoute } from './open-api.ts'
import { registerOpenLineageRoutes } from './open-lineage.ts'
import { registerPasswordRoutes } from './passwords.ts'
import { registerPermissionRoutes } from './permissions.ts'
import { registerPolicyVocabularyRoutes } from './policy-vocabulary.ts'
import { registerQualitySearch } from './quality-search.ts'
import { registerQueryRoutes } from './queries.ts'
import { registerRunLogStream } from './run-log-stream.ts'
import { registerRunReportRoutes } from './run-reports.ts'
import { registerSavedSignIn } from './saved-sign-in.ts'
import { registerSearchRoutes } from './search.ts'
import { registerSessionRoutes } from './session.ts'
import { registerSettingRoutes } from './settings.ts'
import { registerSignInAttemptRoutes } from './sign-in-attempts.ts'
import { registerSignInPreview } from './sign-in-preview.ts'
import { registerSuggestionRoutes } from './suggestions.ts'
import { registerSystemRoutes } from './system.ts'
import { registerTableColumnRoutes } from './table-columns.ts'
import { registerTableLocation } from './table-location.ts'
import { registerTablePartRoutes } from './table-parts.ts'
import { registerTableProfileRoutes } from './table-profiles.ts'
import { registerTeamMemberRoutes } from './team-members.ts'
import { registerTestCaseIncidentRoutes } from './test-case-incidents.ts'
import { registerTestCaseResultRoutes } from './test-case-results.ts'
import { registerTestSuiteRoutes } from './test-suites.ts'
import { registerThisMachineRoutes } from './this-machine.ts'
import { registerTokenRoutes } from './tokens.ts'
import { registerUsageRoutes } from './usage.ts'
import { registerUserSessionRoutes } from './user-sessions.ts'
import { registerUserRoutes } from './users.ts'
import { registerWorkflowRoutes } from './workflows.ts'

export function registerRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerSystemRoutes(app, deps)
  registerThisMachineRoutes(app, deps)
  registerSessionRoutes(app, deps)
  registerPasswordRoutes(app, deps)
  registerUserRoutes(app, deps)
  registerUserSessionRoutes(app, deps)
  registerTokenRoutes(app, deps)
  registerBotRoutes(app, deps)
  registerBotSignIn(app, deps)
  registerClaimMappingRoutes(app, deps)
  registerAuditRoutes(app, deps)
  registerAssetRoutes(app, deps)
  registerHierarchyRoutes(app, deps)
  registerContainerChildren(app, deps)
  registerConnectorRoutes(app, deps)
  registerTeamMemberRoutes(app, deps)
  registerPolicyVocabularyRoutes(app, deps)
  registerMetadataTypeRoutes(app, deps)
  registerSettingRoutes(app, deps)
  registerCsvExchangeRoutes(app, deps)
  registerSearchRoutes(app, deps)
  registerLineageRoutes(app, deps)
  registerOpenLineageRoutes(app, deps)
  registerEventRoutes(app, deps)
  registerAlertVocabulary(app, deps)
  registerAlertRoutes(app, deps)
  registerAppRoutes(app, deps)
  registerWorkflowRoutes(app, deps)
  registerFeedRoutes(app, deps)
  registerSuggestionRoutes(app, deps)
  registerSignInAttemptRoutes(app, deps)
  registerSignInPreview(app, deps)
  registerDoctorRoutes(app, deps)
  registerSavedSignIn(app, deps)
  registerPermissionRoutes(app, deps)
  registerRunReportRoutes(app, deps)
  registerRunLogStream(app, deps)
  registerIngestionPipelineRoutes(app, deps)
  registerIngestionBotRoutes(app, deps)
  registerUsageRoutes(app, deps)
  registerQueryRoutes(app, deps)
  registerTableProfileRoutes(app, deps)
  registerTablePartRoutes(app, deps)
  registerTableColumnRoutes(app, deps)
  registerTableLocation(app, deps)
  registerTestSuiteRoutes(app, deps)
  registerQualitySearch(app, deps)
  registerDataContractRoutes(app, deps)
  registerCustomChartRoutes(app, deps)
  registerDataInsightRoutes(app, deps)
  registerTestCaseResultRoutes(app, deps)
  registerTestCaseIncidentRoutes(app, deps)
  registerOpenApiRoute(app)
  registerApiDocsRoutes(app)
}
