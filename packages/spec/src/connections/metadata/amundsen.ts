/** What a connection to Amundsen takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, supports, text, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const amundsen = connector('Amundsen', () => ({
  required: {
    username: text,
    password: secret(),
    hostPort: url,
  },
  optional: {
    maxConnectionLifeTime: whole,
    validateSSL: flag,
    encrypted: flag,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
