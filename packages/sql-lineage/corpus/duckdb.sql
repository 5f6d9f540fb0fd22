-- DuckDB. How the expectations are written: every-dialect.sql.

-- case: FROM first
FROM t SELECT a, b
--> a<t.a, b<t.b

-- case: FROM alone
FROM t WHERE a > 1
--> *t

-- case: files by name
SELECT * FROM 'data.parquet'
--> | read:

-- case: read_parquet with columns that are not known
CREATE TABLE loaded AS SELECT a, b FROM read_parquet(['x.parquet', 'y.parquet'])
--> loaded: a<, b< | read:

-- case: star without some columns
SELECT * EXCLUDE (c) REPLACE (a * 2 AS a) FROM t
--> id<t.id, a<t.a, b<t.b

-- case: GROUP BY ALL and ORDER BY ALL
SELECT a, SUM(b) AS s FROM t GROUP BY ALL ORDER BY ALL
--> a<t.a, s<t.b

-- case: UNION BY NAME
SELECT a, b FROM t UNION ALL BY NAME SELECT y AS b, x AS a FROM u
--> a<t.a+u.x, b<t.b+u.y

-- case: list comprehension arguments and lambda
SELECT list_transform(items, x -> x + 1) AS l FROM doc
--> l<doc.items

-- case: upsert
INSERT INTO t (id, a) SELECT id, x FROM u ON CONFLICT (id) DO UPDATE SET a = excluded.a, b = t.b
--> t: id<u.id, a<u.x, b<t.b

-- case: INSERT OR REPLACE BY NAME
INSERT OR REPLACE INTO t BY NAME SELECT x AS b, id FROM u
--> t: b<u.x, id<u.id

-- case: COLUMNS is not expanded
SELECT COLUMNS('a|b') FROM t
--> COLUMNS('a|b')< | read: t | ! COLUMNS

-- case: PIVOT in SQL's own form
SELECT * FROM sales PIVOT (SUM(amount) FOR quarter IN ('Q1', 'Q2'))
--> product<sales.product, region<sales.region, Q1<sales.amount+sales.quarter, Q2<sales.amount+sales.quarter

-- case: ASOF join
SELECT e.kind, o.amount FROM ev e ASOF JOIN stage_orders o ON e.user_id = o.customer_id AND e.ts >= o.updated_at
--> kind<kind, amount<stage_orders.amount

-- case: dbt's incremental model
CREATE TABLE main.fct__dbt_tmp AS (WITH src AS (SELECT * FROM stage_orders), final AS (SELECT order_id, amount, amount * 2 AS doubled FROM src) SELECT * FROM final)
--> fct__dbt_tmp: order_id<stage_orders.order_id, amount<stage_orders.amount, doubled<stage_orders.amount
