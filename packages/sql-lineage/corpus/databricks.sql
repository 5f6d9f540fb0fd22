-- Databricks and Spark. How the expectations are written: every-dialect.sql.

-- case: CTAS into Delta
CREATE OR REPLACE TABLE totals USING DELTA PARTITIONED BY (k) LOCATION 'abfss://c@a.dfs.core.windows.net/x' TBLPROPERTIES ('delta.appendOnly' = 'true') AS SELECT o_custkey AS k, SUM(o_totalprice) AS total FROM orders GROUP BY o_custkey
--> totals: k<o_custkey, total<o_totalprice

-- case: temporary view is seen through
CREATE OR REPLACE TEMP VIEW recent AS SELECT order_id, amount FROM stage_orders WHERE updated_at > '2024';
INSERT INTO t (id, a) SELECT order_id, amount FROM recent;
--> recent: order_id<stage_orders.order_id, amount<stage_orders.amount
--> t: id<stage_orders.order_id, a<stage_orders.amount

-- case: materialized view and comments
CREATE MATERIALIZED VIEW mv COMMENT 'daily' AS SELECT id, a FROM t
--> mv: id<t.id, a<t.a

-- case: streaming table of a pipeline
CREATE OR REFRESH STREAMING TABLE silver (CONSTRAINT ok EXPECT (id IS NOT NULL) ON VIOLATION DROP ROW) AS SELECT id, x FROM STREAM(LIVE.u)
--> silver: id<u.id, x<u.x

-- case: STREAM without brackets
CREATE OR REFRESH STREAMING TABLE bronze AS SELECT * FROM STREAM read_files('/volumes/x', format => 'json')
--> bronze: | read:

-- case: INSERT OVERWRITE with a static partition
INSERT OVERWRITE TABLE t PARTITION (c = '2024-01-01') SELECT id, x, y FROM u
--> t: id<u.id, a<u.x, b<u.y

-- case: INSERT with a dynamic partition
INSERT INTO TABLE t PARTITION (c) SELECT id, x, y, z FROM u
--> t: id<u.id, a<u.x, b<u.y, c<u.z

-- case: INSERT BY NAME
INSERT INTO t BY NAME SELECT y AS b, id FROM u
--> t: b<u.y, id<u.id

-- case: INSERT REPLACE WHERE
INSERT INTO t REPLACE WHERE c = 1 SELECT * FROM u
--> t: id<u.id, a<u.x, b<u.y, c<u.z

-- case: one FROM, several INSERTs
FROM u INSERT INTO t (id, a) SELECT id, x WHERE x > 0 INSERT OVERWRITE TABLE w (id, note) SELECT id, y
--> t: id<u.id, a<u.x
--> w: id<u.id, note<u.y

-- case: MERGE by name
MERGE INTO t USING (SELECT id, x AS a FROM u) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *
--> t: id<u.id, a<u.x

-- case: MERGE with conditions
MERGE WITH SCHEMA EVOLUTION INTO fact_orders f USING stage_orders s ON f.order_id = s.order_id WHEN MATCHED AND s.is_deleted = true THEN DELETE
 WHEN MATCHED AND s.updated_at > f.loaded_at THEN UPDATE SET f.amount = s.amount, f.loaded_at = s.updated_at WHEN NOT MATCHED THEN INSERT (order_id, amount) VALUES (s.order_id, s.amount) WHEN NOT MATCHED BY SOURCE THEN UPDATE SET f.amount = 0
--> fact_orders: amount<stage_orders.amount, loaded_at<stage_orders.updated_at, order_id<stage_orders.order_id

-- case: LATERAL VIEW EXPLODE
SELECT doc_id, item.sku, pos FROM doc LATERAL VIEW OUTER POSEXPLODE(items) e AS pos, item
--> doc_id<doc_id, sku<doc.items, pos<doc.items

