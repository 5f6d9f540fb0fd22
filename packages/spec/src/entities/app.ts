/** An app that is installed: a job of the catalog's own, or of an outside runner, with its schedule and runs. */
import { Type } from '@sinclair/typebox'
import { AppRuntime, appMembers } from '../app-members.ts'
import { openmetadata } from '../connections/metadata/openmetadata.ts'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { PrivateAppConfiguration } from '../types/app-configuration.ts'
import { AppRunRecord } from '../types/app-run-record.ts'
import { AppSchedule } from '../types/app-schedule.ts'
import { Provider } from '../types/provider.ts'

export const App = defineEntity({
  type: 'app',
  collection: 'apps',
  label: 'App',
  description: 'An installed app with its schedule and the record of its runs.',
  fields: {
    ...appMembers,
    runtime: AppRuntime,
    privateConfiguration: Type.Optional(PrivateAppConfiguration),
    appSchedule: Type.Optional(AppSchedule),
    openMetadataServerConnection: Type.Optional(openmetadata.schema()),
    provider: Type.Optional(Provider),
  },
  readOnly: ['openMetadataServerConnection', 'provider'],
  traits: ['owners', 'domains'],
  relations: {
    bot: { to: ['bot'], many: false, relationship: 'uses', always: false },
    pipelines: { to: ['ingestionPipeline'], many: true, relationship: 'has', readOnly: true },
    eventSubscriptions: { to: ['eventSubscription'], many: true, relationship: 'listens', readOnly: true },
    ingestionRunner: { to: ['ingestionRunner'], many: false, relationship: 'runs' },
  },
  extensions: {
    runs: { kind: 'timeSeries', schema: AppRunRecord, timestamp: 'timestamp', internal: true },
  },
  createOnly: {
    className: Type.Optional(appMembers.className),
    appType: Type.Optional(appMembers.appType),
    scheduleType: Type.Optional(appMembers.scheduleType),
    permission: Type.Optional(appMembers.permission),
    runtime: Type.Optional(AppRuntime),
    allowBotImpersonation: Type.Optional(Type.Boolean()),
  },
  // What no marketplace offers runs somewhere else.
  normalize: (app) => ({
    className: app.name,
    appType: 'external',
    scheduleType: 'NoSchedule',
    permission: 'All',
    runtime: {},
    enabled: true,
    ...app,
  }),
})
export type App = EntityOf<typeof App>
export type CreateApp = CreateOf<typeof App>
