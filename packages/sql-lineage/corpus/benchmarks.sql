-- More statements in the shapes of TPC-H and TPC-DS that every dialect reads alike. How the expectations are written: every-dialect.sql.

-- case: loading a fact table from staging with look-ups (DS)
INSERT INTO ds.store_sales (ss_sold_date_sk, ss_item_sk, ss_customer_sk, ss_quantity, ss_net_paid)
SELECT d_date_sk, i_item_sk, cu_customer_sk, l_quantity, l_extendedprice * (1 - l_discount) FROM lineitem
 JOIN ds.date_dim ON d_date = l_shipdate JOIN ds.item ON i_item_id = l_partkey JOIN ds.customer ON cu_customer_id = l_suppkey
--> ds.store_sales: ss_sold_date_sk<d_date_sk, ss_item_sk<i_item_sk, ss_customer_sk<cu_customer_sk, ss_quantity<l_quantity, ss_net_paid<l_extendedprice+l_discount

-- case: net profit by store and month (DS)
CREATE VIEW store_month AS SELECT s_store_id, d_year, d_moy, SUM(ss_net_profit) AS profit FROM ds.store_sales JOIN ds.store ON s_store_sk = ss_store_sk JOIN ds.date_dim ON d_date_sk = ss_sold_date_sk GROUP BY s_store_id, d_year, d_moy
--> store_month: s_store_id<s_store_id, d_year<d_year, d_moy<d_moy, profit<ss_net_profit

-- case: returns ratio (DS)
SELECT i_item_id, SUM(COALESCE(sr_return_quantity, 0)) * 1.0 / SUM(ss_quantity) AS return_ratio FROM ds.store_sales LEFT JOIN ds.store_returns ON sr_ticket_number = ss_ticket_number JOIN ds.item ON i_item_sk = ss_item_sk GROUP BY i_item_id
--> i_item_id<i_item_id, return_ratio<sr_return_quantity+ss_quantity

-- case: customers in all three channels (DS38)
SELECT COUNT(*) AS hot FROM (SELECT cu_last_name FROM ds.store_sales, ds.customer WHERE ss_customer_sk = cu_customer_sk
 INTERSECT SELECT cu_last_name FROM ds.catalog_sales, ds.customer WHERE cs_bill_customer_sk = cu_customer_sk) hot_customers
--> hot< | read: ds.store_sales ds.customer ds.catalog_sales

-- case: year over year by channel (DS75)
WITH all_sales AS (SELECT d_year, i_brand_id, cs_quantity AS cnt FROM ds.catalog_sales JOIN ds.item ON i_item_sk = cs_item_sk JOIN ds.date_dim ON d_date_sk = cs_sold_date_sk
 UNION ALL SELECT d_year, i_brand_id, ss_quantity FROM ds.store_sales JOIN ds.item ON i_item_sk = ss_item_sk JOIN ds.date_dim ON d_date_sk = ss_sold_date_sk)
SELECT prev.d_year AS prev_year, curr.d_year AS this_year, curr.cnt - prev.cnt AS diff FROM all_sales curr, all_sales prev WHERE curr.i_brand_id = prev.i_brand_id
--> prev_year<d_year, this_year<d_year, diff<cs_quantity+ss_quantity | read: ds.catalog_sales ds.item ds.date_dim ds.store_sales

-- case: week over week (DS59)
WITH wss AS (SELECT d_week_seq, ss_store_sk, SUM(CASE WHEN d_day_name = 'Monday' THEN ss_sales_price END) AS mon FROM ds.store_sales, ds.date_dim WHERE d_date_sk = ss_sold_date_sk GROUP BY d_week_seq, ss_store_sk)
SELECT y.s_store_name1, y.mon1 / x.mon2 AS r FROM
 (SELECT s_store_name AS s_store_name1, wss.mon AS mon1 FROM wss, ds.store WHERE ss_store_sk = s_store_sk) y,
 (SELECT s_store_name AS s_store_name2, wss.mon AS mon2 FROM wss, ds.store WHERE ss_store_sk = s_store_sk) x
--> s_store_name1<s_store_name, r<d_day_name+ss_sales_price

-- case: inventory variance (DS39)
SELECT w_warehouse_sk, AVG(inv_quantity_on_hand) AS mean, MAX(inv_quantity_on_hand) - MIN(inv_quantity_on_hand) AS spread FROM ds.inventory, ds.warehouse WHERE inv_warehouse_sk = w_warehouse_sk GROUP BY w_warehouse_sk
--> w_warehouse_sk<w_warehouse_sk, mean<inv_quantity_on_hand, spread<inv_quantity_on_hand

