/**
 * Threat T75: a backup that was made while the catalog was written to is restored elsewhere, from the embedded PostgreSQL to an external
 * one and back, and every answer of the API is the same.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { crawl, differences } from './crawl.ts'

const waymark = fileURLToPath(new URL('../../../apps/cli/bin/waymark.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-backup-'))
const databaseName = `backup_${randomUUID().replaceAll('-', '')}`
const keyFile = join(directory, 'backup.key')
const home = (name: string) => join(directory, name)
const settings = { AUTHENTICATION_PROVIDER: 'basic' }
let running: RunningCatalog | undefined
let externalUrl: string
/** Answers name the server's address, so that all servers have one, one after the other. */
let port: number

async function start(
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningCatalog> {
  await running?.stop()
  running = await startCatalog({ home: home(name), port, environment: { ...settings, ...environment } })
  return running
}

const waymarkAt = (
  name: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) =>
  runProgram(process.execPath, [waymark, ...words], {
    environment: { ...settings, WAYMARK_HOME: home(name), ...environment },
  })

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env.WAYMARK_TEST_DATABASE_URL })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

beforeAll(async () => {
  port = await freePort()
  await onServer(`create database ${databaseName}`)
  const url = new URL(process.env.WAYMARK_TEST_DATABASE_URL ?? '')
  url.pathname = `/${databaseName}`
  externalUrl = url.href
  writeFileSync(keyFile, 'four unrelated words of a passphrase\n')
})
afterAll(async () => {
  await running?.stop()
  await onServer(`drop database if exists ${databaseName} with (force)`)
  rmSync(directory, { recursive: true, force: true })
})

/** Something of every way to be stored: secrets, columns, versions, links, tags, series, lineage, talk, soft deletion. */
async function fill({ api }: RunningCatalog): Promise<void> {
  const put = (path: string, body: object) =>
    api<{ id: string; fullyQualifiedName: string }>(path, { method: 'PUT', body })
  await put('services/databaseServices', {
    name: 'shop',
    serviceType: 'Postgres',
    connection: {
      config: {
        type: 'Postgres',
        username: 'reader',
        authType: { password: 'a secret of the source' },
        hostPort: 'db:5432',
        database: 'shop',
      },
    },
  })
  await put('databases', { name: 'shop', service: 'shop' })
  await put('databaseSchemas', { name: 'sales', database: 'shop.shop' })
  const columns = [
    { name: 'id', dataType: 'BIGINT' },
    { name: 'e-mail\n"ü\t\\N', dataType: 'VARCHAR', dataLength: 10 },
  ]
  const [orders, customers] = [
    await put('tables', { name: 'orders', databaseSchema: 'shop.shop.sales', columns }),
    await put('tables', {
      name: 'customers',
      databaseSchema: 'shop.shop.sales',
      columns,
      description: 'Tab\tand\nline',
    }),
  ]
  await api(`tables/${orders.id}`, {
    method: 'PATCH',
    body: [{ op: 'add', path: '/description', value: 'What was ordered' }],
  })
  await put('lineage', {
    edge: { fromEntity: { id: customers.id, type: 'table' }, toEntity: { id: orders.id, type: 'table' } },
  })
  const now = Date.UTC(2026, 0, 15)
  await put(`tables/${orders.id}/tableProfile`, {
    tableProfile: { timestamp: now, rowCount: 3, columnCount: 2 },
  })
  await api('feed', {
    method: 'POST',
    body: { message: 'Who owns this?', about: '<#E::table::shop.shop.sales.orders>' },
  })
  await put('glossaries', { name: 'words', displayName: 'Words', description: 'of the shop' })
  const old = await put('tables', { name: 'old', databaseSchema: 'shop.shop.sales', columns })
  await api(`tables/${old.id}`, { method: 'DELETE' })
}

