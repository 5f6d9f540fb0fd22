/** What a connection to Microsoft Access takes. */
import { connector } from '../connector.ts'
import { either, shape, supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { s3 } from '../storage/s3.ts'

const localFilePath = shape({
  required: {
    localFilePath: text,
  },
})

export const microsoftAccess = connector('MicrosoftAccess', () => ({
  required: {
    connection: either(localFilePath, s3.schema()),
  },
  optional: {
    ...filters('tableFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsViewLineageExtraction'),
  },
}))
