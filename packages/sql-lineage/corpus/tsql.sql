-- T-SQL: SQL Server, Azure SQL, Synapse, Fabric. How the expectations are written: every-dialect.sql.

-- case: bracketed names and top
SELECT TOP (10) WITH TIES [c_name] AS [Customer Name], [c_acctbal] FROM [main].[customer] ORDER BY [c_acctbal] DESC
--> Customer Name<c_name, c_acctbal<c_acctbal

-- case: name = value
SELECT total = l_extendedprice * l_quantity, [tax] = l_tax FROM lineitem
--> total<l_extendedprice+l_quantity, tax<l_tax

-- case: view with options
CREATE OR ALTER VIEW dbo.v_open_orders WITH SCHEMABINDING AS SELECT o_orderkey, o_totalprice FROM main.orders WHERE o_orderstatus = 'O' WITH CHECK OPTION
--> dbo.v_open_orders: o_orderkey<o_orderkey, o_totalprice<o_totalprice

-- case: table hints
SELECT o.o_orderkey FROM orders o WITH (NOLOCK) INNER JOIN lineitem l WITH (NOLOCK, INDEX(1)) ON l.l_orderkey = o.o_orderkey OPTION (MAXDOP 1)
--> o_orderkey<o_orderkey | read: orders lineitem

-- case: SELECT INTO
SELECT o_custkey, SUM(o_totalprice) AS total INTO main.customer_totals FROM orders GROUP BY o_custkey
--> customer_totals: o_custkey<o_custkey, total<o_totalprice

-- case: a temporary table is seen through
SELECT l_orderkey AS k, l_quantity AS q INTO #lines FROM lineitem;
INSERT INTO t (id, a) SELECT k, SUM(q) FROM #lines GROUP BY k
--> #lines: k<l_orderkey, q<l_quantity
--> t: id<l_orderkey, a<l_quantity

-- case: temporary table declared and filled twice
CREATE TABLE #work (id int NOT NULL PRIMARY KEY, amount decimal(10,2), CONSTRAINT ck CHECK (amount > 0))
INSERT INTO #work (id, amount) SELECT a, b FROM t
INSERT INTO #work SELECT x, y FROM u
INSERT INTO fact_orders (order_id, amount) SELECT id, amount FROM #work
--> #work: id<t.a, amount<t.b
--> #work: id<u.x, amount<u.y
--> fact_orders: order_id<t.a+u.x, amount<t.b+u.y

-- case: table variable
DECLARE @rows TABLE (k int, v nvarchar(50));
INSERT @rows SELECT id, note FROM w;
UPDATE t SET a = r.v FROM t INNER JOIN @rows r ON r.k = t.id;
--> @rows: k<w.id, v<w.note
--> t: a<w.note | read: t w

-- case: UPDATE through an alias
UPDATE tgt SET tgt.a = src.x, tgt.b = src.y + 1 FROM main.t AS tgt JOIN main.u AS src ON src.id = tgt.id WHERE src.z IS NOT NULL
--> t: a<u.x, b<u.y | read: t u

-- case: compound assignment
UPDATE t SET a += 1, b = b * 2
--> t: a<, b<t.b

-- case: DELETE through an alias
DELETE x FROM t AS x INNER JOIN w ON w.t_id = x.id
--> t: | read: w

-- case: MERGE with all branches
MERGE INTO main.dim_customer AS T USING (SELECT c_custkey, c_name FROM customer) AS S (id, name) ON T.customer_id = S.id
WHEN MATCHED AND T.full_name <> S.name THEN UPDATE SET T.full_name = S.name, valid_to = NULL
WHEN NOT MATCHED BY TARGET THEN INSERT (customer_id, full_name, is_current) VALUES (S.id, S.name, 1)
WHEN NOT MATCHED BY SOURCE THEN DELETE;
--> dim_customer: full_name<c_name, valid_to<, customer_id<c_custkey, is_current<

-- case: OUTPUT INTO an audit table
UPDATE t SET a = u.x OUTPUT inserted.id, deleted.a, inserted.a INTO w (id, t_id, note) FROM t JOIN u ON u.id = t.id
--> t: a<u.x | read: t u
--> w: id<t.id, t_id<t.a, note<u.x | read: t u

