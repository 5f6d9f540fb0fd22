/**
 * Encrypts a stream of any length with a passphrase, so that no byte can be changed, moved, left out or cut off unnoticed.
 *
 * A file is the line `WAYMARK BACKUP`, a line of JSON (how the key is derived), and frames: length (4 bytes), 1 for the last one else 0,
 * AES-256-GCM of at most 64 KiB, tag. The frame's number is its nonce, which is safe because the key is this file's alone (its salt is
 * random); the header and the mark of the last frame are authenticated with every frame (the STREAM construction of Hoang, Reyhanitabar,
 * Rogaway and Vizár, 2015).
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { BackupError } from './backup-error.ts'
import { createByteReader } from './byte-reader.ts'

const magic = 'WAYMARK BACKUP\n'
const frameBytes = 64 * 1024
const tagBytes = 16
const keyBytes = 32
/** 64 MiB of memory a guess; OWASP's second recommendation for scrypt. */
const cost = { N: 2 ** 16, r: 8, p: 2 } as const

interface Header {
  readonly version: 1
  readonly scrypt: { readonly N: number; readonly r: number; readonly p: number; readonly salt: string }
}

export async function* sealStream(
  plain: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Buffer> {
  const header: Header = { version: 1, scrypt: { ...cost, salt: randomBytes(16).toString('base64') } }
  const line = Buffer.from(`${JSON.stringify(header)}\n`)
  const key = await derive(passphrase, header)
  yield Buffer.concat([Buffer.from(magic), line])
  let number = 0
  const frame = (content: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number), { authTagLength: tagBytes })
    number += 1
    cipher.setAAD(Buffer.concat([line, Buffer.of(isLast ? 1 : 0)]))
    const start = Buffer.alloc(5)
    start.writeUInt32BE(content.length)
    start.writeUInt8(isLast ? 1 : 0, 4)
    return Buffer.concat([start, cipher.update(content), cipher.final(), cipher.getAuthTag()])
  }
  let waiting: Buffer = Buffer.alloc(0)
  for await (const piece of plain) {
    waiting = Buffer.concat([waiting, piece])
    while (waiting.length > frameBytes) {
      yield frame(waiting.subarray(0, frameBytes), false)
      waiting = waiting.subarray(frameBytes)
    }
  }
  yield frame(waiting, true)
}

/** @throws BackupError on another passphrase, and on every file that is not wholly what was written */
export async function* openStream(
  sealed: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Buffer> {
  const reader = createByteReader(sealed)
  const take = async (count: number): Promise<Buffer> => {
    const bytes = await reader.take(count).catch(() => undefined)
    if (bytes === undefined) throw new BackupError('The backup is cut short.')
    return bytes
  }
  if ((await take(magic.length)).toString() !== magic)
    throw new BackupError('This file is no backup of Waymark.')
  const bytes: Buffer[] = []
  while (bytes.at(-1)?.at(0) !== 10 && bytes.length < 1000) bytes.push(await take(1))
  const line = Buffer.concat(bytes)
  const key = await derive(passphrase, headerIn(line))
  for (let number = 0; ; number += 1) {
    const start = await take(5)
    const isLast = start.readUInt8(4) === 1
    const length = start.readUInt32BE()
    if (length > frameBytes) throw new BackupError(damaged(number))
    const content = await take(length)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(number), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.concat([line, Buffer.of(isLast ? 1 : 0)]))
    decipher.setAuthTag(await take(tagBytes))
    try {
      yield Buffer.concat([decipher.update(content), decipher.final()])
    } catch {
      throw new BackupError(damaged(number))
    }
    if (!isLast) continue
    if ((await reader.take(1)) !== undefined) throw new BackupError('Something was appended to the backup.')
    return
  }
}

/** Nothing of a file with another passphrase opens; what opens at first and fails later was changed. */
function damaged(frame: number): string {
  return frame === 0
    ? 'The passphrase is another one than the backup was made with, or the file was changed.'
    : `The backup was changed or damaged, at about ${Math.round((frame * frameBytes) / 1024)} KiB.`
}

function headerIn(line: Buffer): Header {
  try {
    const header = JSON.parse(line.toString()) as Header // checked below
    const { N, r, p } = header.scrypt
    // A crafted file must not make us spend all memory.
    if (header.version === 1 && N <= 2 ** 20 && r <= 16 && p <= 16) return header
  } catch {
    // Said below.
  }
  throw new BackupError(
    'The backup has a format that this release does not know. Restore it with the release that wrote it.',
  )
}

function derive(passphrase: string, { scrypt: { N, r, p, salt } }: Header): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 256 * N * r }
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), keyBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

function nonce(frame: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(frame, 8)
  return bytes
}
