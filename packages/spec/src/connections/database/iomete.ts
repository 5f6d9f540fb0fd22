/** What a connection to Iomete takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const iomete = connector('Iomete', () => ({
  required: {
    hostPort: text,
    username: text,
    password: secret(),
    cluster: text,
    dataPlane: text,
  },
  optional: {
    catalog: text,
    databaseSchema: text,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsViewLineageExtraction',
    ),
  },
}))