-- case: items in a price range with stock (DS82)
SELECT i_item_id, i_item_desc, i_current_price FROM ds.item JOIN ds.inventory ON inv_item_sk = i_item_sk WHERE i_current_price BETWEEN 62 AND 92 AND i_manufact_id IN (129, 270) GROUP BY i_item_id, i_item_desc, i_current_price
--> i_item_id<i_item_id, i_item_desc<i_item_desc, i_current_price<i_current_price | read: ds.item ds.inventory

-- case: weekend and holiday shoppers (DS79)
SELECT cu_last_name, ms.amt, ms.profit FROM (SELECT ss_ticket_number, ss_customer_sk, SUM(ss_ext_discount_amt) AS amt, SUM(ss_net_profit) AS profit FROM ds.store_sales JOIN ds.store ON ss_store_sk = s_store_sk GROUP BY ss_ticket_number, ss_customer_sk) ms JOIN ds.customer ON ms.ss_customer_sk = cu_customer_sk
--> cu_last_name<cu_last_name, amt<ss_ext_discount_amt, profit<ss_net_profit | read: ds.store_sales ds.store ds.customer

-- case: excess discount (DS92)
SELECT SUM(ws_ext_sales_price) AS excess FROM ds.web_sales, ds.item WHERE i_manufact_id = 350 AND i_item_sk = ws_item_sk AND ws_ext_sales_price > (SELECT 1.3 * AVG(ws2.ws_ext_sales_price) FROM ds.web_sales ws2 WHERE ws2.ws_item_sk = i_item_sk)
--> excess<ws_ext_sales_price | read: ds.web_sales ds.item

-- case: actual sales after returns (DS93)
SELECT ss_customer_sk, SUM(act_sales) AS sumsales FROM (SELECT ss_customer_sk, CASE WHEN sr_return_quantity IS NOT NULL THEN (ss_quantity - sr_return_quantity) * ss_sales_price ELSE ss_quantity * ss_sales_price END AS act_sales
 FROM ds.store_sales LEFT OUTER JOIN ds.store_returns ON sr_item_sk = ss_item_sk) t1 GROUP BY ss_customer_sk
--> ss_customer_sk<ss_customer_sk, sumsales<sr_return_quantity+ss_quantity+ss_sales_price

-- case: overlap of two channels, full join as a union (DS97)
WITH ssci AS (SELECT ss_customer_sk AS customer_sk, ss_item_sk AS item_sk FROM ds.store_sales GROUP BY ss_customer_sk, ss_item_sk),
 csci AS (SELECT cs_bill_customer_sk AS customer_sk, cs_item_sk AS item_sk FROM ds.catalog_sales GROUP BY cs_bill_customer_sk, cs_item_sk)
SELECT SUM(CASE WHEN ssci.customer_sk IS NOT NULL AND csci.customer_sk IS NULL THEN 1 ELSE 0 END) AS store_only FROM ssci LEFT JOIN csci ON ssci.customer_sk = csci.customer_sk
--> store_only<ss_customer_sk+cs_bill_customer_sk

-- case: ratio to the class (DS98)
CREATE VIEW class_ratio AS SELECT i_item_id, i_class, SUM(ss_ext_sales_price) AS rev, SUM(ss_ext_sales_price) * 100 / SUM(SUM(ss_ext_sales_price)) OVER (PARTITION BY i_class) AS ratio FROM ds.store_sales, ds.item WHERE ss_item_sk = i_item_sk GROUP BY i_item_id, i_class
--> class_ratio: i_item_id<i_item_id, i_class<i_class, rev<ss_ext_sales_price, ratio<ss_ext_sales_price+i_class

-- case: shipping latency (DS99)
SELECT w_warehouse_name, SUM(CASE WHEN cs_ship_date_sk - cs_sold_date_sk > 120 THEN 1 ELSE 0 END) AS more_than_120 FROM ds.catalog_sales, ds.warehouse WHERE cs_warehouse_sk = w_warehouse_sk GROUP BY w_warehouse_name
--> w_warehouse_name<w_warehouse_name, more_than_120<cs_ship_date_sk+cs_sold_date_sk

