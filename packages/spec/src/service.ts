/** What every service has: the kind of its source, the connection to it, its ingestions and its last connection test. */
import { type TSchema, Type } from '@sinclair/typebox'
import { type ConfigFamily, familyConfig } from './config-family.ts'
import { TestConnectionResult } from './types/test-connection-result.ts'

/** @param label - what the connection's schema is called: `DatabaseConnection` */
export function serviceFields<T extends TSchema>(label: Capitalize<ConfigFamily>, serviceType: T) {
  // Families are called like the schemas, in lower case at their beginning.
  const family = `${label.charAt(0).toLowerCase()}${label.slice(1)}` as ConfigFamily
  return {
    serviceType,
    connection: Type.Optional(
      Type.Object(
        { config: Type.Optional(familyConfig(family)) },
        { $id: label, additionalProperties: false },
      ),
    ),
  }
}

export const serviceRelations = {
  pipelines: { to: ['ingestionPipeline'], many: true, relationship: 'contains', readOnly: true },
  ingestionRunner: { to: ['ingestionRunner'], many: false, relationship: 'runs' },
} as const

export const serviceExtensions = {
  testConnectionResult: { kind: 'snapshot', schema: TestConnectionResult },
} as const