-- case: INSERT with OUTPUT to the client
INSERT INTO t (id, a) OUTPUT inserted.id VALUES (1, 2)
--> t: id<, a< | read:

-- case: CROSS APPLY
SELECT o.o_orderkey, x.qty FROM orders o CROSS APPLY (SELECT SUM(l_quantity) AS qty FROM lineitem l WHERE l.l_orderkey = o.o_orderkey) x
--> o_orderkey<o_orderkey, qty<l_quantity

-- case: OUTER APPLY of a row of values
SELECT t.id, v.k, v.val FROM t OUTER APPLY (VALUES ('a', t.a), ('b', t.b)) v (k, val)
--> id<t.id, k<, val<t.a+t.b

-- case: OPENJSON with a schema
SELECT d.doc_id, j.name, j.price FROM doc d CROSS APPLY OPENJSON(d.body) WITH (name nvarchar(50) '$.name', price money '$.price') AS j
--> doc_id<doc_id, name<doc.body, price<doc.body

-- case: OPENJSON without one
SELECT j.[key], j.value FROM doc CROSS APPLY OPENJSON(doc.body) j
--> key<doc.body, value<doc.body

-- case: STRING_SPLIT
SELECT doc_id, s.value AS tag FROM doc CROSS APPLY STRING_SPLIT(tags, ',') s
--> doc_id<doc_id, tag<tags

-- case: xml methods
SELECT d.body.value('(/a/b)[1]', 'nvarchar(10)') AS b, n.x.value('.', 'int') AS item FROM doc d CROSS APPLY d.items.nodes('/i') AS n(x)
--> b<doc.body, item<doc.items

-- case: PIVOT
SELECT product, [Q1], [Q2] FROM (SELECT product, quarter, amount FROM sales) s PIVOT (SUM(amount) FOR quarter IN ([Q1], [Q2])) AS p
--> product<sales.product, Q1<sales.amount+sales.quarter, Q2<sales.amount+sales.quarter

-- case: UNPIVOT
SELECT id, which, amount FROM (SELECT id, a, b FROM t) s UNPIVOT (amount FOR which IN (a, b)) AS u
--> id<t.id, which<, amount<t.a+t.b

-- case: recursive common table without the word
WITH chain AS (SELECT emp_id, manager_id, emp_name AS path FROM emp WHERE manager_id IS NULL
  UNION ALL SELECT e.emp_id, e.manager_id, c.path + '/' + e.emp_name FROM emp e JOIN chain c ON e.manager_id = c.emp_id)
SELECT emp_id, path FROM chain OPTION (MAXRECURSION 100)
--> emp_id<emp_id, path<emp_name

-- case: INSERT behind a common table
;WITH totals AS (SELECT o_custkey, SUM(o_totalprice) AS s FROM orders GROUP BY o_custkey)
INSERT INTO t (id, a) SELECT o_custkey, s FROM totals
--> t: id<o_custkey, a<o_totalprice

-- case: DELETE of duplicates through a common table
WITH d AS (SELECT id, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) AS rn FROM t) DELETE FROM d WHERE rn > 1
--> d: | read: t

-- case: Synapse CTAS
CREATE TABLE main.agg WITH (DISTRIBUTION = HASH(k), CLUSTERED COLUMNSTORE INDEX) AS SELECT l_partkey AS k, SUM(l_tax) AS tax FROM lineitem GROUP BY l_partkey OPTION (LABEL = 'x')
--> agg: k<l_partkey, tax<l_tax

-- case: external table as select
CREATE EXTERNAL TABLE main.exported WITH (LOCATION = '/out/', DATA_SOURCE = ds1, FILE_FORMAT = ff) AS SELECT * FROM region
--> exported: *region

-- case: OPENROWSET is files
SELECT r.c1 FROM OPENROWSET(BULK 'https://x/y.parquet', FORMAT = 'PARQUET') AS r
--> c1< | read:

