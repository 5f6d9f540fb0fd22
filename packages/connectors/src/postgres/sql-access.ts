/** Lets the runner ask a PostgreSQL database in SQL: for profiles, tests and classification. */
import { SourceError, type SqlAccess, type TableFacts } from '@waymark/ingest'
import { withPlaceholders } from '../placeholders.ts'
import type { PostgresConfig } from './config.ts'
import { openSession, type Session } from './session.ts'

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

/** `?` outside of quotes and comments becomes `$1`, `$2` …; JSON operators with `?` stay where there are no parameters. */
export function numbered(text: string): string {
  return withPlaceholders(text, (position) => `$${position}`)
}

interface FactsRow {
  readonly estimated: string | null
  readonly size: string | null
  readonly since: string | null
  readonly inserted: string | null
  readonly updated: string | null
  readonly deleted: string | null
}

async function facts(session: Session, schema: string, table: string): Promise<TableFacts> {
  const [row] = await session.rows<FactsRow>(
    `select case when c.reltuples >= 0 then c.reltuples::bigint end as estimated,
            case when c.relkind in ('r', 'm', 'p') then pg_catalog.pg_total_relation_size(c.oid) end as size,
            extract(epoch from d.stats_reset) * 1000 as since,
            s.n_tup_ins as inserted, s.n_tup_upd as updated, s.n_tup_del as deleted
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       left join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
       left join pg_catalog.pg_stat_database d on d.datname = pg_catalog.current_database()
      where n.nspname = $1 and c.relname = $2`,
    [schema, table],
  )
  if (!row) return {}
  const { estimated, size, since, inserted, updated, deleted } = row
  return {
    ...(estimated === null ? {} : { estimatedRows: Number(estimated) }),
    ...(size === null ? {} : { sizeInByte: Number(size) }),
    ...(inserted === null
      ? {}
      : {
          changes: {
            sinceMs: since === null ? undefined : Math.round(Number(since)),
            inserted: Number(inserted),
            updated: Number(updated),
            deleted: Number(deleted),
          },
        }),
  }
}

/** A session of its own, with the database's own search path: tests written by people name tables as they do. */
export async function openSqlAccess(
  config: PostgresConfig,
  database: string,
): Promise<{ readonly access: SqlAccess; close(): Promise<void> }> {
  const session = await openSession(config, database, { ownSearchPath: true })
  const access: SqlAccess = {
    dialect: 'postgres',
    quote,
    qualify: (schema, table) => `${quote(schema)}.${quote(table)}`,
    async query(text, parameters, signal) {
      signal.throwIfAborted()
      const statement = parameters.length > 0 ? numbered(text) : text
      const rows = session.rows<Record<string, unknown>>(statement, parameters)
      return await unlessAborted(rows, signal)
    },
    facts: (schema, table) => facts(session, schema, table),
  }
  return { access, close: () => session.close() }
}

/** The statement goes on in the server until the session is closed, which the runner does next. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  work.catch(() => {}) // told by the race, unless it was aborted before
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (stop) signal.removeEventListener('abort', stop)
  }
}

/** @throws SourceError when a table of the log cannot be read, with what to grant */
export function requireStatistics(found: boolean): void {
  if (found) return
  throw new SourceError('fatal', 'The extension pg_stat_statements is not installed in this database.', {
    hint: 'Add it to shared_preload_libraries, CREATE EXTENSION pg_stat_statements, and GRANT pg_read_all_stats to the role; or give queryLogFilePath.',
  })
}
