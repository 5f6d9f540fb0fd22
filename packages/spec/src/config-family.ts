/** Configurations whose members follow from a word in them: connections by connector, ingestions by their kind. */
import { type TUnsafe, Type } from '@sinclair/typebox'

/** JSON Schema keyword on an object whose members its `type` decides; its value names the family. */
export const CONFIG_FAMILY_KEYWORD = 'x-waymark-config-family'

// biome-ignore format: a vocabulary
const families = [
  'databaseConnection', 'dashboardConnection', 'messagingConnection', 'pipelineConnection', 'storageConnection',
  'mlModelConnection', 'metadataConnection', 'searchConnection', 'securityConnection', 'mcpConnection',
  'driveConnection', 'apiConnection', 'anyConnection', 'sourceConfig',
] as const

export type ConfigFamily = (typeof families)[number]

/** A configuration of a family. Which members it has is checked apart, by {@link configSchema}. */
export function familyConfig(family: ConfigFamily): TUnsafe<{ type?: string; [key: string]: unknown }> {
  return Type.Unsafe<{ type?: string; [key: string]: unknown }>(
    Type.Object({}, { additionalProperties: true, [CONFIG_FAMILY_KEYWORD]: family }),
  )
}
