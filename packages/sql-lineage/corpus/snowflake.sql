-- Snowflake. How the expectations are written: every-dialect.sql.

-- case: CTAS with options
CREATE OR REPLACE TRANSIENT TABLE totals CLUSTER BY (k) COPY GRANTS COMMENT = 'x' AS SELECT o_custkey AS k, SUM(o_totalprice) AS total FROM orders GROUP BY ALL
--> totals: k<o_custkey, total<o_totalprice

-- case: secure view with commented columns
CREATE OR REPLACE SECURE VIEW v (id COMMENT 'key', amount WITH MASKING POLICY p) COMMENT = 'for all' AS SELECT order_id, amount FROM fact_orders
--> v: id<fact_orders.order_id, amount<fact_orders.amount

-- case: dynamic table
CREATE OR REPLACE DYNAMIC TABLE dt TARGET_LAG = '20 minutes' WAREHOUSE = wh REFRESH_MODE = AUTO AS SELECT i_brand, COUNT(*) AS n FROM ds.item GROUP BY i_brand
--> dt: i_brand<i_brand, n<

-- case: materialized view
CREATE MATERIALIZED VIEW mv AS SELECT id, a FROM t
--> mv: id<t.id, a<t.a

-- case: CLONE copies every column
CREATE TABLE t_copy CLONE t AT (OFFSET => -3600)
--> t_copy: *t

-- case: paths into documents and casts
SELECT d.body:customer.name::string AS name, d.body:items[0]:sku::varchar AS sku, d.body['x']['y'] AS xy FROM doc d
--> name<doc.body, sku<doc.body, xy<doc.body

-- case: LATERAL FLATTEN
SELECT d.doc_id, f.value:price::number(10, 2) AS price, f.index AS i FROM doc d, LATERAL FLATTEN(INPUT => d.items, OUTER => TRUE) f
--> doc_id<doc_id, price<doc.items, i<doc.items

-- case: TABLE(FLATTEN(…))
SELECT f.key, f.value FROM doc, TABLE(FLATTEN(input => doc.body:tags)) f
--> key<doc.body, value<doc.body

-- case: SPLIT_TO_TABLE
SELECT s.value::int AS tag FROM doc, LATERAL SPLIT_TO_TABLE(tags, ',') s
--> tag<tags

-- case: QUALIFY
SELECT o_custkey, o_orderkey FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY o_custkey ORDER BY o_orderdate DESC) = 1
--> o_custkey<o_custkey, o_orderkey<o_orderkey

-- case: star without some columns
SELECT * EXCLUDE (b, c) FROM t
--> id<t.id, a<t.a

-- case: star with renamed and replaced columns
SELECT * RENAME (a AS alpha) FROM t
--> id<t.id, alpha<t.a, b<t.b, c<t.c

-- case: star with a replacement
SELECT t.* REPLACE (b + c AS b) FROM t
--> id<t.id, a<t.a, b<t.b+t.c, c<t.c

-- case: alias used further right
SELECT a * 2 AS twice, twice + b AS more FROM t
--> twice<t.a, more<t.a+t.b

-- case: a column wins over an alias
SELECT a AS b, b AS other FROM t
--> b<t.a, other<t.b

-- case: MERGE
MERGE INTO dim_customer d USING (SELECT customer_id, MAX(updated_at) AS at FROM stage_orders GROUP BY customer_id) s ON d.customer_id = s.customer_id
WHEN MATCHED AND d.is_current THEN UPDATE SET d.valid_to = s.at, is_current = FALSE
WHEN NOT MATCHED THEN INSERT (customer_id, valid_from) VALUES (s.customer_id, s.at)
--> dim_customer: valid_to<stage_orders.updated_at, is_current<, customer_id<stage_orders.customer_id, valid_from<stage_orders.updated_at

-- case: MERGE with DELETE
MERGE INTO t USING stage_orders s ON t.id = s.order_id WHEN MATCHED AND s.is_deleted THEN DELETE WHEN MATCHED THEN UPDATE SET a = s.amount WHEN NOT MATCHED THEN INSERT VALUES (s.order_id, s.amount, NULL, 0)
--> t: a<stage_orders.amount, id<stage_orders.order_id, b<, c<

-- case: INSERT OVERWRITE
INSERT OVERWRITE INTO t (id, a) SELECT id, x FROM u
--> t: id<u.id, a<u.x

