/** What the tests of both generations' workflow files run against: an emulator, a catalog that trusts it, and a source with a query log. */
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { azureEnvironment, ingestionApplication } from './azure-environment.ts'
import { createLoggedSourceDatabase, type SourceDatabase } from './source-database.ts'
import type { Generation } from './workflow-configurations.ts'
import { statements } from './workflow-statements.ts'

export interface WorkflowCatalog {
  readonly emulator: RunningEmulator
  readonly catalog: RunningCatalog
  readonly source: SourceDatabase
  /** The `openMetadataServerConfig` of each: Azure SSO as the older client has it, a JWT of the bot for the newer one. */
  serverConfig(generation: Generation): Promise<object>
  stop(): Promise<void>
}

export async function startWorkflowCatalog(): Promise<WorkflowCatalog> {
  const [emulator, source] = await Promise.all([startEmulator(), createLoggedSourceDatabase(statements)])
  const catalog = await startCatalog({ environment: azureEnvironment(emulator) })
  await catalog.admin('bot-bind', ingestionApplication)
  return {
    emulator,
    catalog,
    source,
    async serverConfig(generation) {
      const hostPort = `${catalog.url}/api`
      if (generation === '0.13') {
        const securityConfig = {
          clientSecret: fjordlight.ingestionSecret,
          authority: emulator.authority,
          clientId: fjordlight.ingestionAppId,
          scopes: [`${fjordlight.ingestionApiUri}/.default`],
        }
        return { hostPort, authProvider: 'azure', securityConfig }
      }
      const token = await catalog.botToken()
      return { hostPort, authProvider: 'openmetadata', securityConfig: { jwtToken: token } }
    },
    async stop() {
      await catalog.stop()
      await emulator.stop()
      await source.drop()
    },
  }
}
