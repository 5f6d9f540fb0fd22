/** One DuckDB file, opened for reading, with errors that say what to do. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { SourceError, type SqlAccess, type SqlRow } from '@waymark/ingest'
import { optionalDriver } from '../optional-driver.ts'
import { doubleQuoted, withNumbers } from '../sql-values.ts'

export interface DatabaseFile {
  rows<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  readonly access: SqlAccess
  close(): void
}

/** DuckDB's errors begin with their kind. */
function sourceError(error: unknown, path: string): SourceError {
  const said = error instanceof Error ? error.message : String(error)
  const [message, hint, consequence] = /lock on file/i.test(said)
    ? ([
        'The file is open in another process that writes.',
        'Close it there, or read a copy of the file.',
        'retriable',
      ] as const)
    : /does not exist|Cannot open (file|database)/i.test(said) && /^IO Error/.test(said)
      ? ([
          'The file cannot be opened.',
          'Check serviceConnection.config.connectionOptions.database: the path of a file that this user may read.',
          'fatal',
        ] as const)
      : /not a valid DuckDB database file|older version|newer version/i.test(said)
        ? ([
            `This is not a database that this release of DuckDB reads: ${said}`,
            'Check the path, or write the file anew with the storage version that the driver reads.',
            'fatal',
          ] as const)
        : ([
            said,
            'Try the same with the program duckdb.',
            /^IO Error/.test(said) ? 'fatal' : 'skippable',
          ] as const)
  return new SourceError(consequence, `Reading ${path}: ${message}`, { hint, cause: error })
}

/** @throws SourceError when the driver is missing, or the file is not there or not a database */
export async function openDatabaseFile(path: string): Promise<DatabaseFile> {
  const { DuckDBInstance } = await optionalDriver('@duckdb/node-api', () => import('@duckdb/node-api'))
  let connection: DuckDBConnection
  let closeInstance: () => void
  try {
    // Nothing is fetched from anywhere while a catalog is read.
    const options = { access_mode: 'READ_ONLY', autoinstall_known_extensions: 'false' }
    const instance = await DuckDBInstance.create(path, options)
    connection = await instance.connect()
    closeInstance = () => instance.closeSync()
  } catch (error) {
    throw sourceError(error, path)
  }
  async function rows<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      const reader = await connection.runAndReadAll(sql, parameters.map(bindable))
      return reader.getRowObjectsJS().map(withNumbers) as Row[] // the driver's rows; names and types are those of the SQL
    } catch (error) {
      throw sourceError(error, path)
    }
  }
  let open = true
  return {
    rows,
    access: {
      dialect: 'duckdb',
      quote: doubleQuoted,
      qualify: (schema, table) => `${doubleQuoted(schema)}.${doubleQuoted(table)}`,
      async query(text, parameters, signal) {
        signal.throwIfAborted()
        return await rows<SqlRow>(text, parameters)
      },
    },
    close() {
      if (!open) return
      open = false
      connection.closeSync()
      closeInstance()
    },
  }
}

function bindable(value: unknown): DuckDBValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return value
  return value instanceof Date ? value.toISOString() : String(value)
}
