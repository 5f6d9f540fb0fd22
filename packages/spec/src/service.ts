/** What every service has: the kind of its source, the connection to it, its ingestions and its last connection test. */
import { type TSchema, Type } from '@sinclair/typebox'
import { connectionConfig } from './secret.ts'
import { TestConnectionResult } from './types/test-connection-result.ts'

/** @param label - name of the connection's schema: `DatabaseConnection` */
export function serviceFields<T extends TSchema>(label: string, serviceType: T) {
  return {
    serviceType,
    connection: Type.Optional(
      Type.Object({ config: Type.Optional(connectionConfig()) }, { $id: label, additionalProperties: false }),
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
