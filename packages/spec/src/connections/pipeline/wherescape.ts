/** What a connection to Wherescape takes. */
import { connector } from '../connector.ts'
import { mssql } from '../database/mssql.ts'
import { supports, url } from '../members.ts'

export const wherescape = connector('Wherescape', () => ({
  required: {
    databaseConnection: mssql.schema(),
  },
  optional: {
    hostPort: url,
    ...supports('supportsMetadataExtraction'),
  },
}))
