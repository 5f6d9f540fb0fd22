/** What the corpus is made of, and what it is made with. */
import type { TestKey } from './local-issuer.ts'

export interface HostileToken {
  /** What kind of attack it is, and what is wrong with this one. */
  readonly name: string
  readonly token: string
}

export interface CorpusKeys {
  /** The issuer's own key. */
  readonly issuer: TestKey
  /** A key of the same kind that nobody published. */
  readonly attacker: TestKey
  /** A URL that must never be asked. */
  readonly trap: string
  /** `iss` and `kid` of the server's own tokens. */
  readonly own: { readonly issuer: string; readonly kid: string }
}
