/** What a connection to QuestDB takes. */
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { password } from '../shapes/sign-in.ts'

export const questdb = connector('QuestDB', () => ({
  required: {
    username: text,
    authType: password,
    hostPort: text,
  },
  optional: {
    scheme: word('postgresql+psycopg2'),
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('tableFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsViewLineageExtraction'),
  },
}))
