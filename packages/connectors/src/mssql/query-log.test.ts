/** Where each engine of the family keeps what ran, and that its catalog can be read beside it. */
import type { DatabaseSync } from 'node:sqlite'
import { entityOf, readContext } from '@waymark/ingest/testing'
import { describe, expect, it } from 'vitest'
import mssql from './connector.ts'
import { startTestServer } from './fixture/test-server.ts'

const signal = new AbortController().signal

describe('the query log of SQL Server and its relatives', () => {
  /** What a server of this edition logged, once `prepare` has put it there. */
  async function logged(edition: number, prepare: (shop: DatabaseSync) => void, condition?: string) {
    const server = await startTestServer({ edition, prepare })
    const source = await mssql.open(server.config, signal)
    await source.check('GetQueries', signal)
    const request = { sinceMs: Date.now() - 86_400_000, limit: 10, condition, signal }
    const queries = await Array.fromAsync(source.queries?.(request) ?? [])
    const tables = await Array.fromAsync(source.read(readContext()))
    await source.close()
    await server.close()
    expect(entityOf(tables, 'table', 'customer')).toBeDefined()
    return queries
  }
  const at = new Date(Date.now() - 60_000).toISOString()
  const text = 'select email from sales.customer'

  it('is the Query Store where it is on: runs summed up, without declarations of parameters', async () => {
    const [query, ...others] = await logged(3, () => {}, "query not like '%archive%'")
    expect(others).toEqual([])
    expect(query).toMatchObject({
      query: `${text} where id = @id`,
      database: 'shop',
      count: 4,
      durationMs: 10,
    })
    expect(Date.now() - (query?.atMs ?? 0)).toBeLessThan(360_000)
  })

  it('is the plan cache where the Query Store is off', async () => {
    const queries = await logged(3, (database) =>
      database.exec(`
        update sys.database_query_store_options set actual_state = 0;
        insert into sys.dm_exec_query_stats (sql_handle, plan_handle, last_execution_time, execution_count, total_elapsed_time)
          values (x'01', x'0a', '${at}', 7, 14000), (x'02', x'0b', '${at}', 9, 1);
        insert into sys.dm_exec_sql_text (handle, text) values (x'01', '${text}'), (x'02', 'select 1 from elsewhere');
        insert into sys.dm_exec_plan_attributes (handle, attribute, value) values (x'0a', 'dbid', 5), (x'0b', 'dbid', 6)`),
    )
    expect(queries).toMatchObject([{ query: text, count: 7, durationMs: 14 }])
  })

  it('is the requests of a dedicated pool in Synapse', async () => {
    const queries = await logged(6, (database) =>
      database.exec(`
        insert into sys.dm_pdw_exec_sessions (session_id, login_name) values ('SID1', 'ada@contoso.com');
        insert into sys.dm_pdw_exec_requests (session_id, status, start_time, total_elapsed_time, command)
          values ('SID1', 'Completed', '${at}', 25, '${text}'), ('SID1', 'Failed', '${at}', 25, 'select broken')`),
    )
    expect(queries).toMatchObject([{ query: text, user: 'ada@contoso.com', count: 1, durationMs: 25 }])
  })

  it('is the history of a serverless pool, which has no descriptions', async () => {
    const queries = await logged(11, (database) =>
      database.exec(`
        drop table sys.extended_properties;
        insert into sys.dm_exec_requests_history (status, login_name, start_time, query_text, total_elapsed_time_ms)
          values ('Completed', 'ada', '${at}', '${text}', 40)`),
    )
    expect(queries).toMatchObject([{ query: text, user: 'ada', durationMs: 40 }])
  })

  it('is the query insights of a warehouse in Fabric, whose schema is no one’s', async () => {
    const queries = await logged(11, (database) =>
      database.exec(`
        drop table sys.extended_properties;
        insert into sys.schemas (name, schema_id) values ('queryinsights', 90);
        insert into queryinsights.exec_requests_history (status, login_name, start_time, command, total_elapsed_time_ms)
          values ('Succeeded', 'ada', '${at}', '${text}', 40)`),
    )
    expect(queries).toMatchObject([{ query: text, user: 'ada', durationMs: 40 }])
  })
})
