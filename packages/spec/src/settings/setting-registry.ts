/** Every kind of settings that is kept in the database, and who keeps the others. */
import {
  assetCertificationSettings,
  entityRulesSettings,
  glossaryTermRelationSettings,
  profilerConfiguration,
} from './asset-settings.ts'
import type { SettingDefinition } from './define-setting.ts'
import { lineageSettings, openLineageSettings, searchSettings } from './discovery-settings.ts'
import {
  customUiThemePreference,
  emailConfiguration,
  mcpConfiguration,
  openMetadataBaseUrlConfiguration,
  slackAppConfiguration,
  teamsAppConfiguration,
  workflowSettings,
} from './installation-settings.ts'

export const settingDefinitions = {
  assetCertificationSettings,
  customUiThemePreference,
  emailConfiguration,
  entityRulesSettings,
  glossaryTermRelationSettings,
  lineageSettings,
  mcpConfiguration,
  openLineageSettings,
  openMetadataBaseUrlConfiguration,
  profilerConfiguration,
  searchSettings,
  slackAppConfiguration,
  teamsAppConfiguration,
  workflowSettings,
} as const satisfies Record<string, SettingDefinition>

export type SettingType = keyof typeof settingDefinitions

/** Settings that the environment or the configuration file holds: readable with `waymark config show`, never through the API. */
export const configuredSettings: ReadonlySet<string> = new Set([
  'airflowConfiguration',
  'authenticationConfiguration',
  'authorizerConfiguration',
  'elasticsearch',
  'eventHandlerConfiguration',
  'fernetConfiguration',
  'jwtTokenConfiguration',
  'loginConfiguration',
  'sandboxModeEnabled',
  'scimConfiguration',
  'secretsManagerConfiguration',
  'securityConfiguration',
  'slackBot',
  'slackChat',
  'slackEventPublishers',
  'slackInstaller',
  'slackState',
])
