/** Amazon S3: buckets, folders, files and Delta tables. */
import { openS3, type S3Config } from '../amazon-s3.ts'
import { storeConnector } from './store-connector.ts'

export default storeConnector<S3Config>({
  type: 's3',
  serviceType: 'S3',
  open: openS3,
  chosen: ({ bucketNames }) => bucketNames ?? [],
})
