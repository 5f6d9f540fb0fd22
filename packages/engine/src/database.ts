/** The one door to PostgreSQL: a pool, transactions, and errors of the driver turned into problems. */
import { isProblem, problem } from '@waymark/spec'
import pg from 'pg'
import { listen } from './listen.ts'
import { createTurns } from './turns.ts'
import { type UnansweredWatch, watchUnanswered } from './unanswered.ts'

/** A statement with an optional name: named ones are prepared once per connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

export interface Result<Row> {
  readonly rows: Row[]
  readonly rowCount: number
}

/** Something statements can be run on: a pool or a transaction. */
export interface Tx {
  /** A text of several statements, which takes no values, answers the rows of all. */
  query<Row extends object>(statement: Statement | string, values?: readonly unknown[]): Promise<Result<Row>>
}

export interface Database extends Tx {
  /**
   * Runs `work` in one READ COMMITTED transaction. It commits when the promise resolves and rolls back when it
   * rejects. A serialization failure or deadlock (SQLSTATE 40001, 40P01) runs the work again, three times at most.
   *
   * @throws problem `database-unavailable`: nothing was changed; `outcome-unknown`: the connection was lost during the COMMIT
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Runs reads that cost much, in the order in which they came: so few at a time that other statements find a connection, and that they do
   * not fight over PostgreSQL's processors, which makes each of them dearer. Not to be called within itself.
   *
   * @throws problem `database-unavailable` where it is not their turn in time; what `work` throws
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Calls back on every NOTIFY of the channel, over one connection that is re-opened when it breaks. */
  listen(channel: string, onNotify: () => void): Promise<{ close(): Promise<void> }>
  /** How the pool is used at this moment: connections, those of them that nobody uses, and what waits for one. */
  load(): { readonly connections: number; readonly idle: number; readonly waiting: number }
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** What `pg.Pool` takes: a connection string or its parts. */
  readonly connection: pg.PoolConfig
  /** Default 10. */
  readonly maxConnections?: number
  /** Default a minute; 0: none, for statements that may take as long as they take. Nothing but TCP then notices that the host is gone. */
  readonly statementTimeoutMs?: number
}

const retriable = new Set(['40001', '40P01'])
/** Connection and shutdown classes: the server is away, not the statement wrong. */
const unreachable = /^(08|57P0)|^(ECONN|ENOENT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)/
/** Of these, what happens before a statement is sent. */
const unconnected = /^(57P03|ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/
const connectTimeout = /timeout exceeded when trying to connect|due to connection timeout/i

/** SQLSTATEs of a server that is there and cannot do it just now, in words that follow "The database". */
const unable: ReadonlyMap<string, string> = new Map([
  ['25006', 'takes no changes just now: it is read-only'],
  ['53100', 'has no room left on its disk'],
  ['53200', 'has no memory left'],
  ['53300', 'has no connection left'],
  ['55P03', 'is busy with other changes of the same'],
  ['57014', 'took too long'],
])

/** A connection that waits, for notifications above all, notices within half a minute that the host at its other end is gone. */
const noticing = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 }
const longestWaitMs = 5000
/** PostgreSQL ends a statement at its limit. What is not answered by this many times of that never will be: TCP alone would try for 15 minutes. */
const untilLost = 1.25
/** The same for PostgreSQL: it takes back what a host that is gone has begun, and with it the locks; by TCP alone, after two hours. */
const longestPauseMs = 300_000
/**
 * Connections that no transaction takes. One that holds a lock may have to ask something outside of it (what its caller is allowed to do); were
 * all connections with those who wait for that very lock, everybody would wait until somebody gives up.
 */
const keptForStatements = 2
/** Of all connections, what reads that cost much may have. */
const shareOfCostly = 0.4
const leastCostly = 2

function sqlState(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** SQLSTATE unique_violation. The transaction it happened in can only be rolled back. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505'
}

/** Whether an error of the database is one of these SQLSTATEs, or a problem that it was turned into. */
export function hasSqlState(error: unknown, ...states: readonly string[]): boolean {
  return states.includes(sqlState(isProblem(error) ? error.cause : error))
}

/**
 * SQLSTATEs of values that a column cannot hold, though their schema let them through: whoever sent them is told, by what was expected.
 */
const unstorable: ReadonlyMap<string, string> = new Map([
  // No text of PostgreSQL can hold U+0000.
  ['22021', 'text without the character U+0000.'],
  ['22P05', 'text without the character U+0000.'],
  ['22003', 'numbers that 64 bits hold.'],
  ['22P02', 'whole numbers where whole numbers belong.'],
  ['22007', 'dates as 2024-02-29.'],
  ['22008', 'times that a calendar holds.'],
  ['2201B', 'a regular expression.'],
  ['22025', 'a pattern that does not end in a backslash.'],
])

/** Turns "the database is away" and "no column can hold that" into problems; everything else stays what it is. */
function translate(error: unknown): unknown {
  const state = sqlState(error)
  const expected = unstorable.get(state)
  if (expected !== undefined) {
    return problem('parameter-invalid', { parameter: 'name, value or query', expected }, error)
  }
  const reason = unable.get(state)
  if (reason !== undefined) return problem('database-unavailable', { reason }, error)
  return isAway(error) ? problem('database-unavailable', {}, error) : error
}

function isAway(error: unknown): boolean {
  if (unreachable.test(sqlState(error))) return true
  return (
    error instanceof Error &&
    (connectTimeout.test(error.message) ||
      /connection terminated|terminating connection|not queryable|query read timeout/i.test(error.message))
  )
}

