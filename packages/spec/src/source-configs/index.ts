/** Every kind of ingestion. */
import { apiMetadataConfig } from './api-metadata.ts'
import { applicationConfig } from './application.ts'
import { autoClassificationConfig } from './auto-classification.ts'
import { dashboardMetadataConfig } from './dashboard-metadata.ts'
import { dataInsightConfig } from './data-insight.ts'
import { databaseLineageConfig } from './database-lineage.ts'
import { databaseMetadataConfig } from './database-metadata.ts'
import { databaseUsageConfig } from './database-usage.ts'
import { dbtConfig } from './dbt.ts'
import { driveMetadataConfig } from './drive-metadata.ts'
import { mcpMetadataConfig } from './mcp-metadata.ts'
import { messagingMetadataConfig } from './messaging-metadata.ts'
import { metadataToElasticsearchConfig } from './metadata-to-elasticsearch.ts'
import { mlModelMetadataConfig } from './ml-model-metadata.ts'
import { pipelineMetadataConfig } from './pipeline-metadata.ts'
import { profilerConfig } from './profiler.ts'
import { reverseIngestionConfig } from './reverse-ingestion.ts'
import { searchMetadataConfig } from './search-metadata.ts'
import { storageMetadataConfig } from './storage-metadata.ts'
import { testSuiteConfig } from './test-suite.ts'

export const sourceConfigs = [
  apiMetadataConfig,
  applicationConfig,
  autoClassificationConfig,
  dashboardMetadataConfig,
  dataInsightConfig,
  databaseLineageConfig,
  databaseMetadataConfig,
  databaseUsageConfig,
  dbtConfig,
  driveMetadataConfig,
  mcpMetadataConfig,
  messagingMetadataConfig,
  metadataToElasticsearchConfig,
  mlModelMetadataConfig,
  pipelineMetadataConfig,
  profilerConfig,
  reverseIngestionConfig,
  searchMetadataConfig,
  storageMetadataConfig,
  testSuiteConfig,
]
