/** What a connection to Google Drive takes. */
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'

export const googleDrive = connector('GoogleDrive', () => ({
  required: {
    credentials: gcpCredentials,
  },
  optional: {
    delegatedEmail: text,
    driveId: text,
    includeTeamDrives: flag,
    includeGoogleSheets: flag,
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
