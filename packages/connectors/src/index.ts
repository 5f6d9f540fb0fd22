/** Every connector by the `type` of the workflow file's source; each is loaded when it is first asked for. */
import type { Connector } from '@waymark/ingest'

/** The configuration type is the connector's own: the runner validates against `config` before `open`. */
type AnyConnector = Connector<never>

export const connectors: Readonly<Record<string, () => Promise<{ readonly default: AnyConnector }>>> = {
  adls: () => import('./object-store/adls.ts'),
  airflow: () => import('./airflow/connector.ts'),
  dbt: () => import('./dbt/connector.ts'),
  duckdb: () => import('./duckdb/connector.ts'),
  entra: () => import('./entra/connector.ts'),
  kafka: () => import('./kafka/connector.ts'),
  mariadb: () => import('./mysql/mariadb.ts'),
  mysql: () => import('./mysql/connector.ts'),
  openmetadata: () => import('./openmetadata/connector.ts'),
  postgres: () => import('./postgres/connector.ts'),
  rest: () => import('./openapi/connector.ts'),
  s3: () => import('./object-store/s3.ts'),
  sqlite: () => import('./sqlite/connector.ts'),
}