-- case: two LATERAL VIEWs
SELECT d.doc_id, a1.x, b1.y FROM doc d LATERAL VIEW EXPLODE(d.items) a1 AS x LATERAL VIEW EXPLODE(a1.x) b1 AS y
--> doc_id<doc_id, x<doc.items, y<doc.items

-- case: EXPLODE in the select list
SELECT doc_id, EXPLODE(tags) AS tag FROM doc
--> doc_id<doc_id, tag<tags

-- case: higher order functions
SELECT TRANSFORM(items, x -> x + 1) AS plus, AGGREGATE(items, 0, (acc, e) -> acc + e) AS total, FILTER(tags, i -> i > doc_id) AS big FROM doc
--> plus<doc.items, total<doc.items, big<tags+doc_id

-- case: fields and paths
SELECT body.customer.name, body:address.city::string AS city, items[0].sku AS first_sku FROM doc
--> name<doc.body, city<doc.body, first_sku<doc.items

-- case: star without some columns
SELECT * EXCEPT (b, c), d.x AS other FROM t JOIN u d USING (id)
--> id<t.id, a<t.a, x<u.x, y<u.y, z<u.z, other<u.x

-- case: QUALIFY
SELECT o_custkey, o_orderkey FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY o_custkey ORDER BY o_orderdate DESC) = 1
--> o_custkey<o_custkey, o_orderkey<o_orderkey

-- case: alias used further right
SELECT l_extendedprice * (1 - l_discount) AS net, net * (1 + l_tax) AS gross FROM lineitem
--> net<l_extendedprice+l_discount, gross<l_extendedprice+l_discount+l_tax

-- case: LEFT SEMI and ANTI joins
SELECT * FROM t LEFT SEMI JOIN u ON u.id = t.id
--> *t | read: t u

-- case: ANTI join
SELECT a FROM t LEFT ANTI JOIN w ON w.t_id = t.id
--> a<t.a | read: t w

-- case: time travel
SELECT a FROM t VERSION AS OF 12
--> a<t.a

-- case: time travel by time
SELECT a FROM t TIMESTAMP AS OF '2024-01-01' WHERE b > 1
--> a<t.a

-- case: Delta by path is a file
SELECT a FROM delta.`/mnt/x`
--> a< | read: | ! not known | ! cannot be traced

-- case: hints
SELECT /*+ BROADCAST(u), REPARTITION(10) */ t.a, u.x FROM t JOIN u ON t.id = u.id
--> a<t.a, x<u.x

-- case: PIVOT
SELECT * FROM (SELECT product, quarter, amount FROM sales) PIVOT (SUM(amount) AS total, AVG(amount) AS mean FOR quarter IN ('Q1' AS q1, 'Q2' AS q2))
--> product<sales.product, q1_total<sales.amount+sales.quarter, q1_mean<sales.amount+sales.quarter, q2_total<sales.amount+sales.quarter, q2_mean<sales.amount+sales.quarter

-- case: UNPIVOT
SELECT * FROM (SELECT id, a, b FROM t) UNPIVOT INCLUDE NULLS (val FOR name IN (a, b))
--> id<t.id, name<, val<t.a+t.b

-- case: TABLESAMPLE
SELECT a FROM t TABLESAMPLE (10 PERCENT) REPEATABLE (1)
--> a<t.a

-- case: CLUSTER BY, DISTRIBUTE BY and SORT BY
SELECT id, a FROM t DISTRIBUTE BY id SORT BY a DESC
--> id<t.id, a<t.a

-- case: WITH in front of INSERT
WITH s AS (SELECT id, x FROM u) INSERT INTO t (id, a) SELECT id, x FROM s
--> t: id<u.id, a<u.x

-- case: INSERT with WITH inside
INSERT INTO t (id, a) WITH s AS (SELECT id, x FROM u) SELECT id, x FROM s
--> t: id<u.id, a<u.x

-- case: strings in double quotes and backticks
SELECT `a` AS `my col`, "text" AS s FROM `main`.`t`
--> my col<t.a, s<

