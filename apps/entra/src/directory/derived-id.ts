/** Object ids for what a state file leaves unnamed: the same words give the same GUID, on every start. */
import { createHash } from 'node:crypto'

/** A name-based (version 5 style, RFC 9562 §5.5) GUID of `words`. */
export function derivedId(...words: string[]): string {
  const hash = createHash('sha1')
    .update(`waymark-entra\n${words.join('\n')}`)
    .digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
