/** Every connector of database services. */
import { athena } from './athena.ts'
import { azureSql } from './azure-sql.ts'
import { bigquery } from './bigquery.ts'
import { bigtable } from './bigtable.ts'
import { burstiq } from './burstiq.ts'
import { cassandra } from './cassandra.ts'
import { clickhouse } from './clickhouse.ts'
import { cockroach } from './cockroach.ts'
import { couchbase } from './couchbase.ts'
import { customDatabase } from './custom-database.ts'
import { databricks } from './databricks.ts'
import { datalake } from './datalake.ts'
import { db2 } from './db2.ts'
import { deltaLake } from './delta-lake.ts'
import { domoDatabase } from './domo-database.ts'
import { doris } from './doris.ts'
import { dremio } from './dremio.ts'
import { druid } from './druid.ts'
import { dynamodb } from './dynamodb.ts'
import { epic } from './epic.ts'
import { exasol } from './exasol.ts'
import { glue } from './glue.ts'
import { greenplum } from './greenplum.ts'
import { hive } from './hive.ts'
import { impala } from './impala.ts'
import { informix } from './informix.ts'
import { iomete } from './iomete.ts'
import { mariadb } from './mariadb.ts'
import { microsoftAccess } from './microsoft-access.ts'
import { microsoftFabric } from './microsoft-fabric.ts'
import { mongodb } from './mongodb.ts'
import { mssql } from './mssql.ts'
import { mysql } from './mysql.ts'
import { oracle } from './oracle.ts'
import { pinot } from './pinot.ts'
import { postgres } from './postgres.ts'
import { presto } from './presto.ts'
import { questdb } from './questdb.ts'
import { redshift } from './redshift.ts'
import { salesforce } from './salesforce.ts'
import { sapErp } from './sap-erp.ts'
import { sapHana } from './sap-hana.ts'
import { sapSuccessFactors } from './sap-success-factors.ts'
import { sas } from './sas.ts'
import { servicenow } from './servicenow.ts'
import { singlestore } from './singlestore.ts'
import { snowflake } from './snowflake.ts'
import { sqlite } from './sqlite.ts'
import { ssas } from './ssas.ts'
import { starrocks } from './starrocks.ts'
import { synapse } from './synapse.ts'
import { teradata } from './teradata.ts'
import { timescale } from './timescale.ts'
import { trino } from './trino.ts'
import { unityCatalog } from './unity-catalog.ts'
import { vertica } from './vertica.ts'

export const databaseConnectors = [
  athena,
  azureSql,
  bigquery,
  bigtable,
  burstiq,
  cassandra,
  clickhouse,
  cockroach,
  couchbase,
  customDatabase,
  databricks,
  datalake,
  db2,
  deltaLake,
  domoDatabase,
  doris,
  dremio,
  druid,
  dynamodb,
  epic,
  exasol,
  glue,
  greenplum,
  hive,
  impala,
  informix,
  iomete,
  mariadb,
  microsoftAccess,
  microsoftFabric,
  mongodb,
  mssql,
  mysql,
  oracle,
  pinot,
  postgres,
  presto,
  questdb,
  redshift,
  salesforce,
  sapErp,
  sapHana,
  sapSuccessFactors,
  sas,
  servicenow,
  singlestore,
  snowflake,
  sqlite,
  ssas,
  starrocks,
  synapse,
  teradata,
  timescale,
  trino,
  unityCatalog,
  vertica,
]
