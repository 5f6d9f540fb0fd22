/** What a connection to Teradata takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const teradata = connector('Teradata', () => ({
  required: {
    username: text,
    hostPort: text,
  },
  optional: {
    scheme: word('teradatasql'),
    password: secret(),
    logmech: word('TD2', 'LDAP', 'JWT', 'KRB5', 'CUSTOM', 'TDNEGO'),
    logdata: text,
    tmode: word('ANSI', 'TERA', 'DEFAULT'),
    account: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters(
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
      'storedProcedureFilterPattern',
    ),
    ...supports(
      'supportsMetadataExtraction',
      'supportsProfiler',
      'supportsQueryComment',
      'supportsViewLineageExtraction',
    ),
  },
}))
