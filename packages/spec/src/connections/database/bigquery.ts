/** What a connection to BigQuery takes. */
import { connector } from '../connector.ts'
import { amount, flag, freeMap, list, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const bigquery = connector('BigQuery', () => ({
  required: {
    credentials: gcpCredentials,
  },
  optional: {
    scheme: word('bigquery'),
    hostPort: text,
    billingProjectId: text,
    includePolicyTags: flag,
    taxonomyProjectID: list(text),
    taxonomyLocation: text,
    usageLocation: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    costPerTB: amount,
    ...filters(
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
      'storedProcedureFilterPattern',
    ),
    ...supports(
      'supportsMetadataExtraction',
      'supportsIncrementalMetadataExtraction',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsDatabase',
      'supportsQueryComment',
      'supportsSystemProfile',
      'supportsDataDiff',
    ),
  },
}))
