-- Statements that every dialect reads alike, written in the shapes of the TPC-H and TPC-DS benchmarks and of everyday views.
-- What follows `--> ` was written by hand: target: column<origin+origin | read: tables | ! what is not understood.
-- Without `read:` the tables read are those of the origins. `*t` stands for all columns of t, each from itself. A bare origin is a column
-- name that only one table has. The tables are in tables.txt.

-- case: pricing summary (H1)
CREATE VIEW pricing_summary AS
SELECT l_returnflag, l_linestatus, SUM(l_quantity) AS sum_qty, SUM(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS sum_charge,
  AVG(l_discount) AS avg_disc, COUNT(*) AS count_order
FROM lineitem WHERE l_shipdate <= '1998-09-02' GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus
--> pricing_summary: l_returnflag<l_returnflag, l_linestatus<l_linestatus, sum_qty<l_quantity, sum_charge<l_extendedprice+l_discount+l_tax, avg_disc<l_discount, count_order<

-- case: cheapest supplier, correlated subquery (H2)
SELECT s.s_acctbal, s.s_name, n.n_name, p.p_partkey FROM part p, supplier s, partsupp ps, nation n, region r
WHERE p.p_partkey = ps.ps_partkey AND s.s_suppkey = ps.ps_suppkey AND s.s_nationkey = n.n_nationkey AND n.n_regionkey = r.r_regionkey
  AND ps.ps_supplycost = (SELECT MIN(i.ps_supplycost) FROM partsupp i WHERE i.ps_partkey = p.p_partkey)
--> s_acctbal<s_acctbal, s_name<s_name, n_name<n_name, p_partkey<p_partkey | read: part supplier partsupp nation region

-- case: shipping priority (H3)
INSERT INTO t (id, a, b) SELECT l_orderkey, SUM(l_extendedprice * (1 - l_discount)), o_orderdate FROM customer, orders, lineitem
WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey GROUP BY l_orderkey, o_orderdate
--> t: id<l_orderkey, a<l_extendedprice+l_discount, b<o_orderdate | read: customer orders lineitem

-- case: order priority, EXISTS reads a table and gives no column (H4)
SELECT o_orderpriority, COUNT(*) AS order_count FROM orders WHERE EXISTS
 (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate) GROUP BY o_orderpriority
--> o_orderpriority<o_orderpriority, order_count< | read: orders lineitem

-- case: local supplier volume, explicit joins (H5)
SELECT n_name, SUM(l_extendedprice * (1 - l_discount)) AS revenue FROM customer
 JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey JOIN supplier ON l_suppkey = s_suppkey
 JOIN nation ON s_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey WHERE r_name = 'ASIA' GROUP BY n_name
--> n_name<n_name, revenue<l_extendedprice+l_discount | read: customer orders lineitem supplier nation region

-- case: forecast (H6)
SELECT SUM(l_extendedprice * l_discount) AS revenue FROM lineitem WHERE l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24
--> revenue<l_extendedprice+l_discount

-- case: volume shipping, a table twice and a derived table (H7)
SELECT supp_nation, cust_nation, SUM(volume) AS revenue FROM (
  SELECT n1.n_name AS supp_nation, n2.n_name AS cust_nation, l_extendedprice * (1 - l_discount) AS volume
  FROM supplier, lineitem, orders, customer, nation n1, nation n2
  WHERE s_suppkey = l_suppkey AND o_orderkey = l_orderkey AND c_custkey = o_custkey) AS shipping GROUP BY supp_nation, cust_nation
--> supp_nation<n_name, cust_nation<n_name, revenue<l_extendedprice+l_discount | read: supplier lineitem orders customer nation

-- case: market share, CASE in an aggregate (H8)
SELECT o_year, SUM(CASE WHEN nation_name = 'BRAZIL' THEN volume ELSE 0 END) / SUM(volume) AS mkt_share FROM (
  SELECT o_orderdate AS o_year, l_extendedprice * (1 - l_discount) AS volume, n2.n_name AS nation_name
  FROM lineitem JOIN orders ON l_orderkey = o_orderkey JOIN supplier ON l_suppkey = s_suppkey JOIN nation n2 ON s_nationkey = n2.n_nationkey) all_nations
GROUP BY o_year
--> o_year<o_orderdate, mkt_share<n_name+l_extendedprice+l_discount | read: lineitem orders supplier nation

-- case: product type profit (H9)
SELECT profit.nation_name, SUM(profit.amount) AS sum_profit FROM (
  SELECT n_name AS nation_name, l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity AS amount
  FROM part, supplier, lineitem, partsupp, nation WHERE p_partkey = l_partkey AND p_name LIKE '%green%') profit GROUP BY profit.nation_name
--> nation_name<n_name, sum_profit<l_extendedprice+l_discount+ps_supplycost+l_quantity | read: part supplier lineitem partsupp nation

-- case: returned items (H10)
SELECT c_custkey, c_name, SUM(l_extendedprice) AS revenue, c_acctbal, n_name FROM customer
LEFT JOIN orders ON c_custkey = o_custkey LEFT JOIN lineitem ON l_orderkey = o_orderkey LEFT JOIN nation ON c_nationkey = n_nationkey
WHERE l_returnflag = 'R' GROUP BY c_custkey, c_name, c_acctbal, n_name ORDER BY revenue DESC
--> c_custkey<c_custkey, c_name<c_name, revenue<l_extendedprice, c_acctbal<c_acctbal, n_name<n_name | read: customer orders lineitem nation

-- case: important stock, subquery in HAVING (H11)
SELECT ps_partkey, SUM(ps_supplycost * ps_availqty) AS stock FROM partsupp, supplier WHERE ps_suppkey = s_suppkey GROUP BY ps_partkey
HAVING SUM(ps_supplycost * ps_availqty) > (SELECT SUM(ps_supplycost) * 0.0001 FROM partsupp, nation)
--> ps_partkey<ps_partkey, stock<ps_supplycost+ps_availqty | read: partsupp supplier nation

-- case: shipping modes, conditional counts (H12)
SELECT l_shipmode, SUM(CASE WHEN o_orderpriority = '1-URGENT' OR o_orderpriority = '2-HIGH' THEN 1 ELSE 0 END) AS high_lines
FROM orders, lineitem WHERE o_orderkey = l_orderkey AND l_shipmode IN ('MAIL', 'SHIP') GROUP BY l_shipmode
--> l_shipmode<l_shipmode, high_lines<o_orderpriority

-- case: customer distribution, columns renamed by the alias of a derived table (H13)
SELECT c_count, COUNT(*) AS custdist FROM (SELECT c_custkey AS k, COUNT(o_orderkey) AS c_count FROM customer
 LEFT OUTER JOIN orders ON c_custkey = o_custkey GROUP BY c_custkey) AS c_orders GROUP BY c_count
--> c_count<o_orderkey, custdist< | read: customer orders

-- case: promotion effect (H14)
SELECT 100.00 * SUM(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice ELSE 0 END) / SUM(l_extendedprice * (1 - l_discount)) AS promo
FROM lineitem, part WHERE l_partkey = p_partkey
--> promo<p_type+l_extendedprice+l_discount

-- case: top supplier, common table read twice (H15)
WITH revenue AS (SELECT l_suppkey AS supplier_no, SUM(l_extendedprice) AS total_revenue FROM lineitem GROUP BY l_suppkey)
SELECT s_suppkey, s_name, total_revenue FROM supplier, revenue
WHERE s_suppkey = supplier_no AND total_revenue = (SELECT MAX(total_revenue) FROM revenue)
--> s_suppkey<s_suppkey, s_name<s_name, total_revenue<l_extendedprice | read: lineitem supplier

-- case: parts and suppliers, NOT IN (H16)
SELECT p_brand, p_size, COUNT(DISTINCT ps_suppkey) AS supplier_cnt FROM partsupp, part WHERE p_partkey = ps_partkey
 AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Complaints%') GROUP BY p_brand, p_size
--> p_brand<p_brand, p_size<p_size, supplier_cnt<ps_suppkey | read: partsupp part supplier

-- case: small orders (H17)
SELECT SUM(l_extendedprice) / 7.0 AS avg_yearly FROM lineitem, part WHERE p_partkey = l_partkey
 AND l_quantity < (SELECT 0.2 * AVG(l2.l_quantity) FROM lineitem l2 WHERE l2.l_partkey = p_partkey)
--> avg_yearly<l_extendedprice | read: lineitem part

-- case: large orders, IN with an aggregate (H18)
CREATE VIEW large_orders AS SELECT c_name, c_custkey, o_orderkey, o_totalprice, SUM(l_quantity) AS quantity FROM customer, orders, lineitem
WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING SUM(l_quantity) > 300) GROUP BY c_name, c_custkey, o_orderkey, o_totalprice
--> large_orders: c_name<c_name, c_custkey<c_custkey, o_orderkey<o_orderkey, o_totalprice<o_totalprice, quantity<l_quantity

