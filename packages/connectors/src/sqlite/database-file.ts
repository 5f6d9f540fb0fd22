/** One SQLite file, opened for reading, with errors that say what to do. */
import { constants, DatabaseSync } from 'node:sqlite'
import { SourceError, type SqlAccess, type SqlRow } from '@waymark/ingest'
import { doubleQuoted, withNumbers } from '../sql-values.ts'

/** SQLite's own error codes: https://www.sqlite.org/rescode.html. */
const remedies: Readonly<Record<number, { message: string; hint: string }>> = {
  5: { message: 'The file is locked by a writer.', hint: 'Try again when it has finished, or read a copy.' },
  14: {
    message: 'The file cannot be opened.',
    hint: 'Check serviceConnection.config.database: it must be a file that this user may read, in a directory it may enter.',
  },
  26: {
    message: 'This is not an SQLite database.',
    hint: 'Check serviceConnection.config.database; an encrypted file cannot be read.',
  },
}
const lockedCode = 5
const errorCode = 1
const busyTimeoutMs = 5_000

export interface DatabaseFile {
  rows(sql: string, ...parameters: readonly (string | number)[]): SqlRow[]
  /** The relations that a view reads itself, as SQLite resolves them; undefined for a view that no longer works. */
  readsOf(view: string): { readonly schema: string; readonly name: string }[] | undefined
  readonly access: SqlAccess
  close(): void
}

function sourceError(error: unknown, path: string): SourceError {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
  const remedy = code === undefined ? undefined : remedies[code]
  const said = error instanceof Error ? error.message : String(error)
  return new SourceError(
    code === lockedCode ? 'retriable' : code === errorCode ? 'skippable' : 'fatal',
    `Reading ${path}: ${remedy?.message ?? said}`,
    { hint: remedy?.hint ?? 'Try the same with the program sqlite3.', cause: error },
  )
}

/** @throws SourceError when the file is not there or not a database */
export function openDatabaseFile(path: string): DatabaseFile {
  const attempt = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw sourceError(error, path)
    }
  }
  const database = attempt(() => new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs }))
  const rows = (sql: string, parameters: readonly (string | number)[]): SqlRow[] =>
    attempt(() => {
      const statement = database.prepare(sql)
      statement.setReadBigInts(true)
      return statement.all(...parameters).map(withNumbers)
    })
  return {
    rows: (sql, ...parameters) => rows(sql, parameters),
    readsOf(view) {
      const reads = new Set<string>()
      database.setAuthorizer((action, table, _column, _schema, inView) => {
        if (action === constants.SQLITE_READ && inView === view && table) reads.add(table)
        return constants.SQLITE_OK
      })
      try {
        database.prepare(`select * from main.${doubleQuoted(view)}`)
      } catch {
        return undefined // it names what is gone; the view is shown all the same
      } finally {
        database.setAuthorizer(null)
      }
      return [...reads].filter((name) => name !== view).map((name) => ({ schema: 'main', name }))
    },
    access: {
      dialect: 'sqlite',
      async query(text, parameters, signal) {
        signal.throwIfAborted()
        return rows(text, parameters.map(bindable))
      },
      qualify: (schema, table) => `${doubleQuoted(schema)}.${doubleQuoted(table)}`,
      quote: doubleQuoted,
    },
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}

function bindable(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return value instanceof Date ? value.toISOString() : String(value)
}