-- case: DATE functions
SELECT DATE_ADD(o_orderdate, 3) AS d, DATEDIFF(MONTH, o_orderdate, current_date()) AS m, date_trunc('MM', o_orderdate) AS mm FROM orders
--> d<o_orderdate, m<o_orderdate, mm<o_orderdate

-- case: STRUCT and MAP
SELECT STRUCT(id AS k, a AS v) AS s, MAP(id, a) AS m, NAMED_STRUCT('x', b) AS n FROM t
--> s<t.id+t.a, m<t.id+t.a, n<t.b

-- case: window with a range of rows
SELECT id, SUM(a) OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM t
--> id<t.id, s<t.a+t.b+t.c

-- case: FILTER and IGNORE NULLS
SELECT COUNT(*) FILTER (WHERE a > 0) AS n, FIRST_VALUE(b) IGNORE NULLS OVER (ORDER BY c) AS f FROM t
--> n<t.a, f<t.b+t.c

-- case: inline VALUES
SELECT k, v FROM VALUES (1, 'a'), (2, 'b') AS data (k, v)
--> k<, v< | read:

-- case: CREATE TABLE SHALLOW CLONE
CREATE TABLE t_dev SHALLOW CLONE t VERSION AS OF 3
--> t_dev: *t

-- case: UPDATE and DELETE
UPDATE t SET a = b WHERE id IN (SELECT id FROM u); DELETE FROM t WHERE EXISTS (SELECT 1 FROM w WHERE w.t_id = t.id)
--> t: a<t.b | read: u t
--> t: | read: w

-- case: maintenance yields nothing
OPTIMIZE t ZORDER BY (a); VACUUM t RETAIN 168 HOURS; ANALYZE TABLE t COMPUTE STATISTICS; DESCRIBE HISTORY t
--> nothing

-- case: three part names
SELECT a FROM catalog_x.main.t
--> a<t.a

-- case: UNION by position with literals
SELECT 'web' AS channel, ws_net_paid AS paid FROM ds.web_sales UNION ALL SELECT 'store', ss_net_paid FROM ds.store_sales
--> channel<, paid<ws_net_paid+ss_net_paid

-- case: SQL script
BEGIN
  DECLARE n INT DEFAULT 0;
  SET n = (SELECT COUNT(x) FROM u);
  IF n > 0 THEN
    INSERT INTO t (id, a) VALUES (1, n);
  END IF;
  FOR r AS SELECT t_id, note FROM w DO
    INSERT INTO t (id, a) VALUES (r.t_id, r.note);
  END FOR;
END
--> t: id<, a<u.x
--> t: id<w.t_id, a<note

-- case: gold table of brand revenue (DS)
CREATE OR REPLACE TABLE gold.brand_revenue AS SELECT d_year, i_brand, SUM(ss_ext_sales_price) AS revenue FROM ds.store_sales JOIN ds.date_dim ON d_date_sk = ss_sold_date_sk JOIN ds.item ON i_item_sk = ss_item_sk GROUP BY ALL
--> gold.brand_revenue: d_year<d_year, i_brand<i_brand, revenue<ss_ext_sales_price

-- case: sessions of events (shape of a lakehouse)
CREATE VIEW sessions AS SELECT user_id, payload:page::string AS page, COUNT(*) OVER (PARTITION BY user_id, DATE(ts)) AS per_day FROM ev WHERE kind IN ('view', 'click')
--> sessions: user_id<ev.user_id, page<payload, per_day<ev.user_id+ts

-- case: nation revenue (H5)
SELECT n_name, SUM(l_extendedprice * (1 - l_discount)) AS revenue FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey JOIN nation ON n_nationkey = c_nationkey WHERE o_orderdate >= DATE'1994-01-01' AND o_orderdate < DATE'1994-01-01' + INTERVAL 1 YEAR GROUP BY n_name
--> n_name<n_name, revenue<l_extendedprice+l_discount | read: customer orders lineitem nation

-- case: a template that was not filled in
SELECT a FROM {{ ref('t') }}
--> ! '{' follows
