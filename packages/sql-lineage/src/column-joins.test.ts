/** By which columns statements join tables, in both readers. */
import { describe, expect, it } from 'vitest'
import { createSqlLineage, type SqlDialect } from './create-sql-lineage.ts'
import { knownTables } from './known-for-tests.ts'
import { knownSchemas } from './known-schemas.ts'

const dialects: readonly SqlDialect[] = ['postgres', 'tsql', 'mysql', 'snowflake', 'databricks', 'bigquery']

const joins = async (dialect: SqlDialect, sql: string): Promise<string[]> => {
  const lineage = await createSqlLineage(dialect)
  return lineage
    .ofStatement(sql, knownSchemas(knownTables, ['public'], { ignoreCase: dialect !== 'postgres' }))
    .flatMap(({ joins = [] }) => joins)
    .map(({ left, right }) => [left, right].map(({ table, column }) => `${table}.${column}`).join(' = '))
}

describe.each(dialects)('a statement in %s', (dialect) => {
  it.each<[string, string, string[]]>([
    ['ON', 'select b.z from a join b on a.b_id = b.id and a.x > 1', ['a.b_id = b.id']],
    [
      'WHERE',
      'select 1 from a, b, c where a.b_id = b.id and (c.a_id = a.id)',
      ['a.b_id = b.id', 'c.a_id = a.id'],
    ],
    ['USING', 'select 1 from a join b using (id)', ['a.id = b.id']],
    ['bare names', 'select 1 from a join c on a_id = b_id', ['c.a_id = a.b_id']],
    [
      'common tables and subqueries, to what they come from',
      'with o as (select x as k from a) select 1 from o join (select id from b) as t on o.k = t.id',
      ['a.x = b.id'],
    ],
    [
      'a subquery that looks outwards',
      'select 1 from a where exists (select 1 from c where c.a_id = a.id)',
      ['c.a_id = a.id'],
    ],
    [
      'both names in any order, once',
      'select 1 from a join b on a.id = b.id where b.id = a.id',
      ['a.id = b.id'],
    ],
  ])('joins by %s', async (_way, sql, expected) => {
    expect(await joins(dialect, sql)).toEqual(expected)
  })

  it.each([
    ['what may hold in place of another', 'select 1 from a, b where a.id = b.id or a.x = b.x'],
    ['what is worked out of columns', 'select 1 from a, b where a.x + a.y = b.x and a.id = b.id + 1'],
    ['a value', "select 1 from a, b where a.x = 1 and b.z = 'a'"],
    ['the table itself', 'select 1 from a as one, a as other where one.id = other.b_id'],
    ['the select list', 'select case when a.id = b.id then 1 end as same from a, b'],
    ['what is set', 'update a set x = y'],
  ])('does not join by %s', async (_what, sql) => {
    expect(await joins(dialect, sql)).toEqual([])
  })
})
