/** Where codes, token ids and trace ids come from: the system's randomness, or a seed's fixed sequence. */
import { createHmac, randomBytes } from 'node:crypto'

export interface Random {
  bytes: (length: number) => Buffer
  guid: () => string
  /** A base64url string of `length` random bytes. */
  text: (length: number) => string
  /** A whole number from `from` to `to`, both included. */
  between: (from: number, to: number) => number
}

/** With a seed the sequence is the same on every start: for golden tests, never for anything secret. */
export function createRandom(seed?: string): Random {
  let counter = 0
  const bytes = (length: number): Buffer => {
    if (seed === undefined) return randomBytes(length)
    const blocks: Buffer[] = []
    for (let total = 0; total < length; total += 32) {
      blocks.push(createHmac('sha256', seed).update(String(counter)).digest())
      counter += 1
    }
    return Buffer.concat(blocks).subarray(0, length)
  }
  return {
    bytes,
    guid: () => {
      const raw = bytes(16)
      raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6)
      raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8)
      return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
    text: (length) => bytes(length).toString('base64url'),
    between: (from, to) => from + (bytes(4).readUInt32BE() % (to - from + 1)),
  }
}