-- case: date functions name units, not columns
SELECT DATEADD(day, 1, o_orderdate) AS due, DATEDIFF(month, o_orderdate, GETDATE()) AS age, DATEPART(year, o_orderdate) AS y FROM orders
--> due<o_orderdate, age<o_orderdate, y<o_orderdate

-- case: CONVERT has a type first
SELECT CONVERT(varchar(10), o_orderdate, 120) AS d, TRY_CONVERT(decimal(10, 2), o_comment) AS n, CAST(o_totalprice AS money) AS m FROM orders
--> d<o_orderdate, n<o_comment, m<o_totalprice

-- case: IIF, ISNULL, CHOOSE
SELECT IIF(a > b, a, c) AS i, ISNULL(a, b) AS n, CHOOSE(a, b, c) AS ch FROM t
--> i<t.a+t.b+t.c, n<t.a+t.b, ch<t.a+t.b+t.c

-- case: STRING_AGG in a group
SELECT o_custkey, STRING_AGG(o_clerk, ', ') WITHIN GROUP (ORDER BY o_orderdate) AS clerks FROM orders GROUP BY o_custkey
--> o_custkey<o_custkey, clerks<o_clerk+o_orderdate

-- case: FOR XML PATH
SELECT STUFF((SELECT ',' + w.note FROM w WHERE w.t_id = t.id FOR XML PATH('')), 1, 1, '') AS notes FROM t
--> notes<note | read: w t

-- case: FOR JSON
SELECT id, a FROM t FOR JSON PATH, ROOT('rows')
--> id<t.id, a<t.a

-- case: time travel
SELECT id, a FROM t FOR SYSTEM_TIME AS OF '2024-01-01' WHERE a > 1
--> id<t.id, a<t.a

-- case: OFFSET FETCH
SELECT id FROM t ORDER BY id OFFSET 10 ROWS FETCH NEXT 10 ROWS ONLY
--> id<t.id

-- case: GROUPING SETS and ROLLUP
SELECT i_category, i_class, GROUPING(i_category) AS lochierarchy, SUM(ss_net_profit) AS p FROM ds.store_sales JOIN ds.item ON i_item_sk = ss_item_sk GROUP BY ROLLUP (i_category, i_class)
--> i_category<i_category, i_class<i_class, lochierarchy<i_category, p<ss_net_profit

-- case: variables set from queries are followed
DECLARE @limit int, @last datetime = (SELECT MAX(updated_at) FROM stage_orders);
SELECT @limit = COUNT(order_id) FROM stage_orders;
INSERT INTO t (id, a, b) VALUES (@limit, @last, 1);
--> @limit<stage_orders.order_id
--> t: id<stage_orders.order_id, a<stage_orders.updated_at, b<

-- case: procedure with control flow and no semicolons
CREATE PROCEDURE main.load_orders @since date, @dry bit = 0 AS
BEGIN
  SET NOCOUNT ON
  IF @dry = 1
    PRINT 'dry'
  ELSE
  BEGIN
    BEGIN TRY
      BEGIN TRANSACTION
      DELETE FROM fact_orders WHERE loaded_at >= @since
      INSERT INTO fact_orders (order_id, customer_key, amount, loaded_at)
      SELECT s.order_id, d.customer_key, s.amount, @since FROM stage_orders s LEFT JOIN dim_customer d ON d.customer_id = s.customer_id
      WHERE s.updated_at >= @since
      COMMIT TRANSACTION
    END TRY
    BEGIN CATCH
      IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION
      THROW
    END CATCH
  END
END
--> fact_orders: | read:
--> fact_orders: order_id<stage_orders.order_id, customer_key<dim_customer.customer_key, amount<stage_orders.amount, loaded_at< | read: stage_orders dim_customer

-- case: procedure with a cursor
CREATE PROC main.walk AS
DECLARE c CURSOR FAST_FORWARD FOR SELECT id, note FROM w
DECLARE @i int, @n nvarchar(100)
OPEN c
FETCH NEXT FROM c INTO @i, @n
WHILE @@FETCH_STATUS = 0
BEGIN
  UPDATE t SET a = @n WHERE id = @i
  FETCH NEXT FROM c INTO @i, @n