-- case: sites with a return from another warehouse (DS95)
WITH ws_wh AS (SELECT ws1.ws_order_number FROM ds.web_sales ws1, ds.web_sales ws2 WHERE ws1.ws_order_number = ws2.ws_order_number AND ws1.ws_web_site_sk <> ws2.ws_web_site_sk)
SELECT COUNT(DISTINCT ws_order_number) AS order_count, SUM(ws_net_profit) AS total FROM ds.web_sales WHERE ws_order_number IN (SELECT ws_order_number FROM ws_wh)
--> order_count<ws_order_number, total<ws_net_profit

-- case: best and worst performers (DS44)
SELECT asceding.rnk, i1.i_product_name AS best_performing FROM (SELECT item_sk, rnk FROM (SELECT ss_item_sk AS item_sk, RANK() OVER (ORDER BY AVG(ss_net_profit)) AS rnk FROM ds.store_sales GROUP BY ss_item_sk) v11 WHERE rnk < 11) asceding JOIN ds.item i1 ON i1.i_item_sk = asceding.item_sk
--> rnk<ss_net_profit, best_performing<i_product_name

-- case: preferred customers by county (DS10)
SELECT ca_county, COUNT(*) AS cnt FROM ds.customer c, ds.customer_address ca WHERE c.cu_current_addr_sk = ca.ca_address_sk AND EXISTS (SELECT * FROM ds.store_sales WHERE c.cu_customer_sk = ss_customer_sk)
 AND (EXISTS (SELECT * FROM ds.web_sales WHERE c.cu_customer_sk = ws_bill_customer_sk) OR EXISTS (SELECT * FROM ds.catalog_sales WHERE c.cu_customer_sk = cs_bill_customer_sk)) GROUP BY ca_county
--> ca_county<ca_county, cnt< | read: ds.customer ds.customer_address ds.store_sales ds.web_sales ds.catalog_sales

-- case: sold together in many channels (DS17)
SELECT i_item_id, COUNT(ss_quantity) AS n, AVG(sr_return_quantity) AS r, AVG(cs_quantity) AS c FROM ds.store_sales, ds.store_returns, ds.catalog_sales, ds.item WHERE ss_item_sk = sr_item_sk AND sr_item_sk = cs_item_sk GROUP BY i_item_id
--> i_item_id<i_item_id, n<ss_quantity, r<sr_return_quantity, c<cs_quantity

-- case: brand by zip difference (DS19)
SELECT i_brand_id AS brand_id, SUM(ss_ext_sales_price) AS ext_price FROM ds.store_sales, ds.item, ds.customer, ds.customer_address, ds.store WHERE SUBSTRING(ca_zip, 1, 5) <> SUBSTRING(s_zip, 1, 5) GROUP BY i_brand_id
--> brand_id<i_brand_id, ext_price<ss_ext_sales_price | read: ds.store_sales ds.item ds.customer ds.customer_address ds.store

-- case: county growth (DS31)
WITH ss AS (SELECT ca_county, d_qoy, SUM(ss_ext_sales_price) AS store_sales FROM ds.store_sales, ds.date_dim, ds.customer_address GROUP BY ca_county, d_qoy)
SELECT ss1.ca_county, ss2.store_sales / ss1.store_sales AS q1_q2 FROM ss ss1 JOIN ss ss2 ON ss1.ca_county = ss2.ca_county WHERE ss1.d_qoy = 1
--> ca_county<ca_county, q1_q2<ss_ext_sales_price | read: ds.store_sales ds.date_dim ds.customer_address

-- case: monthly average against a scalar (DS6 and DS54)
SELECT d_month_seq + 1 AS next_seq, (SELECT MIN(d2.d_month_seq) FROM ds.date_dim d2) AS first_seq FROM ds.date_dim WHERE d_year = 2000
--> next_seq<d_month_seq, first_seq<d_month_seq

-- case: item counts by initial (DS)
SELECT UPPER(SUBSTRING(i_brand, 1, 1)) AS initial, COUNT(DISTINCT i_item_sk) AS items FROM ds.item GROUP BY UPPER(SUBSTRING(i_brand, 1, 1))
--> initial<i_brand, items<i_item_sk

