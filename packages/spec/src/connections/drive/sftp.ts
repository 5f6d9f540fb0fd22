/** What a connection to SFTP takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, flag, freeMap, list, shape, supports, text, textMap, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { userAndPassword } from '../shapes/sign-in.ts'

const keyAuth = shape({
  required: {
    username: text,
    privateKey: secret(),
  },
  optional: {
    privateKeyPassphrase: secret(),
  },
})

export const sftp = connector('Sftp', () => ({
  required: {
    host: text,
    authType: either(userAndPassword, keyAuth),
  },
  optional: {
    port: whole,
    rootDirectories: list(text),
    connectionOptions: textMap,
    connectionArguments: freeMap,
    structuredDataFilesOnly: flag,
    extractSampleData: flag,
    ...filters('directoryFilterPattern', 'fileFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
