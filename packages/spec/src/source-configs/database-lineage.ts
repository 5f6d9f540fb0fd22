/** What an ingestion of the lineage between tables of a database service takes. */
import { connector } from '../connections/connector.ts'
import { flag, list, shape, text, whole, word } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

const queryParserConfig = shape({
  optional: {
    type: word('Auto', 'SqlGlot', 'SqlFluff'),
  },
})

export const databaseLineageConfig = connector('DatabaseLineage', () => ({
  optional: {
    queryLogDuration: whole,
    queryLogFilePath: text,
    resultLimit: whole,
    parsingTimeoutLimit: whole,
    queryParserConfig,
    filterCondition: text,
    overrideViewLineage: flag,
    processViewLineage: flag,
    processQueryLineage: flag,
    processStoredProcedureLineage: flag,
    threads: whole,
    processCrossDatabaseLineage: flag,
    crossDatabaseServiceNames: list(text),
    enableTempTableLineage: flag,
    incrementalLineageProcessing: flag,
    ...filters(
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
      'storedProcedureFilterPattern',
    ),
  },
}))
