/** Migrations are applied once, in order, safely against crashes, edits and each other. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { dumpSchema } from './testing/dump-schema.ts'
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from './testing/test-database.ts'

describe('migrate', () => {
  let test: TestDatabase
  let folder: string

  beforeEach(async () => {
    test = await createEmptyDatabase()
    folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  })
  afterEach(async () => {
    await test.drop()
    await rm(folder, { recursive: true })
  })

  const put = (name: string, sql: string) => writeFile(join(folder, name), sql)
  const run = () => migrate(test.database, [{ directory: pathToFileURL(folder) }])
  const columnsOf = async (table: string) => {
    const { rows } = await test.database.query<{ name: string }>(
      'select column_name as name from information_schema.columns where table_name = $1 order by ordinal_position',
      [table],
    )
    return rows.map((row) => row.name)
  }

  it('T74: applies every file once, the own ones before those of other packages', async () => {
    await put('2001-thing.sql', 'create table thing (a integer);')
    const applied = await run()
    expect(applied.at(0)).toBe('0001-entities.sql')
    expect(applied.at(-1)).toBe('2001-thing.sql')
    expect(await run()).toEqual([])
  })

  it('T74: waits for whoever migrates at the same time', async () => {
    await put('2001-thing.sql', 'create table thing (a integer);')
    const applied = (await Promise.all([run(), run(), run()])).flat()
    expect(new Set(applied).size).toBe(applied.length)
  })

  it('T74: rolls a failing file back alone and resumes with it', async () => {
    await put('2001-first.sql', 'create table first (a integer);')
    await put('2002-second.sql', 'create table second (a integer); select 1 / 0;')
    await expect(run()).rejects.toThrow(/division by zero/)
    expect(await columnsOf('first')).toEqual(['a'])
    expect(await columnsOf('second')).toEqual([])
    await put('2002-second.sql', 'create table second (b integer);')
    expect(await run()).toEqual(['2002-second.sql'])
    expect(await columnsOf('second')).toEqual(['b'])
  })

  it('T74: refuses a file that was edited after it had been applied, and names it', async () => {
    await put('2001-thing.sql', 'create table thing (a integer);')
    await run()
    await put('2001-thing.sql', 'create table thing (a integer);\r\n')
    await expect(run()).rejects.toThrow(/2001-thing\.sql was edited/)
    await put('2001-thing.sql', 'create table thing (a integer);')
    expect(await run()).toEqual([])
  })

  it('T74: refuses a database that a newer release has migrated, and changes nothing', async () => {
    await put('2002-newer.sql', 'create table newer (a integer);')
    await run()
    await rm(join(folder, '2002-newer.sql'))
    await put('2001-older.sql', 'create table older (a integer);')
    await expect(run()).rejects.toThrow(/2002-newer\.sql.*newer release/)
    expect(await columnsOf('older')).toEqual([])
  })

  it('refuses two files of one number', async () => {
    await put('2001-a.sql', 'select 1')
    await put('2001-b.sql', 'select 1')
    await expect(run()).rejects.toThrow(/share the number 2001/)
  })
})

it('schema.sql is what the migrations make', async () => {
  const test = await createTestDatabase()
  try {
    const committed = await readFile(new URL('../schema.sql', import.meta.url), 'utf8')
    expect(await dumpSchema(test.database)).toBe(committed)
  } finally {
    await test.drop()
  }
})
