/** Every entity type, one line each. */
import type { TProperties } from '@sinclair/typebox'
import type { EntityDefinition } from './define-entity.ts'
import { Bot } from './entities/bot.ts'
import { Classification } from './entities/classification.ts'
import { DataContract } from './entities/data-contract.ts'
import { DataInsightChart } from './entities/data-insight-chart.ts'
import { DataProduct } from './entities/data-product.ts'
import { Database } from './entities/database.ts'
import { DatabaseSchema } from './entities/database-schema.ts'
import { DatabaseService } from './entities/database-service.ts'
import { Document } from './entities/document.ts'
import { Domain } from './entities/domain.ts'
import { Glossary } from './entities/glossary.ts'
import { GlossaryTerm } from './entities/glossary-term.ts'
import { IngestionPipeline } from './entities/ingestion-pipeline.ts'
import { Kpi } from './entities/kpi.ts'
import { Metric } from './entities/metric.ts'
import { Persona } from './entities/persona.ts'
import { Policy } from './entities/policy.ts'
import { Query } from './entities/query.ts'
import { Role } from './entities/role.ts'
import { StoredProcedure } from './entities/stored-procedure.ts'
import { Table } from './entities/table.ts'
import { Tag } from './entities/tag.ts'
import { Team } from './entities/team.ts'
import { TestCase } from './entities/test-case.ts'
import { TestConnectionDefinition } from './entities/test-connection-definition.ts'
import { TestDefinition } from './entities/test-definition.ts'
import { TestSuite } from './entities/test-suite.ts'
import { User } from './entities/user.ts'

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
  IngestionPipeline,
  TestConnectionDefinition,
  Query,
  TestDefinition,
  TestSuite,
  TestCase,
  DataContract,
  DataInsightChart,
  Kpi,
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

export function createRegistry(definitions: readonly AnyDefinition[] = entityDefinitions): Registry {
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
