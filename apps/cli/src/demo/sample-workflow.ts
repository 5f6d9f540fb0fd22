/** The demo's workflow file: what anybody would write for a PostgreSQL and an Entra application of their own. */
import { stringify } from 'yaml'
import type { SampleDatabase } from './sample-database.ts'
import { sampleDatabase } from './sample-database.ts'
import type { SampleTenant } from './sample-tenant.ts'

export function sampleWorkflow(
  database: SampleDatabase,
  tenant: SampleTenant,
  authority: string,
  serverUrl: string,
): string {
  const file = {
    source: {
      type: 'postgres',
      serviceName: sampleDatabase,
      serviceConnection: {
        config: {
          type: 'Postgres',
          username: database.userName,
          authType: { password: database.password },
          hostPort: database.hostPort,
          database: sampleDatabase,
        },
      },
      sourceConfig: {
        config: { type: 'DatabaseMetadata', schemaFilterPattern: { excludes: ['^sample_company$'] } },
      },
    },
    sink: { type: 'metadata-rest', config: {} },
    workflowConfig: {
      loggerLevel: 'INFO',
      openMetadataServerConfig: {
        hostPort: `${serverUrl}/api`,
        authProvider: 'azure',
        securityConfig: {
          clientSecret: tenant.ingestion.secret,
          authority,
          clientId: tenant.ingestion.clientId,
          scopes: [`${tenant.ui.identifierUri}/.default`],
        },
      },
    },
  }
  return `# The demo's ingestion, written by "waymark start". Its secrets open nothing outside this machine.\n${stringify(file)}`
}
