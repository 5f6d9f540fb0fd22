/** Azure Data Lake Storage: containers, folders, files and Delta tables. */

import { type AdlsConfig, openAzureBlobs } from '../azure-blob.ts'
import { storeConnector } from './store-connector.ts'

export default storeConnector<AdlsConfig>({
  type: 'adls',
  serviceType: 'ADLS',
  open: openAzureBlobs,
  chosen: ({ containerName }) => (containerName ? [containerName] : []),
})