-- case: INSERT ALL with conditions
INSERT ALL WHEN x > 1 THEN INTO t (id, a) VALUES (id, x) ELSE INTO w (id, note) VALUES (id, y) SELECT id, x, y FROM u
--> t: id<u.id, a<u.x
--> w: id<u.id, note<u.y | read: u

-- case: INSERT ALL without VALUES
INSERT ALL INTO t (id, a) INTO w (id, note) SELECT id, x FROM u
--> t: id<u.id, a<u.x
--> w: id<u.id, note<u.x

-- case: UPDATE FROM
UPDATE t SET a = u.x, b = t.b || u.y FROM u WHERE u.id = t.id
--> t: a<u.x, b<t.b+u.y

-- case: DELETE USING
DELETE FROM t USING u WHERE u.id = t.id
--> t: | read: u

-- case: stages are files
CREATE TABLE loaded AS SELECT $1 AS a, t.$2::int AS b, metadata$filename AS f FROM @landing/orders/ (FILE_FORMAT => 'csv') t
--> loaded: a<, b<, f< | read:

-- case: COPY INTO moves files
COPY INTO t FROM @landing/x FILE_FORMAT = (TYPE = CSV)
--> nothing

-- case: positions in VALUES
SELECT $1 AS a, $2 AS b FROM VALUES (1, 'x'), (2, 'y')
--> a<, b< | read:

-- case: PIVOT
SELECT * FROM (SELECT product, quarter, amount FROM sales) PIVOT (SUM(amount) FOR quarter IN ('Q1', 'Q2')) AS p (product, q1, q2)
--> product<sales.product, q1<sales.amount+sales.quarter, q2<sales.amount+sales.quarter

-- case: UNPIVOT
SELECT * FROM (SELECT id, a, b FROM t) UNPIVOT (val FOR name IN (a, b))
--> id<t.id, name<, val<t.a+t.b

-- case: ARRAY_AGG and LISTAGG
SELECT o_custkey, ARRAY_AGG(o_orderkey) WITHIN GROUP (ORDER BY o_orderdate) AS keys, LISTAGG(DISTINCT o_clerk, ',') AS clerks FROM orders GROUP BY 1
--> o_custkey<o_custkey, keys<o_orderkey+o_orderdate, clerks<o_clerk

-- case: OBJECT_CONSTRUCT
SELECT OBJECT_CONSTRUCT('id', id, 'a', a) AS o FROM t
--> o<t.id+t.a

-- case: time travel
SELECT a FROM t AT (TIMESTAMP => '2024-01-01'::timestamp_ltz) BEFORE (STATEMENT => 'x')
--> a<t.a

-- case: SAMPLE
SELECT a FROM t SAMPLE BERNOULLI (10) SEED (3)
--> a<t.a

-- case: date functions
SELECT DATEADD('month', 1, o_orderdate) AS next_month, DATEDIFF(day, o_orderdate, CURRENT_DATE) AS age, DATE_TRUNC('week', o_orderdate) AS wk FROM orders
--> next_month<o_orderdate, age<o_orderdate, wk<o_orderdate

-- case: ILIKE ANY, NVL, IFF
SELECT IFF(a ILIKE ANY ('x%', 'y%'), NVL(b, c), 0) AS r FROM t
--> r<t.a+t.b+t.c

-- case: hierarchical query
SELECT emp_name, SYS_CONNECT_BY_PATH(emp_name, '/') AS path FROM emp START WITH manager_id IS NULL CONNECT BY manager_id = PRIOR emp_id
--> emp_name<emp_name, path<emp_name

-- case: lambda
SELECT TRANSFORM(items, x -> x:price * 2) AS doubled, FILTER(tags, (e) -> e > doc_id) AS kept FROM doc
--> doubled<doc.items, kept<tags+doc_id

-- case: ASOF JOIN
SELECT e.user_id, o.amount FROM ev e ASOF JOIN stage_orders o MATCH_CONDITION (e.ts >= o.updated_at) ON e.user_id = o.customer_id
--> user_id<ev.user_id, amount<stage_orders.amount

-- case: three part names and quoted columns
SELECT "A" AS "Total Amount" FROM db.main.t
--> Total Amount<t.a

-- case: slash comments
SELECT a // , b
 FROM t
--> a<t.a

-- case: stored procedure in SQL between dollars
CREATE OR REPLACE PROCEDURE load(d DATE) RETURNS STRING LANGUAGE SQL EXECUTE AS CALLER AS
$$
DECLARE
  n INTEGER DEFAULT 0;
