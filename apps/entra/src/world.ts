/** Everything one running emulator knows; endpoints and checks get it as their second parameter. */
import type { Clock } from './clock.ts'
import type { Faults } from './control/faults.ts'
import type { RequestLog } from './control/request-log.ts'
import type { Directory } from './directory/model.ts'
import type { DirectoryStore } from './directory/store.ts'
import type { Grants } from './grants/grants.ts'
import type { Sessions } from './grants/sessions.ts'
import type { Random } from './random.ts'
import type { BehaviourEntry } from './state/behaviour-schema.ts'
import type { SigningKeys } from './tokens/signing-keys.ts'

export interface World {
  /** As sign-ins, tokens and queries see it. */
  readonly directory: Directory
  store: DirectoryStore
  behaviour: BehaviourEntry
  clock: Clock
  random: Random
  keys: SigningKeys
  sessions: Sessions
  grants: Grants
  faults: Faults
  requestLog: RequestLog
  /** Key sets of external issuers, by issuer; tests add to them. */
  issuerKeys: Map<string, { keys: Record<string, unknown>[] }>
  /** When the same token request came before, for the check against loops. */
  repeats: Map<string, number[]>
  /** Forgets sessions, grants, faults, consent and the clock's setting; reads the state anew. Keys stay. */
  reset: () => void
}
