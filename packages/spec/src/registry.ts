/** Every entity type, one line each. */
import type { TProperties } from '@sinclair/typebox'
import type { EntityDefinition } from './define-entity.ts'
import { ApiCollection } from './entities/api-collection.ts'
import { ApiEndpoint } from './entities/api-endpoint.ts'
import { ApiService } from './entities/api-service.ts'
import { App } from './entities/app.ts'
import { AppMarketPlaceDefinition } from './entities/app-market-place-definition.ts'
import { Bot } from './entities/bot.ts'
import { Chart } from './entities/chart.ts'
import { Classification } from './entities/classification.ts'
import { Container } from './entities/container.ts'
import { Dashboard } from './entities/dashboard.ts'
import { DashboardDataModel } from './entities/dashboard-data-model.ts'
import { DashboardService } from './entities/dashboard-service.ts'
import { DataContract } from './entities/data-contract.ts'
import { DataInsightChart } from './entities/data-insight-chart.ts'
import { DataInsightCustomChart } from './entities/data-insight-custom-chart.ts'
import { DataProduct } from './entities/data-product.ts'
import { Database } from './entities/database.ts'
import { DatabaseSchema } from './entities/database-schema.ts'
import { DatabaseService } from './entities/database-service.ts'
import { Directory } from './entities/directory.ts'
import { Document } from './entities/document.ts'
import { Domain } from './entities/domain.ts'
import { DriveService } from './entities/drive-service.ts'
import { EventSubscription } from './entities/event-subscription.ts'
import { File } from './entities/file.ts'
import { Glossary } from './entities/glossary.ts'
import { GlossaryTerm } from './entities/glossary-term.ts'
import { IngestionPipeline } from './entities/ingestion-pipeline.ts'
import { Kpi } from './entities/kpi.ts'
import { Location } from './entities/location.ts'
import { McpServer } from './entities/mcp-server.ts'
import { McpService } from './entities/mcp-service.ts'
import { MessagingService } from './entities/messaging-service.ts'
import { MetadataService } from './entities/metadata-service.ts'
import { Metric } from './entities/metric.ts'
import { MlModel } from './entities/ml-model.ts'
import { MlModelService } from './entities/ml-model-service.ts'
import { Persona } from './entities/persona.ts'
import { Pipeline } from './entities/pipeline.ts'
import { PipelineService } from './entities/pipeline-service.ts'
import { Policy } from './entities/policy.ts'
import { Query } from './entities/query.ts'
import { Report } from './entities/report.ts'
import { Role } from './entities/role.ts'
import { SearchIndex } from './entities/search-index.ts'
import { SearchService } from './entities/search-service.ts'
import { SecurityService } from './entities/security-service.ts'
import { Spreadsheet } from './entities/spreadsheet.ts'
import { StorageService } from './entities/storage-service.ts'
import { StoredProcedure } from './entities/stored-procedure.ts'
import { Table } from './entities/table.ts'
import { Tag } from './entities/tag.ts'
import { Team } from './entities/team.ts'
import { TestCase } from './entities/test-case.ts'
import { TestConnectionDefinition } from './entities/test-connection-definition.ts'
import { TestDefinition } from './entities/test-definition.ts'
import { TestSuite } from './entities/test-suite.ts'
import { Topic } from './entities/topic.ts'
import { User } from './entities/user.ts'
import { WebAnalyticEvent } from './entities/web-analytic-event.ts'
import { Workflow } from './entities/workflow.ts'
import { Worksheet } from './entities/worksheet.ts'

/** Parents stand before their children. */
export const entityDefinitions = [
  User,
  Team,
  Role,
  Policy,
  Bot,
  Persona,
  Domain,
  DataProduct,
  Classification,
  Tag,
  Glossary,
  GlossaryTerm,
  Metric,
  Document,
  DatabaseService,
  Database,
  DatabaseSchema,
  Table,
  StoredProcedure,
  DashboardService,
  MessagingService,
  PipelineService,
  MlModelService,
  StorageService,
  SearchService,
  MetadataService,
  ApiService,
  DriveService,
  SecurityService,
  McpService,
  DashboardDataModel,
  Chart,
  Dashboard,
  Report,
  Topic,
  Pipeline,
  MlModel,
  Container,
  Location,
  SearchIndex,
  ApiCollection,
  ApiEndpoint,
  Directory,
  File,
  Spreadsheet,
  Worksheet,
  McpServer,
  Query,
  TestDefinition,
  TestSuite,
  TestCase,
  DataContract,
  DataInsightChart,
  DataInsightCustomChart,
  Kpi,
  WebAnalyticEvent,
  IngestionPipeline,
  TestConnectionDefinition,
  EventSubscription,
  AppMarketPlaceDefinition,
  App,
  Workflow,
] as const

export type AnyDefinition = EntityDefinition<TProperties>

/** Finds definitions by type or collection. */
export interface Registry {
  readonly all: readonly AnyDefinition[]
  /** @throws RangeError on a type that is not registered: a programming error, never a caller's */
  byType(type: string): AnyDefinition
  find(type: string): AnyDefinition | undefined
  byCollection(collection: string): AnyDefinition | undefined
}

/** @param declared - all types, so that each parent that is "whatever contains this type" can be named */
export function createRegistry(declared: readonly AnyDefinition[] = entityDefinitions): Registry {
  const definitions = declared.map((definition) => withParentTypes(definition, declared))
  const types = new Map(definitions.map((definition) => [definition.type, definition]))
  const collections = new Map(definitions.map((definition) => [definition.collection, definition]))
  return {
    all: definitions,
    find: (type) => types.get(type),
    byCollection: (collection) => collections.get(collection),
    byType(type) {
      const definition = types.get(type)
      if (!definition) throw new RangeError(`No entity type '${type}' is registered`)
      return definition
    },
  }
}

/** Puts names in where a parent is "whatever contains this type", so that a new service changes no other file. */
function withParentTypes(definition: AnyDefinition, all: readonly AnyDefinition[]): AnyDefinition {
  const { parent, type } = definition
  if (!parent?.types.includes('*')) return definition
  const containers = all.filter(({ relations }) =>
    Object.values(relations).some(({ relationship, to }) => relationship === 'contains' && to.includes(type)),
  )
  return { ...definition, parent: { ...parent, types: containers.map((container) => container.type) } }
}
