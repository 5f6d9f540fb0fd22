/** What a connection to SharePoint takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const sharepoint = connector('SharePoint', () => ({
  required: {
    clientId: text,
    clientSecret: secret(),
    tenantId: text,
    siteUrl: url,
  },
  optional: {
    siteName: text,
    driveId: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters(
      'directoryFilterPattern',
      'fileFilterPattern',
      'spreadsheetFilterPattern',
      'worksheetFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
