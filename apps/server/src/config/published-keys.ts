/** Keys that stand in OpenMetadata's published set-ups: whoever uses one has no secret. */
import { createHash, type KeyObject } from 'node:crypto'

export const publishedFernetKey = 'jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA='

/** SHA-256 of the moduli of published RSA pairs: what a key is, whatever id and file it goes by. */
const publishedModuli: ReadonlySet<string> = new Set([
  // The pair for quick starts, whose key id is Gb389a-9f76-gdjs-a92j-0242bk94356.
  '1ab71a76c0ccd4851a58a20ab3e0140cd028a8c512168542e9cecabcc582c07f',
])

/** Whether everybody has the private half of this key. */
export function isPublishedPair(key: KeyObject): boolean {
  const { n } = key.export({ format: 'jwk' })
  if (n === undefined) return false
  return publishedModuli.has(createHash('sha256').update(Buffer.from(n, 'base64url')).digest('hex'))
}
