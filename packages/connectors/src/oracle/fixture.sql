-- The data dictionary as docs.oracle.com (Database Reference, static data dictionary views) documents its columns, with what two users own.
create table dual (dummy text);
insert into dual values ('X');
-- …/refrn/ALL_USERS.html
create table all_users (username text, user_id int, created text, common text, oracle_maintained text);
insert into all_users (username, oracle_maintained) values ('SALES', 'N'), ('Odd.Names', 'N'), ('SYS', 'Y'), ('EMPTY', 'N');
-- …/refrn/ALL_TABLES.html
create table all_tables (owner text, table_name text, tablespace_name text, iot_type text, temporary text, secondary text default 'N', nested text default 'NO', dropped text default 'NO',
  num_rows int, partitioned text, external text default 'NO');
insert into all_tables (owner, table_name, num_rows, external) values ('SALES', 'CUSTOMER', 1234, 'NO'), ('SALES', 'REGION', 3, 'NO'), ('SALES', 'ORDERS', null, 'NO'), ('SALES', 'FEED', null, 'YES'),
  ('SALES', 'ORDER_TOTALS', null, 'NO'), ('Odd.Names', 'ta''ble', null, 'NO'), ('SYS', 'TAB$', null, 'NO');
insert into all_tables (owner, table_name, nested, dropped) values ('SALES', 'LINES_NT', 'YES', 'NO'), ('SALES', 'BIN$x==$0', 'NO', 'YES');
-- …/refrn/ALL_VIEWS.html
create table all_views (owner text, view_name text, text_length int, text text, text_vc text, read_only text);
insert into all_views (owner, view_name, text) values ('SALES', 'ORDER_VIEW', 'select c.email, o.total from orders o, sales.customer c where c.id = o.customer_id(+)'),
  ('SALES', 'HARD', 'select * from customer model dimension by (id) measures (credit) rules (credit[1] = 2)');
-- …/refrn/ALL_MVIEWS.html
create table all_mviews (owner text, mview_name text, container_name text, query text, refresh_mode text);
insert into all_mviews (owner, mview_name, container_name, query) values ('SALES', 'ORDER_TOTALS', 'ORDER_TOTALS', 'select sum(total) total from orders');
-- …/refrn/ALL_TAB_COMMENTS.html
create table all_tab_comments (owner text, table_name text, table_type text, comments text);
insert into all_tab_comments (owner, table_name, table_type, comments) values ('SALES', 'CUSTOMER', 'TABLE', 'A person who buys'), ('SALES', 'REGION', 'TABLE', null), ('Odd.Names', 'ta''ble', 'TABLE', null), ('SYS', 'TAB$', 'TABLE', null);
-- …/refrn/ALL_COL_COMMENTS.html
create table all_col_comments (owner text, table_name text, column_name text, comments text);
insert into all_col_comments values ('SALES', 'CUSTOMER', 'EMAIL', 'Where invoices go');
-- …/refrn/ALL_TAB_COLUMNS.html
create table all_tab_columns (owner text, table_name text, column_name text, data_type text, data_length int, data_precision int, data_scale int, nullable text, column_id int, data_default text,
  char_length int, char_used text, identity_column text);
insert into all_tab_columns (owner, table_name, column_name, data_type, data_length, data_precision, data_scale, nullable, column_id, data_default, char_length, identity_column) values
  ('SALES', 'CUSTOMER', 'ID', 'NUMBER', 22, 19, 0, 'N', 1, '"SALES"."ISEQ$$_1".nextval', 0, 'YES'), ('SALES', 'CUSTOMER', 'EMAIL', 'VARCHAR2', 1016, null, null, 'Y', 2, null, 254, 'NO'),
  ('SALES', 'CUSTOMER', 'CREDIT', 'NUMBER', 22, 12, 2, 'Y', 3, '0 ', 0, 'NO'), ('SALES', 'CUSTOMER', 'SEEN', 'TIMESTAMP(6) WITH LOCAL TIME ZONE', 11, null, 6, 'Y', 4, null, 0, 'NO'),
  ('SALES', 'CUSTOMER', 'RAWS', 'RAW', 16, null, null, 'Y', 5, null, 0, 'NO'), ('SALES', 'CUSTOMER', 'AGE', 'INTERVAL DAY(2) TO SECOND(6)', 11, 2, 6, 'Y', 6, null, 0, 'NO'),
  ('SALES', 'REGION', 'COUNTRY', 'CHAR', 2, null, null, 'N', 1, null, 2, 'NO'), ('SALES', 'REGION', 'CODE', 'NUMBER', 22, null, null, 'N', 2, null, 0, 'NO'),
  ('SALES', 'ORDERS', 'CUSTOMER_ID', 'NUMBER', 22, 19, 0, 'Y', 1, null, 0, 'NO'), ('SALES', 'ORDERS', 'COUNTRY', 'CHAR', 2, null, null, 'Y', 2, null, 2, 'NO'),
  ('SALES', 'ORDERS', 'CODE', 'NUMBER', 22, null, null, 'Y', 3, null, 0, 'NO'), ('SALES', 'ORDERS', 'TOTAL', 'BINARY_DOUBLE', 8, null, null, 'Y', 4, null, 0, 'NO'), ('SALES', 'ORDERS', 'PLACED', 'DATE', 7, null, null, 'Y', 5, null, 0, 'NO'),
  ('SALES', 'ORDER_VIEW', 'EMAIL', 'VARCHAR2', 1016, null, null, 'Y', 1, null, 254, 'NO'), ('SALES', 'ORDER_VIEW', 'TOTAL', 'BINARY_DOUBLE', 8, null, null, 'Y', 2, null, 0, 'NO'),
  ('SALES', 'ORDER_TOTALS', 'TOTAL', 'NUMBER', 22, null, null, 'Y', 1, null, 0, 'NO'), ('Odd.Names', 'ta''ble', 'x', 'NEWTYPE', 1, null, null, 'Y', 1, null, 0, 'NO');
