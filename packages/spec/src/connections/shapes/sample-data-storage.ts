/** Where sample data goes that shall not lie in the catalog. */
import { either, flag, freeMap, shape, text } from '../members.ts'
import { awsCredentials } from './aws-credentials.ts'

export const dataStorageConfig = shape({
  optional: {
    bucketName: text,
    prefix: text,
    filePathPattern: text,
    overwriteData: flag,
    storageConfig: either(awsCredentials, freeMap),
  },
})

export const sampleDataStorageConfig = shape({
  optional: {
    config: either(freeMap, dataStorageConfig),
  },
})
