/** Hostile tokens, generated: forged, malformed, or good in form and wrong in what they say. None may ever be let in. */
import { claimCorpus } from './claim-corpus.ts'
import {
  embeddedKeys,
  hmacWithPublicMaterial,
  keyTricks,
  otherAlgorithms,
  unsigned,
} from './forged-tokens.ts'
import type { CorpusKeys, HostileToken } from './hostile-token.ts'
import { sign } from './local-issuer.ts'
import { brokenSignatures, criticalHeaders, encrypted, oversized, shapes } from './malformed-tokens.ts'
import { good } from './raw-token.ts'

/** Every class; at least 600 tokens. */
export async function tokenCorpus(keys: CorpusKeys): Promise<readonly HostileToken[]> {
  const genuine = await sign(keys.issuer, good())
  const all = [
    ...unsigned(keys),
    ...(await hmacWithPublicMaterial(keys)),
    ...(await otherAlgorithms(keys)),
    ...(await keyTricks(keys)),
    ...(await embeddedKeys(keys)),
    ...(await brokenSignatures(keys, genuine)),
    ...shapes(genuine),
    ...(await criticalHeaders(keys)),
    ...encrypted(genuine),
    ...(await oversized(keys)),
    ...(await claimCorpus(keys)),
  ]
  // Some roads lead to the same text.
  return [...new Map(all.map((hostile) => [hostile.token, hostile])).values()]
}