-- case: promotional share by store (DS)
SELECT s_store_name, SUM(CASE WHEN pr_channel_dmail = 'Y' THEN ss_ext_sales_price ELSE 0 END) AS promo, SUM(ss_ext_sales_price) AS total FROM ds.store_sales JOIN ds.store ON s_store_sk = ss_store_sk LEFT JOIN ds.promotion ON pr_promo_sk = ss_promo_sk GROUP BY s_store_name
--> s_store_name<s_store_name, promo<pr_channel_dmail+ss_ext_sales_price, total<ss_ext_sales_price

-- case: previous and next value (DS47)
SELECT i_category, LAG(i_current_price) OVER (PARTITION BY i_category ORDER BY i_item_id) AS psum, LEAD(i_current_price, 2) OVER (ORDER BY i_item_sk) AS nsum FROM ds.item
--> i_category<i_category, psum<i_current_price+i_category+i_item_id, nsum<i_current_price+i_item_sk

-- case: dense ranks in a view (DS67)
CREATE VIEW ranked AS SELECT * FROM (SELECT i_category, i_brand, SUM(ss_sales_price * ss_quantity) AS sumsales, DENSE_RANK() OVER (PARTITION BY i_category ORDER BY SUM(ss_sales_price * ss_quantity) DESC) AS rk FROM ds.store_sales, ds.item GROUP BY i_category, i_brand) dw2 WHERE rk <= 100
--> ranked: i_category<i_category, i_brand<i_brand, sumsales<ss_sales_price+ss_quantity, rk<i_category+ss_sales_price+ss_quantity

-- case: bucketing prices (DS)
SELECT CASE WHEN i_current_price < 10 THEN 'cheap' WHEN i_current_price < 100 THEN 'normal' ELSE 'dear' END AS bucket, COUNT(*) AS n FROM ds.item GROUP BY CASE WHEN i_current_price < 10 THEN 'cheap' WHEN i_current_price < 100 THEN 'normal' ELSE 'dear' END
--> bucket<i_current_price, n<

-- case: deleting what was returned (refresh function)
DELETE FROM ds.store_sales WHERE ss_ticket_number IN (SELECT sr_ticket_number FROM ds.store_returns)
--> ds.store_sales: | read: ds.store_returns

-- case: deleting old orders (RF2)
DELETE FROM orders WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem WHERE l_shipdate < '1993-01-01')
--> orders: | read: lineitem

-- case: inserting new orders (RF1)
INSERT INTO orders (o_orderkey, o_custkey, o_totalprice) SELECT order_id, customer_id, amount FROM stage_orders
--> orders: o_orderkey<stage_orders.order_id, o_custkey<stage_orders.customer_id, o_totalprice<stage_orders.amount

-- case: raising prices of a class (DS)
UPDATE ds.item SET i_current_price = i_current_price * 1.1 WHERE i_class_id IN (SELECT ss_item_sk FROM ds.store_sales)
--> ds.item: i_current_price<i_current_price | read: ds.store_sales ds.item

-- case: order totals written back
UPDATE orders SET o_totalprice = (SELECT SUM(l_extendedprice * (1 + l_tax)) FROM lineitem WHERE l_orderkey = o_orderkey)
--> orders: o_totalprice<l_extendedprice+l_tax

-- case: customers without orders (H-shape)
SELECT c.c_custkey, c.c_name FROM customer c LEFT JOIN orders o ON o.o_custkey = c.c_custkey WHERE o.o_orderkey IS NULL
--> c_custkey<c_custkey, c_name<c_name | read: customer orders

-- case: share of each nation in its region (H-shape)
WITH by_nation AS (SELECT n_name, n_regionkey, SUM(o_totalprice) AS total FROM orders JOIN customer ON c_custkey = o_custkey JOIN nation ON n_nationkey = c_nationkey GROUP BY n_name, n_regionkey),
 by_region AS (SELECT n_regionkey, SUM(total) AS region_total FROM by_nation GROUP BY n_regionkey)
SELECT r_name, by_nation.n_name, by_nation.total / by_region.region_total AS share FROM by_nation JOIN by_region ON by_region.n_regionkey = by_nation.n_regionkey JOIN region ON r_regionkey = by_nation.n_regionkey
--> r_name<r_name, n_name<n_name, share<o_totalprice | read: orders customer nation region

-- case: late lines per supplier (H-shape)
CREATE VIEW late_lines AS SELECT s_name, COUNT(*) AS late, MAX(l_receiptdate) AS last_late FROM supplier INNER JOIN lineitem ON l_suppkey = s_suppkey AND l_receiptdate > l_commitdate GROUP BY s_name HAVING COUNT(*) > 10
--> late_lines: s_name<s_name, late<, last_late<l_receiptdate

