/** What a connection to SQL Server Analysis Services takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'

export const ssas = connector('SSAS', () => ({
  required: {
    httpConnection: text,
    username: text,
    password: secret(),
  },
  optional: {
    ...supports('supportsMetadataExtraction', 'supportsLineageExtraction'),
  },
}))
