/** What a connection to Delta Lake takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, freeMap, shape, supports, text } from '../members.ts'
import { s3Config } from '../shapes/bucket.ts'
import { filters } from '../shapes/filter-pattern.ts'

const metastoreHostPortConnection = shape({
  optional: {
    metastoreHostPort: text,
  },
})

const metastoreDbConnection = shape({
  optional: {
    metastoreDb: text,
    username: text,
    password: secret(),
    driverName: text,
    jdbcDriverClassPath: text,
  },
})

const metastoreFilePathConnection = shape({
  optional: {
    metastoreFilePath: text,
  },
})

const metastoreConfig = shape({
  required: {
    connection: either(metastoreHostPortConnection, metastoreDbConnection, metastoreFilePathConnection),
  },
  optional: {
    appName: text,
  },
})

const storageConfig = shape({
  required: {
    connection: s3Config,
  },
  optional: {
    bucketName: text,
    prefix: text,
  },
})

export const deltaLake = connector('DeltaLake', () => ({
  required: {
    configSource: either(metastoreConfig, storageConfig),
  },
  optional: {
    databaseName: text,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsDBTExtraction'),
  },
}))
