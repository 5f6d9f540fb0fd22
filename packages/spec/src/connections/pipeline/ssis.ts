/** What a connection to SQL Server Integration Services takes. */
import { connector } from '../connector.ts'
import { mssql } from '../database/mssql.ts'
import { either, supports, text } from '../members.ts'
import { s3 } from '../storage/s3.ts'

export const ssis = connector('SSIS', () => ({
  required: {
    databaseConnection: mssql.schema(),
    packageConnection: either(s3.schema(), text),
  },
  optional: {
    ...supports('supportsMetadataExtraction'),
  },
}))