-- case: running total of orders (H-shape)
SELECT o_custkey, o_orderdate, SUM(o_totalprice) OVER (PARTITION BY o_custkey ORDER BY o_orderdate ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM orders
--> o_custkey<o_custkey, o_orderdate<o_orderdate, running<o_totalprice+o_custkey+o_orderdate

-- case: parts nobody supplies (H-shape)
SELECT p_partkey AS k FROM part EXCEPT SELECT ps_partkey FROM partsupp
--> k<p_partkey | read: part partsupp

-- case: address book of two kinds (H-shape)
CREATE VIEW address_book AS SELECT 'customer' AS kind, c_name AS name, c_address AS address FROM customer UNION ALL SELECT 'supplier', s_name, s_address FROM supplier
--> address_book: kind<, name<c_name+s_name, address<c_address+s_address

-- case: margin per line (H9-shape)
SELECT l.l_orderkey, l.l_extendedprice - ps.ps_supplycost * l.l_quantity AS margin FROM lineitem l JOIN partsupp ps ON ps.ps_partkey = l.l_partkey AND ps.ps_suppkey = l.l_suppkey
--> l_orderkey<l_orderkey, margin<l_extendedprice+ps_supplycost+l_quantity

-- case: top region by scalar subqueries (H-shape)
SELECT r.r_name, (SELECT COUNT(*) FROM nation n WHERE n.n_regionkey = r.r_regionkey) AS nations, (SELECT MAX(n.n_name) FROM nation n WHERE n.n_regionkey = r.r_regionkey) AS last_nation FROM region r
--> r_name<r_name, nations<, last_nation<n_name

-- case: star through three levels (H-shape)
CREATE VIEW wide AS WITH a AS (SELECT * FROM nation), b AS (SELECT a.*, r_name FROM a JOIN region ON r_regionkey = n_regionkey) SELECT b.*, UPPER(b.n_name) AS upper_name FROM b
--> wide: *nation, r_name<r_name, upper_name<n_name

-- case: brand and type matrix (H-shape)
SELECT p_brand, SUM(CASE WHEN p_type = 'A' THEN 1 ELSE 0 END) AS a, SUM(CASE WHEN p_type = 'B' THEN p_retailprice END) AS b FROM part GROUP BY p_brand
--> p_brand<p_brand, a<p_type, b<p_type+p_retailprice

-- case: NULLIF, COALESCE and arithmetic (DS)
SELECT COALESCE(SUM(ws_net_paid) / NULLIF(SUM(ws_quantity), 0), MAX(ws_sales_price)) AS mean_price FROM ds.web_sales
--> mean_price<ws_net_paid+ws_quantity+ws_sales_price

-- case: IN with a list of columns and BETWEEN columns (DS)
SELECT ss_ticket_number, ss_list_price BETWEEN ss_sales_price AND ss_net_paid AS plausible FROM ds.store_sales WHERE ss_item_sk IN (1, 2)
--> ss_ticket_number<ss_ticket_number, plausible<ss_list_price+ss_sales_price+ss_net_paid

-- case: nested aggregates over a union of unions (DS14)
SELECT channel, SUM(sales) AS s FROM (SELECT 'store' AS channel, ss_quantity * ss_list_price AS sales FROM ds.store_sales
 UNION ALL (SELECT 'catalog', cs_quantity * cs_list_price FROM ds.catalog_sales UNION ALL SELECT 'web', ws_quantity * ws_sales_price FROM ds.web_sales)) y GROUP BY channel
--> channel<, s<ss_quantity+ss_list_price+cs_quantity+cs_list_price+ws_quantity+ws_sales_price

-- case: common tables that use each other (DS24)
WITH ssales AS (SELECT cu_last_name, s_store_name, SUM(ss_net_paid) AS netpaid FROM ds.store_sales, ds.store, ds.customer GROUP BY cu_last_name, s_store_name),
 mean AS (SELECT 0.05 * AVG(netpaid) AS threshold FROM ssales)
SELECT cu_last_name, s_store_name, SUM(netpaid) AS paid, MAX(mean.threshold) AS threshold FROM ssales, mean GROUP BY cu_last_name, s_store_name
--> cu_last_name<cu_last_name, s_store_name<s_store_name, paid<ss_net_paid, threshold<ss_net_paid