-- …/refrn/ALL_CONSTRAINTS.html
create table all_constraints (owner text, constraint_name text, constraint_type text, table_name text, r_owner text, r_constraint_name text, status text);
insert into all_constraints (owner, constraint_name, constraint_type, table_name, r_owner, r_constraint_name) values ('SALES', 'PK1', 'P', 'CUSTOMER', null, null), ('SALES', 'UQ1', 'U', 'CUSTOMER', null, null),
  ('SALES', 'NN1', 'C', 'CUSTOMER', null, null), ('SALES', 'PK2', 'P', 'REGION', null, null), ('SALES', 'FK1', 'R', 'ORDERS', 'SALES', 'PK1'), ('SALES', 'FK2', 'R', 'ORDERS', 'SALES', 'PK2');
-- …/refrn/ALL_CONS_COLUMNS.html
create table all_cons_columns (owner text, constraint_name text, table_name text, column_name text, position int);
insert into all_cons_columns values ('SALES', 'PK1', 'CUSTOMER', 'ID', 1), ('SALES', 'UQ1', 'CUSTOMER', 'EMAIL', 1), ('SALES', 'NN1', 'CUSTOMER', 'ID', null), ('SALES', 'PK2', 'REGION', 'CODE', 2),
  ('SALES', 'PK2', 'REGION', 'COUNTRY', 1), ('SALES', 'FK1', 'ORDERS', 'CUSTOMER_ID', 1), ('SALES', 'FK2', 'ORDERS', 'CODE', 2), ('SALES', 'FK2', 'ORDERS', 'COUNTRY', 1);
-- …/refrn/ALL_PART_TABLES.html and ALL_PART_KEY_COLUMNS.html
create table all_part_tables (owner text, table_name text, partitioning_type text, subpartitioning_type text);
insert into all_part_tables values ('SALES', 'ORDERS', 'RANGE', 'NONE');
create table all_part_key_columns (owner text, name text, object_type text, column_name text, column_position int);
insert into all_part_key_columns values ('SALES', 'ORDERS', 'TABLE', 'PLACED', 1);
-- …/refrn/ALL_DEPENDENCIES.html
create table all_dependencies (owner text, name text, type text, referenced_owner text, referenced_name text, referenced_type text, referenced_link_name text, dependency_type text);
insert into all_dependencies (owner, name, type, referenced_owner, referenced_name, referenced_type) values ('SALES', 'ORDER_VIEW', 'VIEW', 'SALES', 'CUSTOMER', 'TABLE'), ('SALES', 'ORDER_VIEW', 'VIEW', 'SALES', 'ORDERS', 'TABLE'),
  ('SALES', 'ORDER_VIEW', 'VIEW', 'SYS', 'STANDARD', 'PACKAGE'), ('SALES', 'HARD', 'VIEW', 'SALES', 'CUSTOMER', 'TABLE'), ('SALES', 'ORDER_TOTALS', 'MATERIALIZED VIEW', 'SALES', 'ORDERS', 'TABLE'),
  ('SALES', 'ORDER_TOTALS', 'MATERIALIZED VIEW', 'SALES', 'ORDER_TOTALS', 'TABLE');
-- …/refrn/ALL_SOURCE.html
create table all_source (owner text, name text, type text, line int, text text);
insert into all_source values ('SALES', 'TIDY', 'PROCEDURE', 2, 'begin null; end;'), ('SALES', 'TIDY', 'PROCEDURE', 1, 'procedure tidy as' || char(10)), ('SALES', 'BIG', 'PACKAGE', 1, 'package big as end;');
-- …/refrn/V-SQL.html
create table v$sql (sql_id text, sql_text text, sql_fulltext text, parsing_schema_name text, executions int, elapsed_time int, last_active_time real);
insert into v$sql (sql_fulltext, parsing_schema_name, executions, elapsed_time, last_active_time) values ('select email from customer', 'SALES', 7, 14000, julianday('now', '-5 minutes')),
  ('select x from sys.tab', 'SYS', 9, 1, julianday('now')), ('select old from customer', 'SALES', 9, 1, julianday('now', '-3 days')), ('select u.username from all_users u where u.oracle_maintained = ''N'' and owner = 1', 'SALES', 3, 1, julianday('now'));
