import { describe, expect, it } from 'vitest'
import { endOf, endsOf, mappedService } from './naming.ts'

describe('the name of an OpenLineage dataset', () => {
  // Namespaces and names as https://openlineage.io/docs/spec/naming lists them.
  it.each([
    ['postgres://db.example:5432', 'Shop.Sales.Orders', 'shop.sales.orders', 'Postgres'],
    ['redshift://cluster.eu-west-1:5439', 'dev.public.t', 'dev.public.t', 'Redshift'],
    ['snowflake://xy12345.eu-central-1', 'SNOW.PUBLIC.T', 'snow.public.t', 'Snowflake'],
    ['snowflake://org-account', '"SNOW"."PUBLIC"."T"', 'snow.public.t', 'Snowflake'],
    ['bigquery', 'project.dataset.t', 'project.dataset.t', 'BigQuery'],
    ['sqlserver://host:1433', 'master.dbo.t', 'master.dbo.t', 'Mssql'],
    ['mysql://host:3306', 'shop.t', 'default.shop.t', 'Mysql'],
    ['hive://metastore:9083', 'shop.t', 'default.shop.t', 'Hive'],
    ['databricks://adb-1.2.azuredatabricks.net', 'main.shop.t', 'main.shop.t', 'Databricks'],
    ['arn:aws:glue:eu-west-1:123456789012', 'table/shop/t', 'default.shop.t', 'Glue'],
    ['kafka://broker:9092', 'orders.v1', 'orders.v1', 'Kafka'],
    ['s3://bucket', 'path/to/data', 'bucket.path/to/data', 'S3'],
    ['s3://bucket', '/', 'bucket', 'S3'],
    ['gs://bucket', 'path', 'bucket.path', 'GCS'],
    ['abfss://raw@lake.dfs.core.windows.net', '/sales/2026', 'raw.sales/2026', 'ADLS'],
    ['wasbs://raw@lake.blob.core.windows.net', 'sales', 'raw.sales', 'ADLS'],
  ])('%s %s is %s in %s', (namespace, name, key, kind) => {
    const end = endOf(namespace, name, {})
    expect(end).toMatchObject({ namespace, name, key })
    expect(end.kinds).toContain(kind)
    expect(end.services).toBeUndefined()
  })

  it('of a source that nobody knows is looked for in every service', () => {
    expect(endOf('airflow', 'a.b', {})).toEqual({ namespace: 'airflow', name: 'a.b', key: 'a.b' })
  })

  it('is looked for in the services that an administrator names, the longest beginning first', () => {
    const mapping = { 'postgres://': 'any', 'postgres://db:5432': 'prod, replica' }
    expect(mappedService('postgres://db:5432', mapping)).toEqual(['prod', 'replica'])
    expect(mappedService('postgres://other', mapping)).toEqual(['any'])
    expect(mappedService('mysql://db', mapping)).toBeUndefined()
  })

  it('is also that of its symlinks', () => {
    const identifiers = [{ namespace: 'hive://metastore:9083', name: 'shop.t', type: 'TABLE' }]
    const ends = endsOf(
      { namespace: 's3://lake', name: 'warehouse/shop/t', facets: { symlinks: { identifiers } } },
      {},
    )
    expect(ends.map((end) => end.key)).toEqual(['lake.warehouse/shop/t', 'default.shop.t'])
  })
})
