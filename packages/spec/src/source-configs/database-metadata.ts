/** What an ingestion of the metadata of a database service takes. */
import { connector } from '../connections/connector.ts'
import { either, flag, nameMap, shape, text, whole } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

const ownerConfiguration = shape({
  optional: {
    default: text,
    service: text,
    database: either(text, nameMap),
    databaseSchema: either(text, nameMap),
    table: either(text, nameMap),
    enableInheritance: flag,
  },
})

const incremental = shape({
  required: {
    enabled: flag,
  },
  optional: {
    lookbackDays: whole,
    safetyMarginDays: whole,
  },
})

export const databaseMetadataConfig = connector('DatabaseMetadata', () => ({
  optional: {
    markDeletedTables: flag,
    markDeletedStoredProcedures: flag,
    markDeletedSchemas: flag,
    markDeletedDatabases: flag,
    includeTables: flag,
    includeViews: flag,
    includeTags: flag,
    includeCustomProperties: flag,
    includeOwners: flag,
    ownerConfig: ownerConfiguration,
    includeStoredProcedures: flag,
    includeDDL: flag,
    overrideMetadata: flag,
    queryLogDuration: whole,
    queryParsingTimeoutLimit: whole,
    useFqnForFiltering: flag,
    threads: whole,
    incremental,
    extractJsonSchema: flag,
    jsonSchemaSampleSize: whole,
    ...filters(
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
      'storedProcedureFilterPattern',
    ),
  },
}))
