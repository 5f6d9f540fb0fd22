-- MySQL and MariaDB. How the expectations are written: every-dialect.sql.

-- case: view as SHOW CREATE VIEW prints it
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `main`.`v_orders` AS select `main`.`orders`.`o_orderkey` AS `id`,(case when (`main`.`orders`.`o_orderstatus` = 'F') then `main`.`orders`.`o_totalprice` else 0 end) AS `done` from `main`.`orders`
--> v_orders: id<o_orderkey, done<o_orderstatus+o_totalprice

-- case: view over joins in parentheses as the server stores it
select `c`.`c_name` AS `c_name`,`n`.`n_name` AS `n_name` from ((`main`.`customer` `c` join `main`.`nation` `n` on((`c`.`c_nationkey` = `n`.`n_nationkey`))) left join `main`.`region` `r` on((`r`.`r_regionkey` = `n`.`n_regionkey`)))
--> c_name<c_name, n_name<n_name | read: customer nation region

-- case: a dump's executable comments
/*!50001 CREATE VIEW `v2` AS SELECT a AS a FROM t */;
--> v2: a<t.a

-- case: ON DUPLICATE KEY UPDATE
INSERT INTO t (id, a) SELECT id, x FROM u ON DUPLICATE KEY UPDATE a = VALUES(a), b = t.b + 1
--> t: id<u.id, a<u.x, b<t.b

-- case: INSERT SET
INSERT INTO t SET id = 1, a = (SELECT MAX(x) FROM u)
--> t: id<, a<u.x

-- case: INSERT IGNORE
INSERT IGNORE INTO t (id) SELECT t_id FROM w
--> t: id<w.t_id

-- case: REPLACE
REPLACE INTO t (id, a) SELECT id, note FROM w
--> t: id<w.id, a<note

-- case: UPDATE of joined tables
UPDATE t JOIN u ON t.id = u.id SET t.a = u.x, t.b = t.b + u.y
--> t: a<u.x, b<t.b+u.y

-- case: UPDATE of two tables at once
UPDATE t, w SET t.a = w.note, w.note = t.b WHERE t.id = w.t_id
--> t: a<note
--> w: note<t.b | read: t w

-- case: DELETE from one of joined tables
DELETE t FROM t INNER JOIN w ON w.t_id = t.id WHERE w.note IS NULL
--> t: | read: w

-- case: DELETE USING
DELETE FROM t USING t INNER JOIN u ON u.id = t.id
--> t: | read: u

