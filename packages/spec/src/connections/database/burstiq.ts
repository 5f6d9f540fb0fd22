/** What a connection to BurstIQ takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const burstiq = connector('BurstIQ', () => ({
  required: {
    username: text,
    password: secret(),
    realmName: text,
    biqSdzName: text,
    biqCustomerName: text,
  },
  optional: {
    biqSystemWalletId: text,
    ...filters('tableFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsLineageExtraction', 'supportsProfiler'),
  },
}))
