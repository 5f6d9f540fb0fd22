/** What a connection to SAS takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, flag, freeMap, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const sas = connector('SAS', () => ({
  required: {
    username: text,
    password: secret(),
    serverHost: url,
  },
  optional: {
    datatables: flag,
    dataTablesCustomFilter: either(freeMap, text),
    reports: flag,
    reportsCustomFilter: either(freeMap, text),
    dataflows: flag,
    dataflowsCustomFilter: either(freeMap, text),
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
