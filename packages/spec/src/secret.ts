/** Marks what must be encrypted at rest, masked in answers and kept when the mask comes back. */
import { type TString, Type } from '@sinclair/typebox'

/** JSON Schema keyword on a string that is itself a secret. */
export const SECRET_KEYWORD = 'x-waymark-secret'
/** JSON Schema keyword on a free-form object whose members are secret when their key sounds like one. */
export const SECRET_KEYS_KEYWORD = 'x-waymark-secret-keys'
/** What a reader gets in place of a secret; sent back unchanged, it means "keep what you have". */
export const SECRET_MASK = '*********'

/** Keys of a connector's configuration whose values are secrets, wherever they sit. */
export const secretKeyPattern =
  /(password|secret|token|privatekey|private_key|passphrase|apikey|api_key|accesskey|credential|sastoken|connectionstring|accountkey)$/i

/** A string that is itself a secret, 64 KiB at most. */
export function secret(): TString {
  return Type.String({ [SECRET_KEYWORD]: true, maxLength: 65_536 })
}
