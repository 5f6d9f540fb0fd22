/** What a connection to a file drive through a connector of your own takes. */
import { connector } from '../connector.ts'
import { freeMap, supports, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const customDrive = connector('CustomDrive', () => ({
  optional: {
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
