/** Every connector of pipeline services. */
import { airbyte } from './airbyte.ts'
import { airflow } from './airflow.ts'
import { customPipeline } from './custom-pipeline.ts'
import { dagster } from './dagster.ts'
import { dataFactory } from './data-factory.ts'
import { databricksPipeline } from './databricks-pipeline.ts'
import { dbtCloud } from './dbt-cloud.ts'
import { domoPipeline } from './domo-pipeline.ts'
import { fivetran } from './fivetran.ts'
import { flink } from './flink.ts'
import { gluePipeline } from './glue-pipeline.ts'
import { kafkaConnect } from './kafka-connect.ts'
import { kinesisFirehose } from './kinesis-firehose.ts'
import { matillion } from './matillion.ts'
import { microsoftFabricPipeline } from './microsoft-fabric-pipeline.ts'
import { mulesoft } from './mulesoft.ts'
import { nifi } from './nifi.ts'
import { openlineage } from './openlineage.ts'
import { snowplow } from './snowplow.ts'
import { spark } from './spark.ts'
import { spline } from './spline.ts'
import { ssis } from './ssis.ts'
import { stitch } from './stitch.ts'
import { wherescape } from './wherescape.ts'

export const pipelineConnectors = [
  airbyte,
  airflow,
  customPipeline,
  dagster,
  dataFactory,
  databricksPipeline,
  dbtCloud,
  domoPipeline,
  fivetran,
  flink,
  gluePipeline,
  kafkaConnect,
  kinesisFirehose,
  matillion,
  microsoftFabricPipeline,
  mulesoft,
  nifi,
  openlineage,
  snowplow,
  spark,
  spline,
  ssis,
  stitch,
  wherescape,
]