-- case: discounted revenue, long predicates (H19)
SELECT SUM(l_extendedprice * (1 - l_discount)) AS revenue FROM lineitem, part
WHERE (p_partkey = l_partkey AND p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX') AND l_quantity >= 1)
   OR (p_partkey = l_partkey AND p_brand = 'Brand#23' AND l_shipmode IN ('AIR', 'AIR REG'))
--> revenue<l_extendedprice+l_discount | read: lineitem part

-- case: potential part promotion, nested IN (H20)
SELECT s_name, s_address FROM supplier, nation WHERE s_suppkey IN (SELECT ps_suppkey FROM partsupp WHERE ps_partkey IN
 (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%') AND ps_availqty > (SELECT 0.5 * SUM(l_quantity) FROM lineitem))
--> s_name<s_name, s_address<s_address | read: supplier nation partsupp part lineitem

-- case: suppliers who kept orders waiting (H21)
SELECT s_name, COUNT(*) AS numwait FROM supplier, lineitem l1, orders WHERE s_suppkey = l1.l_suppkey
 AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey) AND NOT EXISTS (SELECT * FROM lineitem l3) GROUP BY s_name
--> s_name<s_name, numwait< | read: supplier lineitem orders

-- case: global sales opportunity (H22)
SELECT cntrycode, COUNT(*) AS numcust, SUM(acctbal) AS totacctbal FROM (SELECT SUBSTRING(c_phone, 1, 2) AS cntrycode, c_acctbal AS acctbal FROM customer
 WHERE c_acctbal > (SELECT AVG(c_acctbal) FROM customer) AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) custsale GROUP BY cntrycode
--> cntrycode<c_phone, numcust<, totacctbal<c_acctbal | read: customer orders

-- case: returns above the store's average (DS1)
WITH customer_total_return AS (SELECT sr_customer_sk AS ctr_customer_sk, sr_store_sk AS ctr_store_sk, SUM(sr_return_amt) AS ctr_total_return
  FROM ds.store_returns, ds.date_dim WHERE sr_returned_date_sk = d_date_sk GROUP BY sr_customer_sk, sr_store_sk)
SELECT cu_customer_id FROM customer_total_return ctr1, ds.store, ds.customer WHERE ctr1.ctr_total_return >
 (SELECT AVG(ctr_total_return) * 1.2 FROM customer_total_return ctr2 WHERE ctr1.ctr_store_sk = ctr2.ctr_store_sk)
--> cu_customer_id<cu_customer_id | read: ds.store_returns ds.date_dim ds.store ds.customer

-- case: weekly ratios, UNION ALL and a self join (DS2)
WITH wscs AS (SELECT ws_sold_date_sk AS sold_date_sk, ws_ext_sales_price AS sales_price FROM ds.web_sales
  UNION ALL SELECT cs_sold_date_sk, cs_ext_sales_price FROM ds.catalog_sales),
 weekly AS (SELECT d_week_seq, SUM(CASE WHEN d_day_name = 'Sunday' THEN sales_price ELSE NULL END) AS sun FROM wscs, ds.date_dim GROUP BY d_week_seq)
SELECT y.d_week_seq AS week1, y.sun / z.sun AS ratio FROM weekly y, weekly z
--> week1<d_week_seq, ratio<d_day_name+ws_ext_sales_price+cs_ext_sales_price

-- case: brand revenue (DS3)
SELECT dt.d_year, item.i_brand_id AS brand_id, item.i_brand AS brand, SUM(ss_ext_sales_price) AS sum_agg
FROM ds.date_dim dt, ds.store_sales, ds.item WHERE dt.d_date_sk = ss_sold_date_sk AND ss_item_sk = item.i_item_sk GROUP BY dt.d_year, item.i_brand, item.i_brand_id
--> d_year<d_year, brand_id<i_brand_id, brand<i_brand, sum_agg<ss_ext_sales_price

-- case: three channels with a literal each (DS4)
WITH year_total AS (
 SELECT cu_customer_id AS customer_id, SUM(ss_net_paid) AS total, 's' AS sale_type FROM ds.customer, ds.store_sales WHERE cu_customer_sk = ss_customer_sk GROUP BY cu_customer_id
 UNION ALL
 SELECT cu_customer_id, SUM(ws_net_paid), 'w' FROM ds.customer, ds.web_sales WHERE cu_customer_sk = ws_bill_customer_sk GROUP BY cu_customer_id)
SELECT f.customer_id, f.total, s.sale_type FROM year_total f, year_total s WHERE f.customer_id = s.customer_id
--> customer_id<cu_customer_id, total<ss_net_paid+ws_net_paid, sale_type< | read: ds.customer ds.store_sales ds.web_sales

-- case: state counts with a scalar subquery in a filter (DS6)
SELECT a.ca_state AS state, COUNT(*) AS cnt FROM ds.customer_address a, ds.customer c, ds.store_sales s, ds.item i
WHERE i.i_current_price > 1.2 * (SELECT AVG(j.i_current_price) FROM ds.item j WHERE j.i_category = i.i_category) GROUP BY a.ca_state
--> state<ca_state, cnt< | read: ds.customer_address ds.customer ds.store_sales ds.item

-- case: averages by item (DS7)
CREATE VIEW item_averages AS SELECT i_item_id, AVG(ss_quantity) AS agg1, AVG(ss_list_price) AS agg2, AVG(ss_sales_price) AS agg3
FROM ds.store_sales JOIN ds.item ON ss_item_sk = i_item_sk JOIN ds.promotion ON ss_promo_sk = pr_promo_sk WHERE pr_channel_email = 'N' GROUP BY i_item_id
--> item_averages: i_item_id<i_item_id, agg1<ss_quantity, agg2<ss_list_price, agg3<ss_sales_price | read: ds.store_sales ds.item ds.promotion

-- case: INTERSECT passes values of both sides (DS8)
SELECT s_store_name FROM ds.store WHERE s_zip IN (SELECT ca_zip FROM ds.customer_address INTERSECT SELECT s_zip FROM ds.store)
--> s_store_name<s_store_name | read: ds.store ds.customer_address

-- case: INTERSECT as the query itself
SELECT ca_zip AS zip FROM ds.customer_address INTERSECT SELECT s_zip FROM ds.store
--> zip<ca_zip+s_zip

-- case: CASE over scalar subqueries (DS9)
SELECT CASE WHEN (SELECT COUNT(*) FROM ds.store_sales WHERE ss_quantity BETWEEN 1 AND 20) > 100
 THEN (SELECT AVG(ss_ext_discount_amt) FROM ds.store_sales) ELSE (SELECT AVG(ss_net_paid) FROM ds.store_sales) END AS bucket1 FROM region
--> bucket1<ss_ext_discount_amt+ss_net_paid | read: ds.store_sales region

-- case: window over an aggregate (DS12)
SELECT i_item_id, SUM(ws_ext_sales_price) AS itemrevenue,
 SUM(ws_ext_sales_price) * 100 / SUM(SUM(ws_ext_sales_price)) OVER (PARTITION BY i_class) AS revenueratio
FROM ds.web_sales, ds.item WHERE ws_item_sk = i_item_sk GROUP BY i_item_id, i_class
--> i_item_id<i_item_id, itemrevenue<ws_ext_sales_price, revenueratio<ws_ext_sales_price+i_class

-- case: catalog sales by zip (DS15)
SELECT ca_zip, SUM(cs_sales_price) AS total FROM ds.catalog_sales, ds.customer, ds.customer_address WHERE cs_bill_customer_sk = cu_customer_sk GROUP BY ca_zip
--> ca_zip<ca_zip, total<cs_sales_price | read: ds.catalog_sales ds.customer ds.customer_address

-- case: count distinct with NOT EXISTS (DS16)
SELECT COUNT(DISTINCT cs_order_number) AS order_count, SUM(cs_net_profit) AS profit FROM ds.catalog_sales cs1
WHERE NOT EXISTS (SELECT 1 FROM ds.store_returns WHERE cs1.cs_order_number = sr_ticket_number)
--> order_count<cs_order_number, profit<cs_net_profit | read: ds.catalog_sales ds.store_returns

-- case: COALESCE and arithmetic (DS21)
SELECT w_warehouse_name, SUM(CASE WHEN d_date < '2000-03-11' THEN inv_quantity_on_hand ELSE 0 END) AS inv_before
FROM ds.inventory, ds.warehouse, ds.date_dim WHERE inv_warehouse_sk = w_warehouse_sk GROUP BY w_warehouse_name
--> w_warehouse_name<w_warehouse_name, inv_before<d_date+inv_quantity_on_hand

-- case: chain of common tables (DS23)
WITH frequent AS (SELECT i_item_sk AS item_sk, COUNT(*) AS cnt FROM ds.store_sales, ds.item WHERE ss_item_sk = i_item_sk GROUP BY i_item_sk),
 best AS (SELECT cu_customer_sk AS c_sk, SUM(ss_quantity * ss_sales_price) AS ssales FROM ds.store_sales, ds.customer GROUP BY cu_customer_sk),
 both_of AS (SELECT f.item_sk, b.ssales FROM frequent f CROSS JOIN best b)
SELECT item_sk, MAX(ssales) AS top FROM both_of GROUP BY item_sk
--> item_sk<i_item_sk, top<ss_quantity+ss_sales_price | read: ds.store_sales ds.item ds.customer

-- case: store with quantities and returns (DS25)
SELECT i_item_id, s_store_id, SUM(ss_net_profit) AS store_sales_profit, SUM(sr_net_loss) AS store_returns_loss, SUM(cs_net_profit) AS catalog_profit
FROM ds.store_sales INNER JOIN ds.store_returns ON ss_ticket_number = sr_ticket_number INNER JOIN ds.catalog_sales ON sr_customer_sk = cs_bill_customer_sk
 INNER JOIN ds.store ON s_store_sk = ss_store_sk INNER JOIN ds.item ON i_item_sk = ss_item_sk GROUP BY i_item_id, s_store_id
--> i_item_id<i_item_id, s_store_id<s_store_id, store_sales_profit<ss_net_profit, store_returns_loss<sr_net_loss, catalog_profit<cs_net_profit

-- case: six buckets side by side (DS28)
SELECT b1.lp, b2.cnt FROM (SELECT AVG(ss_list_price) AS lp FROM ds.store_sales WHERE ss_quantity BETWEEN 0 AND 5) b1,
 (SELECT COUNT(ss_list_price) AS cnt FROM ds.store_sales WHERE ss_quantity BETWEEN 6 AND 10) b2
--> lp<ss_list_price, cnt<ss_list_price

-- case: three channels by manufacturer (DS33)
WITH ss AS (SELECT i_manufact_id, SUM(ss_ext_sales_price) AS total_sales FROM ds.store_sales, ds.item GROUP BY i_manufact_id),
 cs AS (SELECT i_manufact_id, SUM(cs_ext_sales_price) AS total_sales FROM ds.catalog_sales, ds.item GROUP BY i_manufact_id),
 ws AS (SELECT i_manufact_id, SUM(ws_ext_sales_price) AS total_sales FROM ds.web_sales, ds.item GROUP BY i_manufact_id)
SELECT i_manufact_id, SUM(total_sales) AS total_sales FROM (SELECT * FROM ss UNION ALL SELECT * FROM cs UNION ALL SELECT * FROM ws) tmp1 GROUP BY i_manufact_id
--> i_manufact_id<i_manufact_id, total_sales<ss_ext_sales_price+cs_ext_sales_price+ws_ext_sales_price

-- case: ranks within and without (DS36)
SELECT i_category, SUM(ss_net_profit) / SUM(ss_ext_sales_price) AS gross_margin,
 RANK() OVER (PARTITION BY i_class ORDER BY SUM(ss_net_profit) DESC) AS rank_within
FROM ds.store_sales, ds.item WHERE i_item_sk = ss_item_sk GROUP BY i_category, i_class
--> i_category<i_category, gross_margin<ss_net_profit+ss_ext_sales_price, rank_within<i_class+ss_net_profit

-- case: EXCEPT removes rows and gives no column (DS87)
SELECT cu_last_name, cu_first_name FROM ds.customer EXCEPT SELECT cu_last_name, cu_email FROM ds.customer WHERE cu_birth_year > 1980
--> cu_last_name<cu_last_name, cu_first_name<cu_first_name

-- case: EXCEPT of another table
SELECT ss_item_sk AS item FROM ds.store_sales EXCEPT SELECT sr_item_sk FROM ds.store_returns
--> item<ss_item_sk | read: ds.store_sales ds.store_returns

-- case: moving averages (DS47)
WITH v1 AS (SELECT i_brand, d_year, d_moy, SUM(ss_sales_price) AS sum_sales,
  AVG(SUM(ss_sales_price)) OVER (PARTITION BY i_brand, d_year) AS avg_monthly, RANK() OVER (PARTITION BY i_brand ORDER BY d_year, d_moy) AS rn
  FROM ds.item, ds.store_sales, ds.date_dim GROUP BY i_brand, d_year, d_moy)
SELECT v1.i_brand, v1.avg_monthly, lag1.sum_sales AS psum FROM v1, v1 lag1 WHERE v1.rn = lag1.rn + 1
--> i_brand<i_brand, avg_monthly<ss_sales_price+i_brand+d_year, psum<ss_sales_price | read: ds.item ds.store_sales ds.date_dim

-- case: cumulative sums in a full join (DS51)
WITH web AS (SELECT ws_item_sk AS item_sk, d_date, SUM(ws_sales_price) OVER (PARTITION BY ws_item_sk ORDER BY d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS cume
   FROM ds.web_sales, ds.date_dim),
 st AS (SELECT ss_item_sk AS item_sk, d_date, SUM(ss_sales_price) AS cume FROM ds.store_sales, ds.date_dim GROUP BY ss_item_sk, d_date)
SELECT CASE WHEN web.item_sk IS NOT NULL THEN web.item_sk ELSE st.item_sk END AS item_sk, web.cume AS web_sales, st.cume AS store_sales
FROM web LEFT JOIN st ON web.item_sk = st.item_sk AND web.d_date = st.d_date
--> item_sk<ws_item_sk+ss_item_sk, web_sales<ws_sales_price+ws_item_sk+d_date, store_sales<ss_sales_price

-- case: shipping delays in buckets (DS62)
SELECT SUBSTRING(w_warehouse_name, 1, 20) AS warehouse, SUM(CASE WHEN cs_ship_date_sk - cs_sold_date_sk <= 30 THEN 1 ELSE 0 END) AS d30
FROM ds.catalog_sales, ds.warehouse WHERE cs_warehouse_sk = w_warehouse_sk GROUP BY SUBSTRING(w_warehouse_name, 1, 20)
--> warehouse<w_warehouse_name, d30<cs_ship_date_sk+cs_sold_date_sk

-- case: store against average (DS65)
SELECT s_store_name, i_item_desc, sc.revenue FROM ds.store, ds.item,
 (SELECT ss_store_sk, AVG(revenue) AS ave FROM (SELECT ss_store_sk, ss_item_sk, SUM(ss_sales_price) AS revenue FROM ds.store_sales GROUP BY ss_store_sk, ss_item_sk) sa GROUP BY ss_store_sk) sb,
 (SELECT ss_store_sk, ss_item_sk, SUM(ss_sales_price) AS revenue FROM ds.store_sales GROUP BY ss_store_sk, ss_item_sk) sc
WHERE sb.ss_store_sk = sc.ss_store_sk AND sc.revenue <= 0.1 * sb.ave
--> s_store_name<s_store_name, i_item_desc<i_item_desc, revenue<ss_sales_price

-- case: city pairs (DS68)
SELECT cu_last_name, current_addr.ca_city AS now_city, dn.bought_city, dn.extended_price FROM
 (SELECT ss_customer_sk, ca_city AS bought_city, SUM(ss_ext_sales_price) AS extended_price FROM ds.store_sales, ds.customer_address WHERE ss_addr_sk = ca_address_sk GROUP BY ss_customer_sk, ca_city) dn,
 ds.customer, ds.customer_address current_addr WHERE dn.ss_customer_sk = cu_customer_sk
--> cu_last_name<cu_last_name, now_city<ca_city, bought_city<ca_city, extended_price<ss_ext_sales_price

-- case: counts per hour bucket, cross join of single rows (DS88)
SELECT * FROM (SELECT COUNT(*) AS h8 FROM ds.store_sales WHERE ss_quantity = 1) s1, (SELECT COUNT(ss_item_sk) AS h9 FROM ds.store_sales) s2
--> h8<, h9<ss_item_sk | read: ds.store_sales

-- case: ratio of promotions (DS61)
SELECT promotions, total, promotions * 100 / total AS share FROM
 (SELECT SUM(ss_ext_sales_price) AS promotions FROM ds.store_sales, ds.promotion WHERE ss_promo_sk = pr_promo_sk) p,
 (SELECT SUM(ss_ext_sales_price) AS total FROM ds.store_sales) q
--> promotions<ss_ext_sales_price, total<ss_ext_sales_price, share<ss_ext_sales_price | read: ds.store_sales ds.promotion

-- case: left join with a filter on the missing side (DS78)
SELECT d_year, ss_item_sk, SUM(ss_quantity) AS qty FROM ds.store_sales LEFT JOIN ds.store_returns ON sr_ticket_number = ss_ticket_number AND ss_item_sk = sr_item_sk
 JOIN ds.date_dim ON ss_sold_date_sk = d_date_sk WHERE sr_ticket_number IS NULL GROUP BY d_year, ss_item_sk
--> d_year<d_year, ss_item_sk<ss_item_sk, qty<ss_quantity | read: ds.store_sales ds.store_returns ds.date_dim

-- case: concatenated names with COALESCE (DS84)
SELECT cu_customer_id AS customer_id, COALESCE(cu_last_name, cu_first_name) AS customername FROM ds.customer, ds.customer_address WHERE ca_city = 'Edgewood'
--> customer_id<cu_customer_id, customername<cu_last_name+cu_first_name | read: ds.customer ds.customer_address

-- case: loading a mart from three channels
INSERT INTO t SELECT channel, item, amount, 0 FROM (
 SELECT 1 AS channel, ss_item_sk AS item, ss_net_paid AS amount FROM ds.store_sales
 UNION SELECT 2, ws_item_sk, ws_net_paid FROM ds.web_sales) every_sale
--> t: id<, a<ss_item_sk+ws_item_sk, b<ss_net_paid+ws_net_paid, c<

-- case: a view over everything of one table
CREATE VIEW all_orders AS SELECT * FROM orders
--> all_orders: *orders

-- case: a view with columns of its own
CREATE VIEW named (k, total) AS SELECT o_custkey, SUM(o_totalprice) FROM orders GROUP BY o_custkey
--> named: k<o_custkey, total<o_totalprice

-- case: star of one of two tables
SELECT u.*, t.a AS other FROM t, u WHERE t.id = u.id
--> *u, other<t.a

-- case: star over a join
SELECT * FROM t JOIN w ON t.id = w.t_id
--> *t, *w

-- case: star over a derived table
SELECT * FROM (SELECT id AS k, a + b AS total FROM t) d
--> k<t.id, total<t.a+t.b

-- case: star over nested common tables
WITH first_of AS (SELECT * FROM t), second_of AS (SELECT first_of.*, 1 AS one FROM first_of) SELECT * FROM second_of
--> *t, one<

-- case: a common table hides a table of its name
WITH u AS (SELECT a AS x FROM t) SELECT x FROM u
--> x<t.a

-- case: a common table with column names
WITH named_columns (k, v) AS (SELECT a, b FROM t) SELECT v, k FROM named_columns
--> v<t.b, k<t.a

-- case: an inner name hides an outer one
SELECT (SELECT MAX(x.y) FROM u x WHERE x.id = x.x) AS m FROM t x
--> m<u.y | read: u t

-- case: correlated scalar subquery gives its own column
SELECT id, (SELECT SUM(amount) FROM fact_orders f WHERE f.order_id = t.id) AS total FROM t
--> id<t.id, total<fact_orders.amount

-- case: CASE with an operand
SELECT CASE a WHEN 1 THEN b WHEN 2 THEN c END AS picked FROM t
--> picked<t.a+t.b+t.c

-- case: nested CASE
SELECT CASE WHEN a > 0 THEN CASE WHEN b > 0 THEN 1 ELSE c END ELSE 0 END AS nested FROM t
--> nested<t.a+t.b+t.c

-- case: CAST keeps the column and no type is a column
SELECT CAST(a AS DECIMAL(10, 2)) AS price, CAST(b AS VARCHAR(20)) AS label FROM t
--> price<t.a, label<t.b

-- case: literals and constants
SELECT 1 AS one, 'text' AS txt, NULL AS nothing, -1.5e3 AS num FROM t
--> one<, txt<, nothing<, num< | read: t

-- case: comments everywhere
SELECT /* a */ a -- the first
 , b /* FROM u */ FROM t -- end
--> a<t.a, b<t.b

-- case: strings that look like SQL
SELECT a AS v, 'it''s FROM u; SELECT' AS s FROM t WHERE b = '--'
--> v<t.a, s<

-- case: INSERT with listed columns in another order
INSERT INTO t (c, a) SELECT x, y FROM u
--> t: c<u.x, a<u.y

-- case: INSERT without a list
INSERT INTO t SELECT x, y, z, id FROM u
--> t: id<u.x, a<u.y, b<u.z, c<u.id

-- case: INSERT of star
INSERT INTO t SELECT * FROM u
--> t: id<u.id, a<u.x, b<u.y, c<u.z

-- case: INSERT of rows
INSERT INTO t (id, a) VALUES (1, 2), (3, 4)
--> t: id<, a< | read:

-- case: INSERT of a union
INSERT INTO t (id, a) SELECT id, x FROM u UNION ALL SELECT t_id, note FROM w
--> t: id<u.id+w.t_id, a<u.x+w.note

-- case: UPDATE with expressions
UPDATE t SET a = b + c, b = 0 WHERE id > 5
--> t: a<t.b+t.c, b<

-- case: UPDATE from a scalar subquery
UPDATE t SET a = (SELECT MAX(x) FROM u WHERE u.id = t.id)
--> t: a<u.x

-- case: DELETE with a subquery
DELETE FROM t WHERE id IN (SELECT t_id FROM w)
--> t: | read: w

-- case: two statements
SELECT a FROM t; SELECT x FROM u;
--> a<t.a
--> x<u.x

-- case: ambiguous column
SELECT id FROM t, u
--> id< | read: t u | ! ambiguous

-- case: unknown table
SELECT a, q.b FROM t, nowhere q
--> a<t.a, b< | read: t | ! not known | ! cannot be traced

-- case: unknown column
SELECT t.missing FROM t
--> missing< | read: t | ! does not exist

-- case: self join
SELECT e.emp_name AS employee, m.emp_name AS boss FROM emp e LEFT JOIN emp m ON e.manager_id = m.emp_id
--> employee<emp_name, boss<emp_name

-- case: parenthesised union with order
(SELECT a FROM t) UNION ALL (SELECT x FROM u)
--> a<t.a+u.x

-- case: three level nesting
SELECT n3 FROM (SELECT n2 AS n3 FROM (SELECT n1 AS n2 FROM (SELECT a AS n1 FROM t) d1) d2) d3
--> n3<t.a

-- case: functions nobody knows
SELECT my_function(a, other_function(b), 'x') AS r FROM t
--> r<t.a+t.b

-- case: qualified by schema
SELECT ds.item.i_brand FROM ds.item
--> i_brand<i_brand

-- case: same column many times
SELECT a + a * a AS cube, a AS a1, a AS a2 FROM t
--> cube<t.a, a1<t.a, a2<t.a