BEGIN
  INSERT INTO t (id, a) SELECT order_id, amount FROM stage_orders WHERE updated_at > :d;
  n := SQLROWCOUNT;
  IF (n > 0) THEN
    DELETE FROM stage_orders WHERE updated_at > :d;
  END IF;
  RETURN 'done ' || n;
EXCEPTION
  WHEN OTHER THEN
    RETURN 'failed';
END;
$$
--> t: id<stage_orders.order_id, a<stage_orders.amount
--> stage_orders: | read:

-- case: procedure with a loop over a cursor
CREATE PROCEDURE walk() RETURNS INT LANGUAGE SQL AS 'BEGIN
  LET c CURSOR FOR SELECT t_id, note FROM w;
  FOR r IN c DO
    INSERT INTO t (id, a) VALUES (r.t_id, r.note);
  END FOR;
  RETURN 1;
END'
--> t: id<w.t_id, a<note

-- case: variables followed through INTO and LET
BEGIN
  LET top NUMBER := (SELECT MAX(amount) FROM fact_orders);
  SELECT COUNT(x), MIN(y) INTO :cnt, :low FROM u;
  INSERT INTO t (id, a, b) VALUES (:cnt, :top, :low);
END;
--> COUNT(x)<u.x, MIN(y)<u.y
--> t: id<u.x, a<fact_orders.amount, b<u.y

-- case: JavaScript procedures are said to be unread
CREATE PROCEDURE js() RETURNS STRING LANGUAGE JAVASCRIPT AS $$ snowflake.execute({sqlText: "DELETE FROM t"}) $$
--> ! JAVASCRIPT

-- case: EXECUTE IMMEDIATE
EXECUTE IMMEDIATE 'INSERT INTO t SELECT * FROM u'
--> ! not read

-- case: task
CREATE OR REPLACE TASK nightly WAREHOUSE = wh SCHEDULE = 'USING CRON 0 2 * * * UTC' AS INSERT INTO t (id, a) SELECT id, x FROM u
--> t: id<u.id, a<u.x

-- case: stream and DDL yield nothing
CREATE STREAM s ON TABLE t; ALTER WAREHOUSE wh SUSPEND; GRANT SELECT ON t TO ROLE r;
--> nothing

-- case: market share with IFF (H8)
SELECT YEAR(o_orderdate) AS o_year, SUM(IFF(n_name = 'BRAZIL', l_extendedprice * (1 - l_discount), 0)) / SUM(l_extendedprice) AS share FROM lineitem JOIN orders ON l_orderkey = o_orderkey JOIN supplier ON s_suppkey = l_suppkey JOIN nation ON n_nationkey = s_nationkey GROUP BY 1
--> o_year<o_orderdate, share<n_name+l_extendedprice+l_discount | read: lineitem orders supplier nation

-- case: best sellers per state (DS44)
CREATE OR REPLACE VIEW best AS SELECT s_state, i_item_id, SUM(ss_net_profit) AS p FROM ds.store_sales JOIN ds.store ON s_store_sk = ss_store_sk JOIN ds.item ON i_item_sk = ss_item_sk GROUP BY s_state, i_item_id QUALIFY RANK() OVER (PARTITION BY s_state ORDER BY p DESC) <= 10
--> best: s_state<s_state, i_item_id<i_item_id, p<ss_net_profit

-- case: customers by first purchase (DS)
CREATE TABLE firsts AS SELECT cu_customer_id, MIN(d_date) AS first_day, DATEDIFF('day', first_day, CURRENT_DATE()) AS days FROM ds.customer JOIN ds.store_sales ON ss_customer_sk = cu_customer_sk JOIN ds.date_dim ON d_date_sk = ss_sold_date_sk GROUP BY cu_customer_id
--> firsts: cu_customer_id<cu_customer_id, first_day<d_date, days<d_date | read: ds.customer ds.store_sales ds.date_dim

-- case: profit by channel with GROUPING SETS (DS5)
SELECT s_store_id, i_category, SUM(ss_net_profit) AS p, GROUPING_ID(s_store_id, i_category) AS g FROM ds.store_sales, ds.store, ds.item GROUP BY GROUPING SETS ((s_store_id), (i_category), ())
--> s_store_id<s_store_id, i_category<i_category, p<ss_net_profit, g<s_store_id+i_category
