/** Makes entity ids: UUIDs of version 7 (RFC 9562 §5.7), so that new rows land next to each other in indexes. */

export type RandomBytes = (size: number) => Uint8Array

/** Draws much at once: a call of the system for every id costs more than everything else of it. */
export function drawnAhead(source: RandomBytes): RandomBytes {
  let drawn = source(0)
  let used = 0
  return (size) => {
    if (used + size > drawn.length) {
      drawn = source(Math.max(size, 4096))
      used = 0
    }
    used += size
    return drawn.subarray(used - size, used)
  }
}

export function newEntityId(nowMs: number, randomBytes: RandomBytes): string {
  const bytes = Buffer.from(randomBytes(16))
  bytes.writeUIntBE(nowMs, 0, 6)
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f)
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
