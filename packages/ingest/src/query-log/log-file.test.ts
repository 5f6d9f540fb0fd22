/** Query logs in files, as other tools write them and as they break. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readLogFile } from './log-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-log-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function read(name: string, text: string) {
  writeFileSync(join(directory, name), text)
  return await Array.fromAsync(readLogFile(join(directory, name)))
}

describe('a query log in a file', () => {
  it('is read with quotes, commas and line breaks inside of queries, in any order of columns', async () => {
    const text = [
      '\uFEFFuser_name,query_text,start_time,end_time,aborted,database_name,schema_name,duration',
      'ada,"select ""a"",\n  \'b,c\' from t",2026-11-22 10:00:00.500,2026-11-22 10:00:01.500,false,shop,sales,',
      'bob,select 1,2026-11-22 10:00:00+02:00,,,,,2.5',
      'eve,select 2,,,true,,,',
      '',
    ].join('\r\n')
    expect(await read('log.csv', text)).toEqual([
      {
        query: 'select "a",\n  \'b,c\' from t',
        database: 'shop',
        schema: 'sales',
        user: 'ada',
        atMs: Date.UTC(2026, 10, 22, 10, 0, 0, 500),
        durationMs: 1000,
      },
      { query: 'select 1', user: 'bob', atMs: Date.UTC(2026, 10, 22, 8), durationMs: 2500 },
    ])
  })

  it('may be a directory, of which the CSV files are read by name', async () => {
    writeFileSync(join(directory, 'b.csv'), 'query_text\nselect 2\n')
    writeFileSync(join(directory, 'a.csv'), 'query_text\nselect 1')
    writeFileSync(join(directory, 'notes.txt'), 'query_text\nselect 3\n')
    const queries = await Array.fromAsync(readLogFile(directory))
    expect(queries.map(({ query }) => query).filter((query) => /^select [123]$/.test(query))).toEqual([
      'select 1',
      'select 2',
      'select 1',
    ])
  })

  it('says which row has a quote that never ends, and which path is not there', async () => {
    await expect(read('open.csv', `query_text\n"select ${'x'.repeat(1024 * 1024)}`)).rejects.toThrow(
      /open\.csv cannot be read as CSV: the quote in row 2 never ends\./,
    )
    await expect(Array.fromAsync(readLogFile('/no/such/log.csv'))).rejects.toThrow(
      'queryLogFilePath: /no/such/log.csv is neither a file nor a directory that can be read.',
    )
  })
})
