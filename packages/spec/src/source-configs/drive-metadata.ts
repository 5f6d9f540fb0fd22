/** What an ingestion of the metadata of a file drive takes. */
import { connector } from '../connections/connector.ts'
import { flag, whole } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

export const driveMetadataConfig = connector('DriveMetadata', () => ({
  optional: {
    markDeletedDirectories: flag,
    markDeletedFiles: flag,
    markDeletedSpreadsheets: flag,
    markDeletedWorksheets: flag,
    includeDirectories: flag,
    includeFiles: flag,
    includeSpreadsheets: flag,
    includeWorksheets: flag,
    includeTags: flag,
    includeOwners: flag,
    overrideMetadata: flag,
    useFqnForFiltering: flag,
    threads: whole,
    ...filters(
      'directoryFilterPattern',
      'fileFilterPattern',
      'spreadsheetFilterPattern',
      'worksheetFilterPattern',
    ),
  },
}))
