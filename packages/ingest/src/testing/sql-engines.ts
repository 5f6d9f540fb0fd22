/** Two real databases for the tests of what is asked in SQL: PostgreSQL, and SQLite, which lacks much of it. */
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { SourceError } from '../connector.ts'
import type { SqlAccess } from '../sql-access.ts'

export interface Engine {
  readonly access: SqlAccess
  run(sql: string): Promise<void>
  close(): Promise<void>
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

function skippable(error: unknown): SourceError {
  return new SourceError('skippable', error instanceof Error ? error.message : String(error), {
    cause: error,
  })
}

export async function postgresEngine(): Promise<Engine> {
  const client = new pg.Client({ connectionString: process.env.WAYMARK_TEST_DATABASE_URL })
  await client.connect()
  const schema = `ingest_${process.pid}_${Date.now()}`
  await client.query(`create schema ${schema}; set search_path = ${schema}`)
  return {
    run: async (sql) => {
      await client.query(sql)
    },
    async close() {
      await client.query(`drop schema ${schema} cascade`)
      await client.end()
    },
    access: {
      dialect: 'postgres',
      quote,
      qualify: (_, table) => `${schema}.${quote(table)}`,
      async query(text, parameters) {
        let count = 0
        const numbered = text.replace(/\?/g, () => {
          count += 1
          return `$${count}`
        })
        try {
          return (await client.query(numbered, [...parameters])).rows
        } catch (error) {
          throw skippable(error)
        }
      },
    },
  }
}

export async function sqliteEngine(): Promise<Engine> {
  const database = new DatabaseSync(':memory:')
  return {
    run: async (sql) => database.exec(sql),
    close: async () => database.close(),
    access: {
      dialect: 'sqlite',
      quote,
      qualify: (_, table) => quote(table),
      async query(text, parameters) {
        try {
          return database.prepare(text).all(...(parameters as (string | number | null)[])) // what the tests pass
        } catch (error) {
          throw skippable(error)
        }
      },
    },
  }
}
