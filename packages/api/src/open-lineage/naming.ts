/**
 * Which asset an OpenLineage dataset is: the naming rules of the specification (https://openlineage.io/docs/spec/naming), turned
 * into names below a service.
 */
import type { WaitingEnd } from '@waymark/engine'
import type { OpenLineageDataset } from './event.ts'

interface Rule {
  /** Types of the services that such a dataset is in. */
  readonly kinds: readonly string[]
  /** Parts of the asset's name below its service, from the address behind the scheme and the dataset's name. */
  readonly parts?: (address: string, name: string) => readonly string[]
}

/** Sources without schemas have the one that the connectors call `default`. */
const inDefaultDatabase = (_address: string, name: string) => ['default', name]

function withoutSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, '')
}

/** Objects of a store stand below their bucket. */
function inBucket(address: string, name: string): string[] {
  const [bucket = ''] = address.split('/')
  const path = withoutSlashes([...address.split('/').slice(1), name].join('/'))
  return path === '' ? [bucket] : [bucket, path]
}

/** `container@account.dfs.core.windows.net`: the container is the bucket. */
const inContainer = (address: string, name: string) => inBucket(address.replace(/@.*$/, ''), name)

const rules: Readonly<Record<string, Rule>> = {
  postgres: { kinds: ['Postgres', 'Greenplum', 'Cockroach', 'TimescaleDB', 'AlloyDB'] },
  postgresql: { kinds: ['Postgres', 'Greenplum', 'Cockroach', 'TimescaleDB', 'AlloyDB'] },
  redshift: { kinds: ['Redshift'] },
  snowflake: { kinds: ['Snowflake'] },
  bigquery: { kinds: ['BigQuery'] },
  mssql: { kinds: ['Mssql', 'AzureSQL', 'Synapse', 'MicrosoftFabric'] },
  sqlserver: { kinds: ['Mssql', 'AzureSQL', 'Synapse', 'MicrosoftFabric'] },
  synapse: { kinds: ['Synapse', 'Mssql', 'AzureSQL'] },
  oracle: { kinds: ['Oracle'] },
  trino: { kinds: ['Trino', 'Presto'] },
  presto: { kinds: ['Presto', 'Trino'] },
  awsathena: { kinds: ['Athena'] },
  databricks: { kinds: ['Databricks', 'UnityCatalog', 'DeltaLake'] },
  unitycatalog: { kinds: ['UnityCatalog', 'Databricks'] },
  db2: { kinds: ['Db2'] },
  vertica: { kinds: ['Vertica'] },
  mysql: { kinds: ['Mysql', 'MariaDB', 'SingleStore', 'Doris', 'StarRocks'], parts: inDefaultDatabase },
  mariadb: { kinds: ['MariaDB', 'Mysql'], parts: inDefaultDatabase },
  hive: { kinds: ['Hive', 'Impala', 'DeltaLake', 'Databricks'], parts: inDefaultDatabase },
  teradata: { kinds: ['Teradata'], parts: inDefaultDatabase },
  clickhouse: { kinds: ['Clickhouse'], parts: inDefaultDatabase },
  cassandra: { kinds: ['Cassandra'], parts: inDefaultDatabase },
  mongodb: { kinds: ['MongoDB'], parts: inDefaultDatabase },
  arn: {
    kinds: ['Glue'],
    parts: (_address, name) => ['default', ...name.replace(/^table\//, '').split('/')],
  },
  kafka: { kinds: ['Kafka', 'Redpanda'], parts: (_address, name) => [name] },
  kinesis: { kinds: ['Kinesis'], parts: (_address, name) => [name] },
  pubsub: { kinds: ['PubSub'], parts: (_address, name) => [name.replace(/^topic[:/]/, '')] },
  s3: { kinds: ['S3'], parts: inBucket },
  s3a: { kinds: ['S3'], parts: inBucket },
  s3n: { kinds: ['S3'], parts: inBucket },
  gs: { kinds: ['GCS', 'Gcs'], parts: inBucket },
  abfss: { kinds: ['ADLS'], parts: inContainer },
  abfs: { kinds: ['ADLS'], parts: inContainer },
  wasbs: { kinds: ['ADLS'], parts: inContainer },
  wasb: { kinds: ['ADLS'], parts: inContainer },
}

/** Services of a namespace as an administrator says it: the namespace itself, or the longest beginning of it. */
export function mappedService(
  namespace: string,
  mapping: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  const [best] = Object.keys(mapping)
    .filter((key) => namespace === key || namespace.startsWith(key))
    .sort((a, b) => b.length - a.length)
  const services = best === undefined ? undefined : mapping[best]
  return services?.split(',').map((service) => service.trim())
}

/** The asset of a dataset by its own name; names in quotes lose them. */
export function endOf(
  namespace: string,
  name: string,
  mapping: Readonly<Record<string, string>>,
): WaitingEnd {
  const [, scheme = namespace, address = ''] =
    /^([A-Za-z][A-Za-z0-9+]*)(?::\/\/|:)(.*)$/.exec(namespace) ?? []
  const rule = Object.hasOwn(rules, scheme.toLowerCase()) ? rules[scheme.toLowerCase()] : undefined
  const parts = rule?.parts?.(address, name) ?? [name]
  const services = mappedService(namespace, mapping)
  return {
    namespace,
    name,
    key: parts.join('.').replaceAll(/["`]/g, '').toLowerCase(),
    ...(services ? { services } : {}),
    ...(rule ? { kinds: rule.kinds } : {}),
  }
}

/** A dataset under its own name and under those of its symlinks, e.g. a table of a metastore beside its files. */
export function endsOf(
  { namespace, name, facets }: OpenLineageDataset,
  mapping: Readonly<Record<string, string>>,
): readonly [WaitingEnd, ...WaitingEnd[]] {
  const links = facets?.symlinks?.identifiers ?? []
  return [endOf(namespace, name, mapping), ...links.map((link) => endOf(link.namespace, link.name, mapping))]
}
