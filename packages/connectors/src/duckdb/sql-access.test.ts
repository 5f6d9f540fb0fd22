/** Profiles and tests in DuckDB's SQL, against a file that DuckDB itself wrote. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Engine, profileConformance, testLibraryConformance } from '@waymark/ingest/testing'
import { openDatabaseFile } from './database-file.ts'

/** A file is written by one at a time: it is opened for reading when it is asked for the first time. */
async function duckdbEngine(): Promise<Engine> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-duckdb-sql-'))
  const path = join(directory, 'measured.duckdb')
  const statements: string[] = []
  async function written() {
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run(statements.join(';'))
    connection.closeSync()
    instance.closeSync()
    return await openDatabaseFile(path)
  }
  let file: ReturnType<typeof written> | undefined
  const opened = () => {
    file ??= written()
    return file
  }
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
  return {
    run: async (sql) => {
      statements.push(sql)
    },
    async close() {
      const { close } = await opened()
      close()
      await rm(directory, { recursive: true })
    },
    access: {
      dialect: 'duckdb',
      quote,
      qualify: (_, table) => `main.${quote(table)}`,
      query: async (text, parameters, signal) => (await opened()).access.query(text, parameters, signal),
    },
  }
}

profileConformance('DuckDB', duckdbEngine)
testLibraryConformance('DuckDB', duckdbEngine)
