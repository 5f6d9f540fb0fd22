/** What a run of an app takes. */
import { connector } from '../connections/connector.ts'
import { text } from '../connections/members.ts'
import { AppConfiguration, PrivateAppConfiguration } from '../types/app-configuration.ts'

export const applicationConfig = connector('Application', () => ({
  optional: {
    sourcePythonClass: text,
    appConfig: AppConfiguration,
    appPrivateConfig: PrivateAppConfiguration,
  },
}))
