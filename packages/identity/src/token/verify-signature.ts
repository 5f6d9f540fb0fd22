/** Checks the signature with one key and one algorithm, and only then gives the payload out. */
import { compactVerify } from 'jose'
import type { VerificationKey } from '../key-set.ts'
import type { Claims } from './claims.ts'
import { jsonObject, type ParsedToken } from './parse-bearer.ts'
import { refuse } from './refusal.ts'

/** @throws {@link TokenRefusal} when the signature is not this key's */
export async function verifySignature(token: ParsedToken, key: VerificationKey): Promise<Claims> {
  if (key.alg !== undefined && key.alg !== token.alg)
    refuse({ check: 'algorithm', expected: `${key.alg}, which the key is for`, seen: token.alg })
  try {
    const { payload } = await compactVerify(token.text, key.key, { algorithms: [token.alg] })
    return jsonObject(payload, 'payload')
  } catch {
    return refuse({ check: 'signature', expected: "a signature by the issuer's key" })
  }
}
