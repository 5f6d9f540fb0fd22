-- SQLite. How the expectations are written: every-dialect.sql.

-- case: any quotes
SELECT "a" AS x, [b] AS y, `c` AS z FROM t
--> x<t.a, y<t.b, z<t.c

-- case: upsert
INSERT INTO t (id, a) SELECT id, x FROM u WHERE true ON CONFLICT (id) DO UPDATE SET a = excluded.a || t.b
--> t: id<u.id, a<u.x+t.b

-- case: INSERT OR IGNORE
INSERT OR IGNORE INTO t SELECT * FROM u
--> t: id<u.id, a<u.x, b<u.y, c<u.z

-- case: UPDATE FROM
UPDATE t SET a = u.x FROM u WHERE u.id = t.id
--> t: a<u.x

-- case: json_each
SELECT doc_id, j.value FROM doc, json_each(doc.items) AS j
--> doc_id<doc_id, value<doc.items

-- case: temporary view
CREATE TEMP VIEW IF NOT EXISTS v AS SELECT a FROM t
--> v: a<t.a

-- case: trigger
CREATE TRIGGER IF NOT EXISTS trg AFTER INSERT ON t BEGIN INSERT INTO w (t_id, note) VALUES (new.id, new.a); END
--> w: t_id<, note< | read:

-- case: recursive common table
WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 10) SELECT k FROM n
--> k< | read:

-- case: GLOB, ISNULL and RETURNING
UPDATE t SET a = CASE WHEN b GLOB 'x*' THEN c ELSE NULL END WHERE c NOTNULL RETURNING id
--> t: a<t.b+t.c

-- case: indexed by
SELECT a FROM t WHERE b ISNULL ORDER BY a LIMIT 3 OFFSET 1
--> a<t.a
