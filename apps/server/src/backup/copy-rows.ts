/** Copies a catalog from one database into another that has its schema. */
import { Client, type PoolConfig } from 'pg'
import { BackupError } from './backup-error.ts'
import type { Manifest } from './content.ts'
import { copyIn } from './copy-in.ts'
import { copyOut } from './copy-out.ts'

/**
 * All rows of one snapshot, in one transaction of the target, which loses those that it had.
 *
 * @throws BackupError when there is nothing to copy, or what arrives is not what was read
 */
export async function copyRows(from: PoolConfig, to: PoolConfig): Promise<void> {
  const [reader, writer] = [new Client(from), new Client(to)]
  await reader.connect()
  await writer.connect()
  try {
    const blocks = copyOut(reader, { waymark: '', madeAt: '', masterKeys: [] })
    const first = await blocks.next()
    if (first.done === true || first.value.kind !== 'manifest')
      throw new BackupError('The database is empty.')
    const manifest: Manifest = first.value.manifest
    await writer.query('begin')
    await writer.query('set local statement_timeout = 0')
    const { rows } = await writer.query<{ name: string }>(`
      select quote_ident(relname) as name from pg_class
       where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace and relname <> 'schema_migration'`)
    await writer.query(`truncate ${rows.map(({ name }) => name).join(', ')}`)
    await copyIn(writer, manifest, blocks)
    await writer.query('commit')
  } finally {
    await reader.end()
    await writer.end()
  }
}
