-- Oracle. How the expectations are written: every-dialect.sql.

-- case: old outer join
SELECT o.o_orderkey AS k, c.c_name AS name FROM orders o, customer c WHERE o.o_custkey = c.c_custkey (+) AND c.c_nationkey(+) = 3
--> k<o_orderkey, name<c_name

-- case: hierarchy
SELECT LEVEL AS depth, CONNECT_BY_ROOT id AS root, SYS_CONNECT_BY_PATH(a, '/') AS path FROM t START WITH b IS NULL CONNECT BY NOCYCLE PRIOR id = b ORDER SIBLINGS BY a
--> depth<, root<t.id, path<t.a

-- case: dual and pseudo columns
SELECT SYSDATE AS now, USER AS who, ROWNUM AS n FROM dual
--> now<, who<, n<

-- case: row ids and row numbers
SELECT ROWID AS r, ROWNUM AS n, a FROM t WHERE ROWNUM <= 10
--> r<, n<, a<t.a

-- case: a database link names a relation elsewhere
SELECT x.remote_name AS name, t.a FROM t JOIN far@warehouse x ON x.id = t.id
--> name<, a<t.a | read: t | ! relation "FAR" is not known | ! column "X"."REMOTE_NAME" cannot be traced

-- case: view with everything before AS
CREATE OR REPLACE FORCE EDITIONABLE VIEW v (buyer, total) DEFAULT COLLATION USING_NLS_COMP BEQUEATH DEFINER AS SELECT c_name, o_totalprice FROM customer JOIN orders ON o_custkey = c_custkey WITH READ ONLY
--> v: buyer<c_name, total<o_totalprice

-- case: materialized view
CREATE MATERIALIZED VIEW totals TABLESPACE users BUILD IMMEDIATE REFRESH FAST ON COMMIT ENABLE QUERY REWRITE AS SELECT o_custkey AS k, SUM(o_totalprice) AS total FROM orders GROUP BY o_custkey
--> totals: k<o_custkey, total<o_totalprice

-- case: CTAS with storage
CREATE TABLE picked TABLESPACE users NOLOGGING PARALLEL 4 COMPRESS AS SELECT /*+ FULL(t) */ id, a FROM t
--> picked: id<t.id, a<t.a

-- case: alternative quotes
SELECT q'[it's, FROM u]' AS said, NVL(a, q'{x}') AS a FROM t
--> said<, a<t.a

-- case: decode, nvl2 and analytic functions
SELECT DECODE(a, 1, b, 0) AS d, NVL2(a, b, id) AS n, RATIO_TO_REPORT(b) OVER (PARTITION BY id) AS r FROM t
--> d<t.a+t.b, n<t.a+t.b+t.id, r<t.b+t.id

-- case: KEEP DENSE_RANK
SELECT id, MAX(a) KEEP (DENSE_RANK LAST ORDER BY b) AS latest FROM t GROUP BY id
--> id<t.id, latest<t.a+t.b

-- case: LISTAGG
SELECT o_custkey, LISTAGG(o_clerk, ',' ON OVERFLOW TRUNCATE) WITHIN GROUP (ORDER BY o_orderdate) AS l FROM orders GROUP BY o_custkey
--> o_custkey<o_custkey, l<o_clerk+o_orderdate

-- case: MINUS and a row limit
SELECT id FROM t MINUS SELECT id FROM u ORDER BY 1 OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY
--> id<t.id | read: t u

-- case: multi-table insert
INSERT ALL WHEN a > 1 THEN INTO archive (id) VALUES (id) ELSE INTO picked (id, a) VALUES (id, a) SELECT id, a FROM t
--> archive: id<t.id
--> picked: id<t.id, a<t.a

-- case: MERGE with deletion
MERGE INTO t USING (SELECT id, x FROM u) s ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET t.a = s.x WHERE s.x > 0 DELETE WHERE t.a = 0 WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.x)
--> t: a<u.x, id<u.id

-- case: update of several columns by a query
UPDATE t SET (a, b) = (SELECT u.x, u.id FROM u WHERE u.id = t.id)
--> t: a<u.x, b<u.id

-- case: pivot
SELECT * FROM (SELECT o_custkey, o_orderstatus, o_totalprice FROM orders) PIVOT (SUM(o_totalprice) FOR o_orderstatus IN ('O' AS opened, 'F' AS closed))
--> o_custkey<o_custkey, opened<o_totalprice+o_orderstatus, closed<o_totalprice+o_orderstatus

-- case: a table function
SELECT p.column_value AS v FROM t, TABLE(split(t.a)) p
--> v<t.a

-- case: JSON_TABLE
SELECT d.doc_id, j.sku FROM doc d, JSON_TABLE(d.body, '$.items[*]' COLUMNS (sku VARCHAR2(10) PATH '$.sku', n NUMBER PATH '$.n')) j
--> doc_id<doc_id, sku<doc.body

-- case: a query as of a moment
SELECT a FROM t AS OF TIMESTAMP SYSTIMESTAMP - INTERVAL '10' MINUTE x WHERE x.id = 1
--> a<t.a

-- case: recursive common table without RECURSIVE
WITH tree (k, root) AS (SELECT id, a FROM t WHERE b IS NULL UNION ALL SELECT t.id, tree.root FROM t JOIN tree ON t.b = tree.k) SELECT k, root FROM tree
--> k<t.id, root<t.a

-- case: a procedure with a cursor loop
CREATE OR REPLACE PROCEDURE fill (since IN DATE DEFAULT SYSDATE) AUTHID DEFINER IS
  n NUMBER := 0;
  CURSOR c IS SELECT id, x FROM u;
BEGIN
  FOR row IN c LOOP
    INSERT INTO t (id, a) VALUES (row.id, row.x);
  END LOOP;
  SELECT COUNT(*) AS counted INTO n FROM u;
  COMMIT;
EXCEPTION
  WHEN OTHERS THEN ROLLBACK; RAISE;
END fill;
/
--> t: id<u.id, a<u.x
--> counted< | read: u

-- case: a package body
CREATE OR REPLACE PACKAGE BODY jobs AS
  PROCEDURE copy_all AS
  BEGIN
    INSERT INTO archive (id) SELECT id FROM t;
    EXECUTE IMMEDIATE 'truncate table t';
  END;
END jobs;
--> archive: id<t.id
--> | ! EXECUTE is not read
