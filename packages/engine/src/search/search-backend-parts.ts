/** What a search backend beside the one in PostgreSQL gets from the engine. */
import type { Registry } from '@waymark/spec'
import type { Database, Tx } from '../database.ts'
import type { SearchBackend } from './search-contract.ts'
import type { SearchDocument } from './search-document.ts'

export interface SearchBackendParts {
  readonly database: Database
  readonly registry: Registry
  /** Always there, always complete: it answers what the other one can't. */
  readonly postgres: SearchBackend
  /** The documents of entities as they are now; what is gone is left out. */
  readonly documents: (tx: Tx, ids: readonly string[]) => Promise<readonly SearchDocument[]>
  readonly now: () => number
}
