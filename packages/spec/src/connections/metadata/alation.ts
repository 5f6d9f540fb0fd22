/** What a connection to Alation takes. */
import { connector } from '../connector.ts'
import { mysql } from '../database/mysql.ts'
import { postgres } from '../database/postgres.ts'
import { either, flag, freeMap, supports, text, textMap, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { accessToken, userAndPassword } from '../shapes/sign-in.ts'

export const alation = connector('Alation', () => ({
  required: {
    hostPort: url,
    authType: either(userAndPassword, accessToken),
  },
  optional: {
    connection: either(postgres.schema(), mysql.schema(), freeMap),
    projectName: text,
    paginationLimit: whole,
    includeUndeployedDatasources: flag,
    includeHiddenDatasources: flag,
    ingestDatasources: flag,
    ingestUsersAndGroups: flag,
    ingestDomains: flag,
    ingestKnowledgeArticles: flag,
    ingestDashboards: flag,
    alationTagClassificationName: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