describe('a backup of the embedded PostgreSQL', () => {
  it('T75: holds one moment of a catalog that is written to, and everything of one that is not', async () => {
    const source = await start('embedded')
    await fill(source)
    const token = String((await source.admin('admin-token')).token)

    let wrote = 0
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        const name = `while ${wrote}`
        await source.api('tables', {
          method: 'PUT',
          body: { name, databaseSchema: 'shop.shop.sales', columns: [{ name: 'id', dataType: 'BIGINT' }] },
        })
        wrote += 1
      }
    })()
    const during = await waymarkAt('embedded', ['backup', home('during.backup'), '--key-file', keyFile])
    isOver = true
    await writing
    expect([during.code, during.stderr]).toEqual([0, expect.stringMatching(/rows of \d+ tables/)])
    expect(wrote).toBeGreaterThan(0)

    // Twice: what a caller asked for says of which generation it is, and the catalog answers accordingly from then on.
    await crawl(source, token)
    const before = await crawl(source, token)
    expect(before.size).toBeGreaterThan(300)
    const made = await waymarkAt('embedded', [
      'backup',
      home('quiet.backup'),
      '--key-file',
      keyFile,
      '--json',
    ])
    expect(made.code).toBe(0)

    // To an external PostgreSQL, and a home that has a master key of its own.
    const external = { DATABASE_URL: externalUrl }
    const restored = await waymarkAt(
      'external',
      ['restore', home('quiet.backup'), '--key-file', keyFile],
      external,
    )
    expect([restored.code, restored.stderr]).toEqual([0, expect.stringContaining('Start the server.')])
    const target = await start('external', external)
    // The token of the source: its signing key came along, and so did what revokes it.
    await crawl(target, token)
    expect(differences(before, await crawl(target, token))).toEqual([])
    const secret = await target.api<{ connection: { config: { authType: { password: string } } } }>(
      'services/databaseServices/name/shop?fields=connection',
      { token: await target.botToken() },
    )
    expect(secret.connection.config.authType.password).toBe('a secret of the source')
    // Events of before must not hold up those of now.
    await target.api('glossaries', { method: 'PUT', body: { name: 'after', description: 'the restore' } })

    // Over it, the one that was made while tables were written: every table that it has is whole.
    await start('embedded')
    const refused = await waymarkAt(
      'external',
      ['restore', home('during.backup'), '--key-file', keyFile],
      external,
    )
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--replace')])
    const replaced = await waymarkAt(
      'external',
      ['restore', home('during.backup'), '--key-file', keyFile, '--replace'],
      external,
    )
    expect(replaced.code).toBe(0)
    const client = new Client({ connectionString: externalUrl })
    await client.connect()
    const { rows } = await client.query<{ tables: number; found: number; told: number }>(`
      select count(*)::int as tables, count(d.entity_id)::int as found,
             count(*) filter (where exists (select from change_event c where c.entity_id = e.id))::int as told
        from entity e left join search_document d on d.entity_id = e.id where e.type = 'table'`)
    await client.end()
    expect(rows[0]?.tables).toBeGreaterThanOrEqual(3)
    expect(rows[0]).toEqual({ tables: rows[0]?.tables, found: rows[0]?.tables, told: rows[0]?.tables })
  })

  it('T75: is refused while a server runs, with another passphrase, and when a byte of it was changed or cut off', async () => {
    const restore = (file: string, key: string) =>
      waymarkAt('nowhere', ['restore', file, '--check', '--key-file', key])
    const otherKey = join(directory, 'other.key')
    writeFileSync(otherKey, 'another passphrase')
    const whole = home('quiet.backup')
    expect((await waymarkAt('embedded', ['restore', whole, '--key-file', keyFile])).stderr).toContain(
      'A server runs',
    )
    expect((await restore(whole, keyFile)).code).toBe(0)
    expect((await restore(whole, otherKey)).stderr).toContain('another one')
    const bytes = readFileSync(whole)
    for (const [name, content] of [
      [
        'changed',
        Buffer.concat([bytes.subarray(0, 4000), Buffer.of((bytes[4000] ?? 0) ^ 1), bytes.subarray(4001)]),
      ],
      ['cut', bytes.subarray(0, -1)],
      ['longer', Buffer.concat([bytes, Buffer.of(0)])],
    ] as const) {
      writeFileSync(home(name), content)
      expect([name, (await restore(home(name), keyFile)).code]).toEqual([name, 1])
    }
  })
})
