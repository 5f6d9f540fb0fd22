/** Search that is answered by whichever database the routing of reads chooses. */
import type { Database } from '../database.ts'
import type { ReadRouting } from '../standby/read-routing.ts'
import type { SearchBackend } from './search-contract.ts'

/** @param on - the backend of one database; it is made once for each */
export function routedSearch(
  primary: Database,
  reads: ReadRouting,
  on: (database: Database) => SearchBackend,
): SearchBackend {
  const made = new Map<Database, SearchBackend>()
  const backendOn = (database: Database): SearchBackend => {
    const backend = made.get(database) ?? on(database)
    made.set(database, backend)
    return backend
  }
  return {
    ...backendOn(primary),
    search: (query) => reads.run((database) => backendOn(database).search(query)),
    suggest: (prefix, query) => reads.run((database) => backendOn(database).suggest(prefix, query)),
  }
}
