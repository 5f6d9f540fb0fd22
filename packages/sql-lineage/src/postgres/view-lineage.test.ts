/** What each construct of a SELECT says about where its columns come from. */
import { beforeAll, describe, expect, test } from 'vitest'
import { inShort, known } from '../known-for-tests.ts'
import type { SqlLineage } from '../lineage.ts'
import { createPostgresLineage } from './postgres-lineage.ts'

let lineage: SqlLineage
beforeAll(async () => {
  lineage = await createPostgresLineage()
})

/** Each view definition with its lineage: `column<origin+origin`, then the tables read, then what is not understood. */
const views: Record<string, readonly (readonly [sql: string, expected: string])[]> = {
  'columns and names': [
    ['select id, x as renamed from a', 'id<a.id, renamed<a.x | read: a'],
    ['select * from a', 'id<a.id, x<a.x, y<a.y, b_id<a.b_id | read: a'],
    ['select public.a.x, a.y from public.a', 'x<a.x, y<a.y | read: a'],
    ['select q.x from a as q', 'x<a.x | read: a'],
    ['select p, r from a as q (p, r)', 'p<a.id, r<a.x | read: a'],
    ['table customers', 'id<customers.id, name<customers.name, region<customers.region | read: customers'],
    [`select total from totals where region = 'north'`, 'total<totals.total | read: totals'],
    ['select c from customers c', 'c<customers.id+customers.name+customers.region | read: customers'],
    [
      'select to_jsonb(c) as doc, row(c.*), count(c.*) from customers c',
      'doc<customers.id+customers.name+customers.region, row<customers.id+customers.name+customers.region, count<customers.id+customers.name+customers.region | read: customers',
    ],
    ['select (a).x, (a).* from a', 'x<a.x, id<a.id, x<a.x, y<a.y, b_id<a.b_id | read: a'],
    [
      'select (body).field, tags[1], tags[2:id] from docs',
      'field<docs.body, tags<docs.tags, tags<docs.tags+docs.id | read: docs',
    ],
    [
      'select "a b", "SELECT" as "from", "🦀" || "Ü/ß" as "x.y" from "Odd Schema"."we.ird ""t"""',
      'a b<Odd Schema.we.ird "t".a b, from<Odd Schema.we.ird "t".SELECT, x.y<Odd Schema.we.ird "t".🦀+Odd Schema.we.ird "t".Ü/ß | read: Odd Schema.we.ird "t"',
    ],
    [
      'select "Odd Schema"."we.ird ""t"""."a b" from "Odd Schema"."we.ird ""t"""',
      'a b<Odd Schema.we.ird "t".a b | read: Odd Schema.we.ird "t"',
    ],
    ['select only_in_sales from sales.a', 'only_in_sales<sales.a.only_in_sales | read: sales.a'],
  ],
  joins: [
    [
      'select a.*, b.z from a join b on a.b_id = b.id',
      'id<a.id, x<a.x, y<a.y, b_id<a.b_id, z<b.z | read: a b',
    ],
    ['select a.id as a1, b.id from a, b', 'a1<a.id, id<b.id | read: a b'],
    ['select id, x, z from a join b using (id, x)', 'id<a.id, x<a.x, z<b.z | read: a b'],
    ['select * from a join b using (id)', 'id<a.id, x<a.x, y<a.y, b_id<a.b_id, x<b.x, z<b.z | read: a b'],
    ['select id from a right join b using (id)', 'id<b.id | read: a b'],
    ['select id from a full join b using (id)', 'id<a.id+b.id | read: a b'],
    ['select * from a natural join b', 'id<a.id, x<a.x, y<a.y, b_id<a.b_id, z<b.z | read: a b'],
    ['select u.id, z from a join b using (id) as u', 'id<a.id, z<b.z | read: a b'],
    ['select j.k, j.z from (a join b using (id)) as j (k)', 'k<a.id, z<b.z | read: a b'],
    ['select l.double from a cross join lateral (select a.x * 2 as double) l', 'double<a.x | read: a'],
    [
      'select l.w from a left join lateral (select w from c where c.a_id = a.id limit 1) l on true',
      'w<c.w | read: a c',
    ],
    [
      'select coalesce(a.x, b.x, 0) as v, nullif(a.x, b.z), greatest(a.x, b.x) from a join b using (id)',
      'v<a.x+b.x, nullif<a.x+b.z, greatest<a.x+b.x | read: a b',
    ],
    [
      'select a.x from a left join (b join c on c.a_id = b.id) on a.id = b.id where c.w = 1',
      'x<a.x | read: a b c',
    ],
    [
      'select a.id from a join b on a.id = b.id join c on c.a_id = b.id and c.w in (select total from totals)',
      'id<a.id | read: a b c totals',
    ],
  ],
  subqueries: [
    ['select * from (select x, y + 1 as y1 from a) s', 'x<a.x, y1<a.y | read: a'],
    ['select s.x from (select * from a) s (i, x)', 'x<a.x | read: a'],
    [
      'select id, (select sum(amount) from sales.orders o where o.customer_id = c.id) as spent from customers c',
      'id<customers.id, spent<sales.orders.amount | read: customers sales.orders',
    ],
    [
      'select (select name from customers limit 1), exists (select 1 from b) from a',
      'name<customers.name, exists< | read: a customers b',
    ],
    [
      'select id from a where b_id in (select id from b where exists (select 1 from c where c.a_id = a.id))',
      'id<a.id | read: a b c',
    ],
    [
      'select id, x in (select z from b) as hit, array(select w from c) from a',
      'id<a.id, hit<a.x+b.z, array<c.w | read: a b c',
    ],
    [
      'select id from a where x = any (array(select z from b)) order by (select max(w) from c)',
      'id<a.id | read: a b c',
    ],
    [
      'select s.* from (select a.*, row_number() over (order by y) rn from a) s where rn = 1',
      'id<a.id, x<a.x, y<a.y, b_id<a.b_id, rn<a.y | read: a',
    ],
    ['select (select a.x) from a', 'x<a.x | read: a'],
  ],
  'common table expressions': [
    ['with q as (select id, x from a) select x from q', 'x<a.x | read: a'],
    ['with q (k, v) as (select id, x from a), r as (select v from q) select r.v from r', 'v<a.x | read: a'],
    ['with a as (select z from b) select * from a', 'z<b.z | read: b'],
    ['with unused as (select * from b) select x from a', 'x<a.x | read: b a'],
    [
      'with recursive t as (select id, parent_id, name::text as path from tree where parent_id is null union all select n.id, n.parent_id, t.path || n.name from tree n join t on n.parent_id = t.id) select id, path from t',
      'id<tree.id, path<tree.name | read: tree',
    ],
    [
      'with recursive r (p, q, s) as (select id, x, y from a union all select q, s, z from r join b on true) select p, q, s from r',
      'p<a.id+a.x+a.y+b.z, q<a.x+a.y+b.z, s<a.y+b.z | read: a b',
    ],
    [
      'with recursive t as (select id, parent_id from tree union select tree.id, tree.parent_id from tree join t using (id)) search breadth first by id set seq cycle id set looped using path select seq, looped, path from t',
      'seq<tree.id, looped<tree.id, path<tree.id | read: tree',
    ],
    [
      'with recursive late as (select x from early), early as (select x from a) select * from late',
      'x<a.x | read: a',
    ],
    [
      'with recursive t as (select * from t) select * from t',
      ' | read:  | ! * cannot be fully expanded: not all of its columns are known',
    ],
  ],
  'set operations and VALUES': [
    ['select x from a union all select z from b', 'x<a.x+b.z | read: a b'],
    [
      'select id, x from a union select id, w from c union all select 1, name from customers',
      'id<a.id+c.id, x<a.x+c.w+customers.name | read: a c customers',
    ],
    ['select x from a intersect select x from b', 'x<a.x+b.x | read: a b'],
    ['select x from a except select z from b', 'x<a.x | read: a b'],
    ['(select x from a order by y limit 3) union (select z from b)', 'x<a.x+b.z | read: a b'],
    [`values (1, 'one'), (2, 'two')`, 'column1<, column2< | read: '],
    [`select v.k, v.n from (values (1, 'x'), (2, 'y')) as v (k, n)`, 'k<, n< | read: '],
    ['select v.k from a, lateral (values (a.x), (a.y)) as v (k)', 'k<a.x+a.y | read: a'],
    [
      'select x from a union select id, x from b',
      'x<a.x+b.id | read: a b | ! a set operation combines 1 with 2 columns; the surplus is not traced',
    ],
  ],
  expressions: [
    ['select case when x > 0 then y else b_id end as c from a', 'c<a.x+a.y+a.b_id | read: a'],
    ['select x::text, cast(y as numeric(10,2)) as n from a', 'x<a.x, n<a.y | read: a'],
    [
      'select row_number() over (partition by region order by name) as rn, sum(id) over w from customers window w as (order by name)',
      'rn<customers.region+customers.name, sum<customers.id+customers.name | read: customers',
    ],
    [
      'select region, count(*), sum(id) as total, count(*) filter (where name is not null) as named from customers group by region having max(id) > 3',
      'region<customers.region, count<, total<customers.id, named<customers.name | read: customers',
    ],
    [
      `select string_agg(name, ',' order by region) from customers`,
      'string_agg<customers.name+customers.region | read: customers',
    ],
    [
      'select id, 1 as one, now(), current_date, null from a',
      'id<a.id, one<, now<, current_date<, ?column?< | read: a',
    ],
    [
      'select x collate "C", not x, x is null, x between y and b_id, -x from a',
      'x<a.x, ?column?<a.x, ?column?<a.x, ?column?<a.x+a.y+a.b_id, ?column?<a.x | read: a',
    ],
    [
      `select extract(year from placed_at), placed_at at time zone 'UTC' from sales.orders`,
      'extract<sales.orders.placed_at, timezone<sales.orders.placed_at | read: sales.orders',
    ],
    [
      'select distinct on (region) name from customers order by region, id',
      'name<customers.name | read: customers',
    ],
    [
      'select grouping(region), region from customers group by rollup (region)',
      'grouping<customers.region, region<customers.region | read: customers',
    ],
    ['select st_setsrid(x::geometry(Point, 4326), 4326) from a', 'st_setsrid<a.x | read: a'],
    ['select other.public.a.x from other.public.a', 'x<a.x | read: a'],
    [
      'select percentile_cont(0.5) within group (order by amount) from sales.orders',
      'percentile_cont<sales.orders.amount | read: sales.orders',
    ],
  ],
  'table functions': [
    ['select id, unnest(tags) as tag from docs', 'id<docs.id, tag<docs.tags | read: docs'],
    [
      'select d.id, t.tag, t.n from docs d cross join lateral unnest(d.tags) with ordinality as t (tag, n)',
      'id<docs.id, tag<docs.tags, n< | read: docs',
    ],
    [
      'select d.id, e.key, e.value from docs d, jsonb_each(d.body) e',
      'id<docs.id, key<docs.body, value<docs.body | read: docs',
    ],
    [`select value ->> 'k' as k from docs, jsonb_array_elements(body)`, 'k<docs.body | read: docs'],
    ['select u.p, u.q from docs, unnest(tags, page) as u (p, q)', 'p<docs.tags, q<docs.page | read: docs'],
    ['select g from generate_series(1, 10) g', 'g< | read: '],
    [
      'select n.* from docs, my_function(body) n',
      ' | read: docs | ! "n".* cannot be fully expanded: not all of its columns are known',
    ],
    ['select n.anything from docs, my_function(body) n', 'anything<docs.body | read: docs'],
    ['select r.k from docs, json_to_recordset(body) as r (k int, v text)', 'k<docs.body | read: docs'],
    [
      `select j.k, j.n from docs, json_table(body, '$[*]' columns (n for ordinality, k int path '$.k')) j`,
      'k<docs.body, n< | read: docs',
    ],
    [
      `select x.title from docs, xmltable('/r' passing page columns title text path 't') x`,
      'title<docs.page | read: docs',
    ],
    [
      'select f.a, f.b from docs, rows from (unnest(tags), generate_series(1, id)) as f (a, b)',
      'a<docs.tags, b<docs.id | read: docs',
    ],
    ['select ctid, tableoid, a.xmin from a', 'ctid<, tableoid<, xmin< | read: a'],
    ['select x from a tablesample system (10)', 'x<a.x | read: a'],
    [
      `select xmlelement(name foo, xmlforest(x as bar)), json_object('k': y), json_arrayagg(x) from a`,
      'xmlelement<a.x, json_object<a.y, json_arrayagg<a.x | read: a',
    ],
  ],
  definitions: [
    ['create view v (p, q) as select id, x from a', 'v: p<a.id, q<a.x | read: a'],
    ['create or replace view sales.v as select id from a', 'sales.v: id<a.id | read: a'],
    [
      'create materialized view m as select amount * 2 as twice from sales.orders',
      'm: twice<sales.orders.amount | read: sales.orders',
    ],
  ],
  'what is not understood': [
    [
      'select x from nowhere',
      'x< | read:  | ! relation "nowhere" is not known | ! column "x" cannot be traced: it may belong to a relation that is not known',
    ],
    [
      'select x, nope from a',
      'x<a.x, nope< | read: a | ! column "nope" does not exist in the relations of this query',
    ],
    ['select id from a, b', 'id< | read: a b | ! column reference "id" is ambiguous'],
    [
      'select a.x, z from a join nowhere n on true',
      'x<a.x, z< | read: a | ! relation "nowhere" is not known | ! column "z" cannot be traced: it may belong to a relation that is not known',
    ],
    [
      'select * from a, nowhere',
      'id<a.id, x<a.x, y<a.y, b_id<a.b_id | read: a | ! relation "nowhere" is not known | ! * cannot be fully expanded: not all of its columns are known',
    ],
    ['select z.x from a', 'x< | read: a | ! "z" is not a relation of this query'],
    ['select x frm a where', ' | read:  | ! syntax error at or near "a" (line 1, column 14)'],
    ['select 1 select 2', ' | read:  | ! syntax error at or near "2" (line 1, column 17)'],
    ['drop table a', ' | read:  | ! the view definition holds no SELECT'],
    [
      'select 1 from a; select 2',
      '?column?< | read: a | ! the view definition holds more than one statement; only the first is traced',
    ],
  ],
}

describe.each(Object.entries(views))('%s', (_, cases) => {
  test.each(cases)('%s', (sql, expected) => {
    expect(inShort(lineage.ofView(sql, known))).toBe(expected)
  })
})