END
CLOSE c
DEALLOCATE c
--> t: a<note | read: w

-- case: trigger
CREATE TRIGGER main.trg ON main.t AFTER INSERT AS
BEGIN
  INSERT INTO w (t_id, note) SELECT u.id, u.x FROM u
END
--> w: t_id<u.id, note<u.x

-- case: inline table function
CREATE FUNCTION main.f (@k int) RETURNS TABLE AS RETURN (SELECT o_orderkey, o_totalprice FROM orders WHERE o_custkey = @k)
--> o_orderkey<o_orderkey, o_totalprice<o_totalprice

-- case: dynamic SQL is said to be unread
EXEC sp_executesql N'INSERT INTO t SELECT * FROM u'
--> ! not read

-- case: INSERT EXEC
INSERT INTO t (id, a) EXEC main.some_procedure @x = 1
--> t: | read: | ! EXECUTE

-- case: batches
SELECT a FROM t
GO
SELECT x FROM u
GO
--> a<t.a
--> x<u.x

-- case: WHILE and IF EXISTS
IF EXISTS (SELECT 1 FROM u) DELETE FROM t
WHILE (SELECT COUNT(*) FROM w) > 0 BREAK
IF OBJECT_ID('tempdb..#x') IS NOT NULL DROP TABLE #x
--> t: | read:

-- case: three part names
SELECT id FROM warehouse.main.t
--> id<t.id

-- case: COLLATE and unicode
SELECT [a] COLLATE Latin1_General_CI_AS AS ä, N'é' AS [ö ü] FROM t
--> ä<t.a, ö ü<

-- case: rank in a derived table, newest row per key (H-shape)
SELECT o_orderkey, o_custkey FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY o_custkey ORDER BY o_orderdate DESC) AS rn FROM orders) x WHERE rn = 1
--> o_orderkey<o_orderkey, o_custkey<o_custkey

-- case: yearly revenue with YEAR() (H7)
SELECT YEAR(l_shipdate) AS l_year, SUM(l_extendedprice * (1 - l_discount)) AS volume FROM lineitem GROUP BY YEAR(l_shipdate)
--> l_year<l_shipdate, volume<l_extendedprice+l_discount

-- case: store load from staging (DS)
INSERT INTO ds.inventory (inv_date_sk, inv_item_sk, inv_warehouse_sk, inv_quantity_on_hand)
SELECT d.d_date_sk, i.i_item_sk, w.w_warehouse_sk, 0 FROM ds.date_dim d CROSS JOIN ds.item i CROSS JOIN ds.warehouse w
--> ds.inventory: inv_date_sk<d_date_sk, inv_item_sk<i_item_sk, inv_warehouse_sk<w_warehouse_sk, inv_quantity_on_hand<

-- case: UPDATE with a common table (DS)
WITH r AS (SELECT sr_item_sk, SUM(sr_return_quantity) AS q FROM ds.store_returns GROUP BY sr_item_sk)
UPDATE inv SET inv.inv_quantity_on_hand = inv.inv_quantity_on_hand + r.q FROM ds.inventory inv JOIN r ON r.sr_item_sk = inv.inv_item_sk
--> ds.inventory: inv_quantity_on_hand<inv_quantity_on_hand+sr_return_quantity | read: ds.store_returns ds.inventory

-- case: slowly changing dimension in one script
UPDATE dim_customer SET valid_to = s.updated_at, is_current = 0 FROM dim_customer d JOIN stage_orders s ON s.customer_id = d.customer_id WHERE d.is_current = 1;
INSERT dim_customer (customer_id, valid_from) SELECT DISTINCT customer_id, updated_at FROM stage_orders;
--> dim_customer: valid_to<stage_orders.updated_at, is_current< | read: dim_customer stage_orders
--> dim_customer: customer_id<stage_orders.customer_id, valid_from<stage_orders.updated_at

-- case: broken statement between sound ones
SELECT a FROM t;
SELECT FROM WHERE;
SELECT x FROM u;
--> a<t.a
--> ! line 2
--> x<u.x
