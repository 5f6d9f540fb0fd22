/** The members that an app shares with its entry in the marketplace. */
import { Type } from '@sinclair/typebox'
import { AppConfiguration } from './types/app-configuration.ts'

const flag = () => Type.Optional(Type.Boolean())
const line = () => Type.Optional(Type.String({ maxLength: 4096 }))

export const AppRuntime = Type.Object(
  { enabled: flag(), resources: Type.Optional(Type.Array(Type.String())) },
  { $id: 'AppRuntime', additionalProperties: true },
)

export const appMembers = {
  features: Type.Optional(Type.String({ maxLength: 100_000 })),
  developer: line(),
  developerUrl: line(),
  privacyPolicyUrl: line(),
  supportEmail: line(),
  className: Type.String({ maxLength: 512 }),
  sourcePythonClass: line(),
  appType: Type.String({ enum: ['internal', 'external'] }),
  agentType: Type.Optional(
    Type.String({ enum: ['CollateAI', 'CollateAITierAgent', 'CollateAIQualityAgent', 'Metadata'] }),
  ),
  scheduleType: Type.String({ enum: ['Live', 'Scheduled', 'ScheduledOrManual', 'NoSchedule', 'OnlyManual'] }),
  permission: Type.String({ enum: ['All'] }),
  allowConfiguration: flag(),
  system: flag(),
  appConfiguration: Type.Optional(AppConfiguration),
  enabled: flag(),
  appLogoUrl: Type.Optional(Type.String({ format: 'uri' })),
  appScreenshots: Type.Optional(Type.Array(Type.String())),
  supportsInterrupt: flag(),
  supportsIngestionRunner: flag(),
  allowConcurrentExecution: flag(),
}
