/** What a connection to Amazon Athena takes. */
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, url, word } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const athena = connector('Athena', () => ({
  required: {
    awsConfig: awsCredentials,
    s3StagingDir: url,
    workgroup: text,
  },
  optional: {
    scheme: word('awsathena+rest'),
    catalogId: text,
    databaseName: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsQueryComment',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsDataDiff',
    ),
  },
}))
