/** Every connector by the `type` of the workflow file's source; each is loaded when it is first asked for. */
import type { Connector } from '@waymark/ingest'

/** The configuration type is the connector's own: the runner validates against `config` before `open`. */
type AnyConnector = Connector<never>

export const connectors: Readonly<Record<string, () => Promise<{ readonly default: AnyConnector }>>> = {
  adls: () => import('./object-store/adls.ts'),
  airflow: () => import('./airflow/connector.ts'),
  azuresql: () => import('./mssql/azure-sql.ts'),
  bigquery: () => import('./bigquery/connector.ts'),
  databricks: () => import('./databricks/connector.ts'),
  datafactory: () => import('./datafactory/connector.ts'),
  dbt: () => import('./dbt/connector.ts'),
  duckdb: () => import('./duckdb/connector.ts'),
  entra: () => import('./entra/connector.ts'),
  kafka: () => import('./kafka/connector.ts'),
  looker: () => import('./looker/connector.ts'),
  mariadb: () => import('./mysql/mariadb.ts'),
  metabase: () => import('./metabase/connector.ts'),
  microsoftfabric: () => import('./mssql/fabric.ts'),
  mongodb: () => import('./mongodb/connector.ts'),
  mssql: () => import('./mssql/connector.ts'),
  mysql: () => import('./mysql/connector.ts'),
  openmetadata: () => import('./openmetadata/connector.ts'),
  oracle: () => import('./oracle/connector.ts'),
  postgres: () => import('./postgres/connector.ts'),
  powerbi: () => import('./powerbi/connector.ts'),
  redshift: () => import('./redshift/connector.ts'),
  rest: () => import('./openapi/connector.ts'),
  s3: () => import('./object-store/s3.ts'),
  snowflake: () => import('./snowflake/connector.ts'),
  sqlite: () => import('./sqlite/connector.ts'),
  superset: () => import('./superset/connector.ts'),
  synapse: () => import('./mssql/synapse.ts'),
  tableau: () => import('./tableau/connector.ts'),
  unitycatalog: () => import('./databricks/unity-catalog.ts'),
}

/**
 * Connectors whose tests have only what the source documents, or a stand-in for it, to talk to: their page says "not yet run
 * against a real server", and so do the list of sources and `waymark connector list`. Leave the line out once a test runs
 * against the real thing.
 */
const byDocumentation: readonly string[] = [
  'azuresql',
  'bigquery',
  'databricks',
  'datafactory',
  'entra',
  'looker',
  'metabase',
  'microsoftfabric',
  'mongodb',
  'mssql',
  'openmetadata',
  'powerbi',
  'oracle',
  'redshift',
  'snowflake',
  'synapse',
  'tableau',
  'unitycatalog',
]

/** How far a connector was tried: against a real server of its source, or against what the source documents. */
export type Verified = 'real-server' | 'documented-protocol'

/** Every connector's type with how far it was tried; loads none of them. */
export const connectorTypes: ReadonlyMap<string, Verified> = new Map(
  Object.keys(connectors).map((type) => [
    type,
    byDocumentation.includes(type) ? 'documented-protocol' : 'real-server',
  ]),
)
