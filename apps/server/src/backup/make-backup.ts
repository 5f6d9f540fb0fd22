/** Makes a backup: everything that the database holds at one moment, in one encrypted file. */
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { problem } from '@waymark/spec'
import { Client, type PoolConfig } from 'pg'
import type { ServerConfig } from '../config/server-config.ts'
import { type Block, encodeBlock } from './content.ts'
import { copyOut } from './copy-out.ts'
import { sealStream } from './sealed-stream.ts'

export interface BackupMade {
  readonly path: string
  readonly bytes: number
  readonly tables: number
  readonly rows: number
}

export interface BackupSource {
  readonly config: Pick<ServerConfig, 'masterKeys' | 'masterKeyFile'>
  readonly connection: PoolConfig
  readonly version: string
  readonly now: () => number
}

/**
 * Writes the backup beside `path` and gives it that name when it is complete; a file of that name is replaced. Those who write
 * meanwhile are not held up: the copy reads one snapshot.
 *
 * @throws Problem parameter-invalid when the file cannot be written
 */
export async function makeBackup(
  source: BackupSource,
  path: string,
  passphrase: string,
): Promise<BackupMade> {
  const target = resolve(path)
  const unfinished = `${target}.unfinished`
  const client = new Client(source.connection)
  // A connection that breaks fails the statement on it; unheard, it would end the server.
  client.on('error', () => {})
  await client.connect()
  const count = { tables: 0, rows: 0 }
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await pipeline(
      encoded(copyOut(client, about(source)), count),
      createGzip({ level: 6 }),
      (compressed: AsyncIterable<Buffer>) => sealStream(compressed, passphrase),
      createWriteStream(unfinished, { mode: 0o600, flush: true }),
    )
    await rename(unfinished, target)
    return { path: target, bytes: (await stat(target)).size, ...count }
  } catch (error) {
    await rm(unfinished, { force: true })
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!['EACCES', 'EROFS', 'ENOSPC', 'EISDIR', 'ENOTDIR', 'EPERM'].includes(code)) throw error
    const expected = `a file that the server may write, with room for it (${code}). Its own directory is WAYMARK_HOME.`
    throw problem('parameter-invalid', { parameter: 'path', expected }, error)
  } finally {
    await client.end()
  }
}

/** Keys that the configuration holds stay there; a key that lies beside the data is lost with them, so it comes along. */
function about({ config: { masterKeys, masterKeyFile }, version, now }: BackupSource) {
  return {
    waymark: version,
    madeAt: new Date(now()).toISOString(),
    masterKeys: masterKeys.map(({ id, key }) => ({
      id,
      ...(masterKeyFile === undefined ? {} : { key: Buffer.from(key).toString('base64') }),
    })),
  }
}

async function* encoded(
  blocks: AsyncIterable<Block>,
  count: { tables: number; rows: number },
): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    if (block.kind === 'end') {
      count.tables += 1
      count.rows += block.end.rows
    }
    yield encodeBlock(block)
  }
}
