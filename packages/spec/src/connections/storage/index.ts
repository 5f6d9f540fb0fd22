/** Every connector of storage services. */
import { adls } from './adls.ts'
import { customStorage } from './custom-storage.ts'
import { gcs } from './gcs.ts'
import { s3 } from './s3.ts'

export const storageConnectors = [adls, customStorage, gcs, s3]
