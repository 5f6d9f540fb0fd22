/** Reads exact numbers of bytes from a stream that comes in pieces of any size. */

export interface ByteReader {
  /** The next `count` bytes; undefined at the end of the stream. @throws Error when the stream ends in their middle */
  take(count: number): Promise<Buffer | undefined>
}

export function createByteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = source[Symbol.asyncIterator]()
  let waiting: Buffer[] = []
  let waitingBytes = 0
  return {
    async take(count) {
      while (waitingBytes < count) {
        const { done, value } = await iterator.next()
        if (done === true) {
          if (waitingBytes === 0) return undefined
          throw new Error(`the stream ended ${count - waitingBytes} bytes too early`)
        }
        waiting.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
        waitingBytes += value.byteLength
      }
      const all = waiting.length === 1 ? (waiting[0] ?? Buffer.alloc(0)) : Buffer.concat(waiting)
      waiting = all.length > count ? [all.subarray(count)] : []
      waitingBytes -= count
      return all.subarray(0, count)
    },
  }
}
