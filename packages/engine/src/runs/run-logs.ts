/** Logs of ingestion runs: appended batch by batch, read by line, closed when the run is over. */
import type { Database, Tx } from '../database.ts'
import type { RunLogs } from '../measurements.ts'

/** Whoever follows a log listens here; the table is the truth. */
const channel = 'run_log'
/** Chunks read at once by whoever follows. */
const mostChunks = 100

/** A run that writes more is cut off at its beginning: the newest lines are the ones people look for. */
const mostBytesPerAnswer = 4 * 1024 * 1024

export function createRunLogs(database: Database, now: () => number): RunLogs {
  return {
    async append(fqn, runId, text) {
      if (text === '') return
      await database.query({
        name: 'run-log-append',
        text: `with added as (
                 insert into run_log (fqn_hash, run_id, at_ms, lines, line_count) values (md5($1)::uuid, $2, $3, $4, $5))
               select pg_notify('${channel}', '')`,
        // PostgreSQL stores no U+0000, and a terminal shows none.
        values: [fqn, runId, now(), text.replaceAll('\u0000', ''), text.split('\n').length],
      })
    },
    async close(fqn, runId) {
      await database.query({
        name: 'run-log-close',
        text: `with closed as (
                 insert into run_log_end (fqn_hash, run_id, at_ms) values (md5($1)::uuid, $2, $3)
                 on conflict (fqn_hash, run_id) do nothing)
               select pg_notify('${channel}', '')`,
        values: [fqn, runId, now()],
      })
    },
    async latestRun(fqn) {
      const { rows } = await database.query<{ run_id: string }>({
        name: 'run-log-latest',
        text: 'select run_id from run_log where fqn_hash = md5($1)::uuid order by sequence desc limit 1',
        values: [fqn],
      })
      return rows[0]?.run_id
    },
    async after(fqn, runId, sequence) {
      // Whether it is closed is asked first: what was written before the end is then read with it.
      const { rows: ends } = await database.query({
        name: 'run-log-closed',
        text: 'select from run_log_end where fqn_hash = md5($1)::uuid and run_id = $2',
        values: [fqn, runId],
      })
      const { rows } = await database.query<{ sequence: string; lines: string }>({
        name: 'run-log-after',
        text: `select sequence, lines from run_log
                where fqn_hash = md5($1)::uuid and run_id = $2 and sequence > $3 order by sequence limit ${mostChunks}`,
        values: [fqn, runId, sequence],
      })
      return {
        chunks: rows.map(({ sequence: at, lines }) => ({ sequence: Number(at), lines: lines.split('\n') })),
        closed: ends.length > 0 && rows.length < mostChunks,
      }
    },
    async subscribe(onNews) {
      const listener = await database.listen(channel, onNews)
      return { unsubscribe: () => listener.close() }
    },
    async forget(beforeMs) {
      const { rowCount } = await database.query('delete from run_log where at_ms < $1', [beforeMs])
      await database.query('delete from run_log_end where at_ms < $1', [beforeMs])
      return rowCount
    },
    async read(fqn, runId, { offset, limit }) {
      const { rows } = await database.query<{
        lines: string
        before: string
        total: string
        closed: boolean
      }>({
        name: 'run-log-read',
        text: `select lines, before, total, closed from (
                 select lines, line_count, sequence,
                        sum(line_count) over (order by sequence) - line_count as before,
                        sum(line_count) over () as total,
                        exists (select from run_log_end e where e.fqn_hash = md5($1)::uuid and e.run_id = $2) as closed
                   from run_log where fqn_hash = md5($1)::uuid and run_id = $2) as batch
                where before + line_count > $3 and before < $3 + $4
                order by sequence`,
        values: [fqn, runId, offset, limit],
      })
      const first = Number(rows[0]?.before ?? 0)
      const lines = rows.flatMap((row) => row.lines.split('\n')).slice(offset - first, offset - first + limit)
      const total = rows[0] ? Number(rows[0].total) : await countLines(database, fqn, runId)
      let size = 0
      const fitting = lines.filter((line) => {
        size += line.length + 1
        return size <= mostBytesPerAnswer
      })
      return { lines: fitting, total, closed: rows[0]?.closed ?? false }
    },
  }
}

async function countLines(database: Database, fqn: string, runId: string): Promise<number> {
  const { rows } = await database.query<{ total: string }>({
    name: 'run-log-count',
    text: `select coalesce(sum(line_count), 0) as total from run_log where fqn_hash = md5($1)::uuid and run_id = $2`,
    values: [fqn, runId],
  })
  return Number(rows[0]?.total ?? 0)
}

/** Logs stay with who is called otherwise now. What somebody wrote under the new name before is theirs as well. */
export async function renameLogs(
  tx: Tx,
  renamed: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  const values = [renamed.map(({ from }) => from), renamed.map(({ to }) => to)]
  const moved = 'unnest($1::text[], $2::text[]) as moved (was, now) where fqn_hash = md5(moved.was)::uuid'
  await tx.query({
    name: 'run-log-rename',
    text: `update run_log set fqn_hash = md5(moved.now)::uuid from ${moved}`,
    values,
  })
  await tx.query({
    name: 'run-log-end-taken',
    text: `delete from run_log_end using ${moved} and exists (
             select from run_log_end taken where taken.fqn_hash = md5(moved.now)::uuid and taken.run_id = run_log_end.run_id)`,
    values,
  })
  await tx.query({
    name: 'run-log-end-rename',
    text: `update run_log_end set fqn_hash = md5(moved.now)::uuid from ${moved}`,
    values,
  })
}

export async function dropLogs(tx: Tx, fqns: readonly string[]): Promise<void> {
  for (const table of ['run_log', 'run_log_end']) {
    const text = `delete from ${table} using unnest($1::text[]) as gone (fqn) where fqn_hash = md5(gone.fqn)::uuid`
    await tx.query({ name: `${table}-drop`, text, values: [fqns] })
  }
}
