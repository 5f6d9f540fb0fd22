/** What every write is given beside its transaction, and how it is meant. */
import type { CertificationRule } from './certification.ts'
import type { RandomBytes } from './entity-id.ts'
import type { EntityTypes } from './entity-type.ts'
import type { Lexicon } from './search/lexicon.ts'
import type { SecretBox } from './secret-box.ts'
import type { Validation } from './validation.ts'
import type { Actor, WriteOptions } from './write-options.ts'

/** What writing needs beside a transaction. */
export interface WriteContext {
  readonly types: EntityTypes
  readonly validation: Validation
  readonly secrets: SecretBox
  /** How PostgreSQL reads words, kept between writes. */
  readonly lexicon: Lexicon
  /** Told of every write that search may find. */
  readonly noteSearchWrite: () => void
  readonly now: () => number
  readonly randomBytes: RandomBytes
  readonly certificationRule: () => Promise<CertificationRule>
}

export interface WriteMode {
  /** `create` refuses names that exist, `put` updates them. */
  readonly kind: 'create' | 'put'
  readonly actor: Actor & { readonly isBot?: boolean }
  readonly options: WriteOptions
  /** Of bodies that came as requests of their own: who decides about each, in place of `options.authorize`. */
  readonly authorizers?: readonly WriteOptions['authorize'][]
}
