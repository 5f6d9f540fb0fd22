-- BigQuery. How the expectations are written: every-dialect.sql.

-- case: whole path in backticks
SELECT o_orderkey FROM `project-x.main.orders`
--> o_orderkey<o_orderkey

-- case: project with dashes
SELECT a FROM project-x.main.t
--> a<t.a

-- case: star with EXCEPT and REPLACE
SELECT * EXCEPT (c) REPLACE (a + b AS b) FROM t
--> id<t.id, a<t.a, b<t.a+t.b

-- case: UNNEST
SELECT doc_id, item, off FROM doc, UNNEST(items) AS item WITH OFFSET AS off
--> doc_id<doc_id, item<doc.items, off<doc.items

-- case: fields of an unnested struct
SELECT i.sku FROM doc CROSS JOIN UNNEST(doc.items) AS i
--> sku<doc.items

-- case: STRUCT and ARRAY_AGG
SELECT STRUCT(a AS x, b) AS s, ARRAY_AGG(c IGNORE NULLS ORDER BY id LIMIT 3) AS arr FROM t
--> s<t.a+t.b, arr<t.c+t.id

-- case: CTAS with partitions
CREATE OR REPLACE TABLE main.daily PARTITION BY DATE(ts) CLUSTER BY kind OPTIONS (description = 'x') AS SELECT ts, kind, COUNT(*) AS n FROM ev GROUP BY ts, kind
--> daily: ts<ts, kind<kind, n<

-- case: MERGE
MERGE main.t AS t USING main.u AS u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = u.x WHEN NOT MATCHED THEN INSERT (id, a) VALUES (u.id, u.x)
--> t: a<u.x, id<u.id

-- case: MERGE INSERT ROW
MERGE t USING t AS s ON FALSE WHEN NOT MATCHED THEN INSERT ROW
--> t: *t

-- case: SAFE functions and SAFE_CAST
SELECT SAFE.SUBSTR(a, 1) AS s, SAFE_CAST(b AS INT64) AS n, SAFE_DIVIDE(a, b) AS q FROM t
--> s<t.a, n<t.b, q<t.a+t.b

-- case: units last
SELECT DATE_TRUNC(o_orderdate, MONTH) AS m, DATE_DIFF(o_orderdate, CURRENT_DATE(), DAY) AS d, TIMESTAMP_ADD(ts, INTERVAL 1 HOUR) AS h FROM orders, ev
--> m<o_orderdate, d<o_orderdate, h<ts

-- case: trailing comma
SELECT a, b, FROM t
--> a<t.a, b<t.b

-- case: QUALIFY and raw strings
SELECT a FROM t WHERE REGEXP_CONTAINS(b, r'\d+') QUALIFY ROW_NUMBER() OVER (PARTITION BY c ORDER BY id) = 1
--> a<t.a

-- case: DELETE needs WHERE
DELETE main.t WHERE id IN (SELECT t_id FROM w)
--> t: | read: w

-- case: script
DECLARE top INT64 DEFAULT (SELECT MAX(x) FROM u);
INSERT INTO t (id, a) VALUES (1, top);
--> t: id<, a<u.x

-- case: SELECT AS STRUCT
SELECT ARRAY(SELECT AS STRUCT x, y FROM u) AS pairs FROM t
--> pairs<u.x+u.y | read: u t