/** A statement outside of a transaction is one of its own: when its connection is lost, only one that reads has surely changed nothing. */
function translateAlone(error: unknown, text: string): unknown {
  const isHarmless =
    !isAway(error) ||
    unconnected.test(sqlState(error)) ||
    (error instanceof Error && connectTimeout.test(error.message)) ||
    /^\s*select\b/i.test(text)
  return isHarmless ? translate(error) : problem('outcome-unknown', {}, error)
}

/** A COMMIT that is not answered may have been carried out all the same; any answer is definite. */
async function commit(answer: Promise<unknown>): Promise<void> {
  try {
    await answer
  } catch (error) {
    throw isAway(error) ? problem('outcome-unknown', {}, error) : translate(error)
  }
}

async function run<Row extends object>(
  on: pg.Pool | pg.PoolClient,
  statement: Statement | string,
  values: readonly unknown[] | undefined,
  translated: (error: unknown, text: string) => unknown = translate,
): Promise<Result<Row>> {
  const config = typeof statement === 'string' ? { text: statement, values } : statement
  try {
    const result = await on.query<Row>({ ...config, values: config.values ? [...config.values] : [] })
    if (Array.isArray(result)) return together<Row>(result)
    return { rows: result.rows, rowCount: result.rowCount ?? 0 }
  } catch (error) {
    throw translated(error, config.text)
  }
}

/** The driver answers a text of several statements with a result each, which its types do not say. */
function together<Row extends object>(results: readonly pg.QueryResult<Row>[]): Result<Row> {
  return {
    rows: results.flatMap(({ rows }) => rows),
    rowCount: results.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0),
  }
}

async function attempt<T>(
  pool: pg.Pool,
  watch: UnansweredWatch | undefined,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  let client: pg.PoolClient
  try {
    client = await pool.connect()
  } catch (error) {
    throw translate(error)
  }
  watch?.hold(client)
  const answered = <Answer>(answer: Promise<Answer>) => watch?.answered(client, answer) ?? answer
  let broken: Error | undefined
  try {
    await answered(run(client, 'begin', undefined))
    const result = await work({
      query: <Row extends object>(statement: Statement | string, values?: readonly unknown[]) =>
        answered(run<Row>(client, statement, values)),
    })
    await commit(answered(client.query('commit')))
    return result
  } catch (error) {
    await answered(client.query('rollback')).catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause))
    })
    throw error
  } finally {
    client.release(broken)
  }
}

type Answers<Asked extends readonly unknown[]> = { [K in keyof Asked]: Awaited<Asked[K]> }

/**
 * The answers to what was asked of one transaction at once, so that it travels together. Waits for all of them, whatever fails: nothing may
 * be sent into a transaction that has ended.
 * @throws what the first of them that failed was rejected with, in the order of the list
 */
export async function allOf<Asked extends readonly unknown[]>(
  asked: readonly [...Asked],
): Promise<Answers<Asked>> {
  const settled = await Promise.allSettled(asked)
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : undefined)) as Answers<Asked> // none was rejected
}

/** What the connection string says of how long a statement may take (`?statement_timeout=`, milliseconds; 0: as long as it takes). */
function askedLimitMs({ connectionString = '' }: pg.PoolConfig): number | undefined {
  const asked = new URLSearchParams(connectionString.split('?')[1]).get('statement_timeout')
  return asked === null ? undefined : Number(asked)
}

/** Opens a pool. Nothing is connected until the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const connection = { ...noticing, ...options.connection }
  const maxConnections = options.maxConnections ?? 10
  const statementTimeoutMs = options.statementTimeoutMs ?? 60_000
  const changes = createTurns(
    Math.max(1, maxConnections - keptForStatements),
    longestWaitMs,
    'has no connection left for a change',
  )
  const costly = createTurns(
    Math.max(leastCostly, Math.floor(maxConnections * shareOfCostly)),
    longestWaitMs,
    'has more to search than it can',
  )
  const pool = new pg.Pool({
    max: maxConnections,
    connectionTimeoutMillis: longestWaitMs,
    idleTimeoutMillis: 30_000,
    // Statements that are asked for together are sent together; PostgreSQL runs them in their order.
    pipeline: true,
    ...(statementTimeoutMs > 0 && {
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: longestPauseMs,
    }),
    ...connection,
  })
  // An idle connection that breaks must not end the process; the next statement opens another.
  pool.on('error', () => {})
  // Nor must one that breaks between two statements of a transaction: the pool listens to idle ones alone, and the next statement fails.
  pool.on('connect', (client) => client.on('error', () => {}))
  const limitMs = statementTimeoutMs > 0 ? (askedLimitMs(connection) ?? statementTimeoutMs) : 0
  const watch = limitMs > 0 ? watchUnanswered(pool, limitMs * untilLost) : undefined

  return {
    query: (statement, values) => run(pool, statement, values, translateAlone),
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await changes.inTurn(() => attempt(pool, watch, work))
        } catch (error) {
          if (tries >= 3 || !retriable.has(sqlState(error))) throw error
        }
      }
    },
    inTurn: (work) => costly.inTurn(work),
    listen: (channel, onNotify) => listen(connection, channel, onNotify),
    load: () => ({
      connections: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount + changes.waiting() + costly.waiting(),
    }),
    async close() {
      watch?.stop()
      await pool.end()
    },
  }
}