-- case: CTAS without AS
CREATE TABLE copy_of (PRIMARY KEY (id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 SELECT id, a FROM t
--> copy_of: id<t.id, a<t.a

-- case: CREATE TEMPORARY TABLE is seen through
CREATE TEMPORARY TABLE IF NOT EXISTS tmp AS SELECT id AS k, x AS v FROM u;
INSERT INTO t (id, a) SELECT k, v FROM tmp;
--> tmp: k<u.id, v<u.x
--> t: id<u.id, a<u.x

-- case: GROUP_CONCAT
SELECT o_custkey, GROUP_CONCAT(DISTINCT o_clerk ORDER BY o_orderdate DESC SEPARATOR '; ') AS clerks FROM orders GROUP BY o_custkey WITH ROLLUP
--> o_custkey<o_custkey, clerks<o_clerk+o_orderdate

-- case: JSON operators
SELECT body->'$.a' AS a, body->>'$.b.c' AS b, JSON_EXTRACT(items, '$[0]') AS c FROM doc
--> a<doc.body, b<doc.body, c<doc.items

-- case: JSON_TABLE
SELECT d.doc_id, j.name, j.qty FROM doc d, JSON_TABLE(d.items, '$[*]' COLUMNS (name VARCHAR(40) PATH '$.name', qty INT PATH '$.qty' DEFAULT '0' ON EMPTY)) AS j
--> doc_id<doc_id, name<doc.items, qty<doc.items

-- case: recursive common table
WITH RECURSIVE tree AS (SELECT emp_id, emp_name, 1 AS depth FROM emp WHERE manager_id IS NULL UNION ALL
 SELECT e.emp_id, e.emp_name, tree.depth + 1 FROM emp e JOIN tree ON tree.emp_id = e.manager_id) SELECT * FROM tree
--> emp_id<emp_id, emp_name<emp_name, depth<

-- case: intervals
SELECT o_orderdate + INTERVAL 1 DAY AS next_day, DATE_SUB(o_orderdate, INTERVAL o_shippriority MONTH) AS before_that FROM orders
--> next_day<o_orderdate, before_that<o_orderdate+o_shippriority

-- case: units of time are not columns
SELECT TIMESTAMPDIFF(MONTH, o_orderdate, NOW()) AS age, EXTRACT(YEAR FROM o_orderdate) AS y, DATE_FORMAT(o_orderdate, '%Y') AS f FROM orders
--> age<o_orderdate, y<o_orderdate, f<o_orderdate

-- case: strings in double quotes
SELECT a, "not a column" AS s FROM t WHERE b = "x"
--> a<t.a, s<

-- case: backslash in a string
SELECT a AS v FROM t WHERE b = 'it\'s; SELECT x FROM u'
--> v<t.a

-- case: hash comments
SELECT a # , b FROM u
 FROM t
--> a<t.a

-- case: index hints and partitions
SELECT t.a FROM t PARTITION (p0, p1) USE INDEX (i1) STRAIGHT_JOIN u FORCE INDEX FOR JOIN (i2) ON u.id = t.id
--> a<t.a | read: t u

-- case: IF function and null-safe equals
SELECT IF(a <=> b, c, 0) AS r FROM t
--> r<t.a+t.b+t.c

-- case: LEFT, RIGHT and REPLACE as functions
SELECT LEFT(a, 3) AS l, RIGHT(b, 2) AS r, REPLACE(c, 'x', 'y') AS p, INSERT(a, 1, 2, 'x') AS i FROM t
--> l<t.a, r<t.b, p<t.c, i<t.a

-- case: MATCH AGAINST
SELECT id, MATCH (note) AGAINST ('word' IN BOOLEAN MODE) AS score FROM w
--> id<w.id, score<note

-- case: LIMIT with offset, FOR UPDATE
SELECT id FROM t ORDER BY a LIMIT 5, 10 FOR UPDATE SKIP LOCKED
--> id<t.id

-- case: LOAD DATA reads a file
LOAD DATA INFILE '/tmp/x.csv' INTO TABLE t FIELDS TERMINATED BY ','
--> nothing

-- case: SELECT INTO OUTFILE
SELECT id, a INTO OUTFILE '/tmp/x' FIELDS TERMINATED BY ',' FROM t
--> id<t.id, a<t.a

-- case: procedure with delimiter, variables and a handler
DELIMITER //
CREATE DEFINER=`root`@`localhost` PROCEDURE `load_t`(IN p_from INT, OUT p_done INT)
BEGIN
  DECLARE v_max, v_min INT DEFAULT 0;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END;
  SELECT MAX(x), MIN(y) INTO v_max, v_min FROM u;
  IF v_max > p_from THEN
    INSERT INTO t (id, a, b) VALUES (p_from, v_max, v_min);
  ELSEIF v_min = 0 THEN
    DELETE FROM t;
  ELSE
    UPDATE t SET c = v_max WHERE id = p_from;
  END IF;
  SET p_done = 1;
END //
DELIMITER ;
--> MAX(x)<u.x, MIN(y)<u.y
--> t: id<, a<u.x, b<u.y
--> t: | read:
--> t: c<u.x

-- case: procedure with a cursor loop
CREATE PROCEDURE walk()
BEGIN
  DECLARE done INT DEFAULT FALSE;
  DECLARE k INT;
  DECLARE n TEXT;
  DECLARE cur CURSOR FOR SELECT t_id, note FROM w;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
  OPEN cur;
  read_loop: LOOP
    FETCH cur INTO k, n;
    IF done THEN LEAVE read_loop; END IF;
    INSERT INTO t (id, a) VALUES (k, n);
  END LOOP;
  CLOSE cur;
END
--> t: id<w.t_id, a<note

-- case: trigger
CREATE TRIGGER trg AFTER INSERT ON t FOR EACH ROW INSERT INTO w (t_id, note) SELECT u.id, u.x FROM u WHERE u.id = NEW.id
--> w: t_id<u.id, note<u.x

-- case: event
CREATE EVENT purge ON SCHEDULE EVERY 1 DAY DO DELETE FROM t WHERE id IN (SELECT t_id FROM w)
--> t: | read: w

-- case: CALL
CALL load_t(1, @x)
--> ! not read

-- case: user variables
SELECT @total := SUM(amount) AS total FROM fact_orders
--> total<fact_orders.amount

-- case: VALUES ROW
INSERT INTO t (id, a) VALUES ROW(1, 2), ROW(3, 4)
--> t: id<, a< | read:

-- case: row alias of an INSERT
INSERT INTO t (id, a) VALUES (1, 2) AS new ON DUPLICATE KEY UPDATE a = new.a
--> t: id<, a< | read:

-- case: NATURAL JOIN and USING
SELECT id, a, x FROM t JOIN u USING (id)
--> id<t.id, a<t.a, x<u.x

-- case: newest order per customer (H-shape)
CREATE VIEW newest AS SELECT o_custkey, o_orderkey FROM (SELECT o.*, ROW_NUMBER() OVER (PARTITION BY o_custkey ORDER BY o_orderdate DESC) AS rn FROM orders AS o) AS x WHERE rn = 1
--> newest: o_custkey<o_custkey, o_orderkey<o_orderkey

-- case: volume by year (H7)
SELECT EXTRACT(YEAR FROM l_shipdate) AS l_year, SUM(l_extendedprice) AS v FROM lineitem WHERE l_shipdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31' GROUP BY l_year
--> l_year<l_shipdate, v<l_extendedprice

-- case: revenue before a date (H3)
SELECT l_orderkey, SUM(l_extendedprice * (1 - l_discount)) AS revenue FROM lineitem WHERE l_shipdate > DATE_ADD('1995-01-01', INTERVAL 3 MONTH) GROUP BY l_orderkey ORDER BY revenue DESC LIMIT 10
--> l_orderkey<l_orderkey, revenue<l_extendedprice+l_discount

-- case: store totals into a summary (DS)
INSERT INTO `t` (`id`, `a`) SELECT `ss`.`ss_store_sk`, SUM(`ss`.`ss_net_profit`) FROM `ds`.`store_sales` AS `ss` GROUP BY `ss`.`ss_store_sk` ON DUPLICATE KEY UPDATE `a` = `a` + VALUES(`a`)
--> t: id<ss_store_sk, a<t.a+ss_net_profit

-- case: ranking with a named window (DS)
SELECT i_brand, RANK() OVER w AS r FROM ds.item WINDOW w AS (PARTITION BY i_category ORDER BY i_current_price)
--> i_brand<i_brand, r<i_category+i_current_price

-- case: an unclosed quote
SELECT 'abc FROM t
--> ! never closed
