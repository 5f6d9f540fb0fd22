/** What statements that move data write, and from where. */
import { beforeAll, expect, test } from 'vitest'
import { inShort, known } from '../known-for-tests.ts'
import type { SqlLineage } from '../lineage.ts'
import { createPostgresLineage } from './postgres-lineage.ts'

let lineage: SqlLineage
beforeAll(async () => {
  lineage = await createPostgresLineage()
})

/** Each text with one line per result: `target: column<origin+origin`, then the tables read, then what is not understood. */
test.each<readonly [sql: string, expected: readonly string[]]>([
  ['insert into b (id, z) select id, x + y from a', ['b: id<a.id, z<a.x+a.y | read: a']],
  ['insert into b select id, x, y from a', ['b: id<a.id, x<a.x, z<a.y | read: a']],
  ['insert into b values (1, 2, (select max(w) from c))', ['b: id<, x<, z<c.w | read: c']],
  [
    'insert into b (id, x) select id, x from a on conflict (id) do update set x = excluded.x + b.x, z = (select max(w) from c)',
    ['b: id<a.id, x<a.x+b.x, z<c.w | read: a c b'],
  ],
  ['insert into b default values', ['b:  | read: ']],
  [
    'insert into nowhere select id from a',
    [
      'nowhere:  | read: a | ! INSERT names no columns and its target is not known; its columns are not traced',
    ],
  ],
  ['insert into nowhere (p) select id from a', ['nowhere: p<a.id | read: a']],
  [
    'insert into b (id, x) select * from a',
    ['b: id<a.id, x<a.x | read: a | ! INSERT hands 4 values to 2 columns; the surplus is not traced'],
  ],
  ['update b set x = a.y, z = b.z + 1 from a where a.id = b.id', ['b: x<a.y, z<b.z | read: a b']],
  ['update b t set (x, z) = (select x, y from a where a.id = t.id)', ['b: x<a.x, z<a.y | read: a']],
  ['update b set (x, z) = (a.x, a.y) from a', ['b: x<a.x, z<a.y | read: a']],
  ['delete from b using a where a.id = b.id and a.x in (select w from c)', ['b:  | read: a c']],
  [
    'merge into b using a on a.id = b.id when matched and a.x > 0 then update set x = a.x when not matched then insert (id, z) values (a.id, a.y) when not matched by source then delete',
    ['b: x<a.x, id<a.id, z<a.y | read: a'],
  ],
  [
    'merge into totals t using (select region, sum(amount) s from sales.orders join customers c on c.id = customer_id group by region) q on q.region = t.region when matched then update set total = q.s when not matched then insert values (q.region, q.s)',
    ['totals: total<sales.orders.amount, region<customers.region | read: sales.orders customers'],
  ],
  ['create table sales.copy as select id, x from a', ['sales.copy: id<a.id, x<a.x | read: a']],
  ['create table copy (p, q) as select id, x from a with no data', ['copy: p<a.id, q<a.x | read: a']],
  ['create temp table t as select x from a', ['pg_temp.t: x<a.x | read: a']],
  ['select x, y into sales.fresh from a', ['sales.fresh: x<a.x, y<a.y | read: a']],
  [
    'with gone as (delete from a where x = 0 returning *) insert into c (id, w) select id, y from gone',
    ['a:  | read: ', 'c: id<a.id, w<a.y | read: a'],
  ],
  [
    'with up as (update b set x = a.x from a where a.id = b.id returning b.id, old.x as was, new.x as isnow) select * from up',
    ['b: x<a.x | read: a', 'id<b.id, was<b.x, isnow<b.x | read: b'],
  ],
  [
    `select 1; insert into b (id) select id from a; create index on b (id); copy a to stdout; begin; set x = 1; comment on table a is 'x'`,
    ['?column?< | read: ', 'b: id<a.id | read: a'],
  ],
  [
    'do $$ begin perform 1; end $$',
    [' | read:  | ! a DO block is not read: what it does is not in this text or not in SQL'],
  ],
  ['call p()', [' | read:  | ! CALL is not read: what it does is not in this text or not in SQL']],
  ['prepare q as select x from a where id = $1', ['x<a.x | read: a']],
  ['explain analyze insert into b (id) select id from a', ['b: id<a.id | read: a']],
  ['execute q', [' | read:  | ! EXECUTE is not read: what it does is not in this text or not in SQL']],
  [
    'create table e as execute q',
    ['e:  | read:  | ! CREATE TABLE … AS EXECUTE is not read: the prepared statement is not in this text'],
  ],
  ['copy (select * from a) to stdout', []],
  ['declare cur cursor for select x from a', ['x<a.x | read: a']],
  [`create function f() returns int language sql as 'select 1'`, []],
  ['refresh materialized view m', []],
  [
    'update docs set tags[1] = (select name from customers limit 1), tags[2] = page',
    ['docs: tags<customers.name+docs.page | read: customers docs'],
  ],
  ['insert into a (id) values (1) returning id', ['a: id< | read: ']],
  ['create recursive view rv (n) as values (1) union all select n + 1 from rv', ['rv: n< | read: ']],
  ['insert into b (id) with q as (select id from c) select id from q', ['b: id<c.id | read: c']],
  ['select', [' | read: ']],
  ['insert into', [' | read:  | ! syntax error at end of input (line 1, column 12)']],
])('%s', (sql, expected) => {
  expect(lineage.ofStatement(sql, known).map(inShort)).toEqual(expected)
})
