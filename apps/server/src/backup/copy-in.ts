/** Fills a database with what a backup holds: whole, or not at all. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { BackupError } from './backup-error.ts'
import type { Block, Manifest, TableStart } from './content.ts'

export interface Filled {
  readonly tables: number
  readonly rows: number
}

/**
 * Runs in the caller's transaction.
 *
 * @param client - in a database that has the backup's schema and no rows
 * @param blocks - what follows the manifest
 * @throws BackupError when what arrives is not what was written
 */
export async function copyIn(
  client: ClientBase,
  manifest: Manifest,
  blocks: AsyncIterable<Block>,
): Promise<Filled> {
  for (const { name, parent, bound } of manifest.partitions)
    await client.query(`create table if not exists ${name} partition of ${parent} ${bound}`)
  let current: { start: TableStart; stream: CopyStreamQuery; hash: ReturnType<typeof createHash> } | undefined
  let tables = 0
  let rows = 0
  for await (const block of blocks) {
    if (block.kind === 'start') {
      const { table, columns } = block.start
      // What triggers derive (counts, for one) is a table too, and comes along as it was.
      await client.query(`alter table ${table} disable trigger user`)
      const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
      current = { start: block.start, stream, hash: createHash('sha256') }
    } else if (block.kind === 'data' && current !== undefined) {
      current.hash.update(block.data)
      if (!current.stream.write(block.data))
        await Promise.race([once(current.stream, 'drain'), finished(current.stream)])
    } else if (block.kind === 'end' && current !== undefined) {
      const done = finished(current.stream)
      current.stream.end()
      await done
      const { table, rows: expected, digest } = block.end
      if (current.hash.digest('hex') !== digest || current.stream.rowCount !== expected)
        throw new BackupError(`The table ${table} of the backup is not what was written.`)
      await client.query(`alter table ${table} enable trigger user`)
      tables += 1
      rows += expected
      current = undefined
    }
  }
  if (current !== undefined)
    throw new BackupError(`The backup ends in the middle of the table ${current.start.table}.`)
  for (const { name, value, isCalled } of manifest.sequences)
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, value, isCalled])
  return { tables, rows }
}
