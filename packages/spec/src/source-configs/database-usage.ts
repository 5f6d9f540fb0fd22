/** What an ingestion of how the tables of a database service are used takes. */
import { connector } from '../connections/connector.ts'
import { flag, text, whole } from '../connections/members.ts'

export const databaseUsageConfig = connector('DatabaseUsage', () => ({
  optional: {
    queryLogDuration: whole,
    stageFileLocation: text,
    filterCondition: text,
    resultLimit: whole,
    queryLogFilePath: text,
    processQueryCostAnalysis: flag,
  },
}))
