-- Redshift. How the expectations are written: every-dialect.sql.

-- case: CTAS with distribution
CREATE TABLE totals DISTKEY (k) SORTKEY (k) AS SELECT o_custkey AS k, SUM(o_totalprice) AS total FROM orders GROUP BY 1
--> totals: k<o_custkey, total<o_totalprice

-- case: late binding view
CREATE OR REPLACE VIEW v AS SELECT A, b::decimal(10,2) AS price FROM main.t WITH NO SCHEMA BINDING
--> v: a<t.a, price<t.b

-- case: alias used further right
SELECT a * 2 AS twice, twice + 1 AS more FROM t
--> twice<t.a, more<t.a

-- case: SELECT INTO
SELECT id, a INTO TEMP TABLE picked FROM t
--> picked: id<t.id, a<t.a

-- case: LISTAGG and QUALIFY
SELECT o_custkey, LISTAGG(o_clerk, ',') WITHIN GROUP (ORDER BY o_orderdate) AS l FROM orders GROUP BY o_custkey
--> o_custkey<o_custkey, l<o_clerk+o_orderdate

-- case: UNLOAD and COPY move files
UNLOAD ('SELECT * FROM t') TO 's3://x/' IAM_ROLE 'r'; COPY t FROM 's3://x/' IAM_ROLE 'r' CSV
--> nothing

-- case: date functions
SELECT DATEADD(month, 1, o_orderdate) AS n, DATE_PART(year, o_orderdate) AS y FROM orders
--> n<o_orderdate, y<o_orderdate

-- case: SUPER navigation
SELECT d.body.name, i.sku FROM doc d, d.items i
--> name<doc.body, sku<doc.items

-- case: MERGE
MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = u.x WHEN NOT MATCHED THEN INSERT (id, a) VALUES (u.id, u.x)
--> t: a<u.x, id<u.id

-- case: procedure
CREATE OR REPLACE PROCEDURE p() AS $$ BEGIN INSERT INTO t (id, a) SELECT id, x FROM u; END; $$ LANGUAGE plpgsql
--> t: id<u.id, a<u.x
