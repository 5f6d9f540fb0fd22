/** Stands in for the driver, as no Oracle can be had for tests: SQLite runs the connector's statements over the documented dictionary. */
import { readFileSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { OracleDriver } from './session.ts'

export interface FixtureDriver {
  readonly driver: OracleDriver
  readonly heard: string[]
  /** What the driver was told to connect to. */
  readonly connectStrings: string[]
}

export function createFixtureDriver(): FixtureDriver {
  const heard: string[] = []
  const connectStrings: string[] = []
  const database = new DatabaseSync(':memory:')
  database.exec(readFileSync(new URL('./fixture.sql', import.meta.url), 'utf8'))
  database.exec(
    "attach ':memory:' as sales; create table sales.customer (email text); insert into sales.customer values ('ada'), (null)",
  )
  return {
    heard,
    connectStrings,
    driver: {
      OUT_FORMAT_OBJECT: 4002,
      STRING: 'STRING',
      DB_TYPE_CLOB: 'CLOB',
      DB_TYPE_NCLOB: 'NCLOB',
      DB_TYPE_LONG: 'LONG',
      async getConnection({ user, password, connectString }) {
        connectStrings.push(connectString)
        if (user !== 'reader' || password !== 'correct horse')
          throw new Error(
            'ORA-01017: invalid credential or not authorized; logon denied\nHelp: https://docs.oracle.com/error-help/db/ora-01017/',
          )
        return {
          callTimeout: 0,
          async execute(statement, values, { outFormat, fetchTypeHandler }) {
            if (outFormat !== 4002 || fetchTypeHandler({ dbType: 'LONG' })?.type !== 'STRING')
              throw new Error('rows as objects, and long texts as text, were expected')
            heard.push(statement)
            return { rows: run(database, statement, values) }
          },
          close: async () => undefined,
        }
      },
    },
  }
}

function run(database: DatabaseSync, statement: string, values: readonly unknown[]): unknown[] {
  const plain = statement
    .replace(/\bdba_/g, 'all_')
    .replace(/\bsysdate\b/g, "julianday('now')")
    .replace(/fetch first (\d+) rows only/g, 'limit $1')
  try {
    const bound = Object.fromEntries(values.map((value, index) => [`:${index + 1}`, value as SQLInputValue])) // what the tests pass
    return database.prepare(plain).all(bound)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(
      /no such table/.test(said)
        ? `ORA-00942: table or view does not exist`
        : `ORA-00904: ${said} in ${statement}`,
    )
  }
}
