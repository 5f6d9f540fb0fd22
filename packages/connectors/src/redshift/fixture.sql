-- What a database of Redshift holds, and its system views with the columns that docs.aws.amazon.com documents, made from PostgreSQL's own catalog.
create schema sales;
comment on schema sales is 'What people buy';
create table sales.customer (id bigint primary key, email varchar(254) unique, credit numeric(12, 2) default 0, seen timestamptz);
comment on table sales.customer is 'A person who buys';
comment on column sales.customer.email is 'Where invoices go';
create table sales.region (country char(2), code int, primary key (country, code));
create table sales.orders (id varchar(36) not null, customer_id bigint references sales.customer, country char(2), code int, total double precision,
  foreign key (country, code) references sales.region);
create view sales.order_view (buyer, total) as select c.email, o.total from sales.orders o join sales.customer c on c.id = o.customer_id;
create materialized view sales.order_totals as select sum(total) as sum from sales.orders;
create table sales.events (body text);
create schema "Odd.Names ""ñ€""";
create table "Odd.Names ""ñ€"""."ta'ble" (x int);
create function sales.plus_one(n int) returns int language sql as 'select $1 + 1';
create procedure sales.tidy() language plpgsql as 'begin end';

set allow_system_table_mods = on;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_REDSHIFT_DATABASES.html
create view pg_catalog.svv_redshift_databases as
  select datname::varchar as database_name, 1 as database_owner, 'local'::varchar as database_type, null::varchar as database_acl,
         null::varchar as database_options, 'Serializable'::varchar as database_isolation_level from pg_catalog.pg_database where datname = current_database();
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_SCHEMAS.html
create view pg_catalog.svv_all_schemas as
  select current_database()::varchar as database_name, nspname::varchar as schema_name, 1 as schema_owner, 'local'::varchar as schema_type,
         null::varchar as schema_acl, null::varchar as source_database, null::varchar as schema_option
    from pg_catalog.pg_namespace where nspname not like 'pg_toast%' and nspname <> 'public';
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_TABLES.html: a view without schema binding and an external table stand in it too
create view pg_catalog.svv_all_tables as
  select current_database()::varchar as database_name, n.nspname::varchar as schema_name, c.relname::varchar as table_name,
         case when c.relname = 'events' then 'EXTERNAL TABLE' when c.relkind = 'r' then 'TABLE' else 'VIEW' end::varchar as table_type,
         null::varchar as table_acl, pg_catalog.obj_description(c.oid, 'pg_class')::varchar as remarks
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm')
  union all select current_database(), 'sales', 'late_view', 'VIEW', null, null;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_COLUMNS.html
create view pg_catalog.svv_all_columns as
  select current_database()::varchar as database_name, n.nspname::varchar as schema_name, c.relname::varchar as table_name, a.attname::varchar as column_name,
         a.attnum::int as ordinal_position, pg_catalog.pg_get_expr(d.adbin, d.adrelid)::varchar as column_default, case when a.attnotnull then 'NO' else 'YES' end::varchar as is_nullable,
         case when c.relname = 'events' then 'struct<n:int>' else pg_catalog.format_type(a.atttypid, null) end::varchar as data_type,
         case when a.atttypid = 1043 then a.atttypmod - 4 end as character_maximum_length,
         case when a.atttypid = 1700 then ((a.atttypmod - 4) >> 16) end as numeric_precision, case when a.atttypid = 1700 then ((a.atttypmod - 4) & 65535) end as numeric_scale,
         pg_catalog.col_description(c.oid, a.attnum)::varchar as remarks
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where a.attnum > 0;
-- https://docs.aws.amazon.com/redshift/latest/dg/PG_GET_LATE_BINDING_VIEW_COLS.html
create function pg_catalog.pg_get_late_binding_view_cols() returns setof record language sql as
  $$ select 'sales'::name, 'late_view'::name, col::name, 'character varying(254)'::varchar, num from (values ('email', 1), ('twice', 2)) v (col, num) $$;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_MV_INFO.html
create view pg_catalog.svv_mv_info as
  select current_database()::char(128) as database_name, schemaname::char(128) as schema_name, matviewowner::char(128) as user_name, matviewname::char(128) as name,
         'f'::char(1) as is_stale, 1 as state, 'f'::char(1) as autorewrite, 't'::char(1) as autorefresh from pg_catalog.pg_matviews;
-- pg_views of Redshift shows materialized views and those without schema binding by the statement that made them.
create view pg_catalog.redshift_views as
  select schemaname, viewname, viewowner, definition from pg_catalog.pg_views
  union all select schemaname, matviewname, matviewowner, 'create materialized view ' || schemaname || '.' || matviewname || ' as ' || definition from pg_catalog.pg_matviews
  union all select 'sales', 'late_view', 'me', E'create view sales.late_view as select email, email || email as twice from sales.customer\n WITH NO SCHEMA BINDING;';
alter view pg_catalog.pg_views rename to pg_views_of_postgresql;
alter view pg_catalog.redshift_views rename to pg_views;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_PG_PROC_INFO.html
create view pg_catalog.pg_proc_info as
  select oid as prooid, prokind, proname, pronamespace, proargtypes, prolang, prosrc from pg_catalog.pg_proc;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLE_INFO.html
create view pg_catalog.svv_table_info as
  select current_database()::text as "database", 'sales'::text as "schema", 1 as table_id, 'customer'::text as "table", 2::bigint as size, 1234::numeric(38, 0) as tbl_rows;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_USER_INFO.html
create view pg_catalog.svv_user_info as select 'ada'::varchar as user_name, 100 as user_id;
-- https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_HISTORY.html
create table pg_catalog.sys_query_history (user_id int, query_id bigint, query_label char(320), database_name char(128), query_type varchar(32), status char(10),
  start_time timestamp, end_time timestamp, elapsed_time bigint, query_text char(4000));
insert into pg_catalog.sys_query_history (user_id, database_name, query_type, status, start_time, elapsed_time, query_text) values
  (100, current_database(), 'SELECT', 'success', now() at time zone 'UTC' - interval '5 minutes', 25000, 'select email from sales.customer'),
  (100, current_database(), 'SELECT', 'failed', now() at time zone 'UTC', 1, 'select broken'), (100, 'elsewhere', 'SELECT', 'success', now() at time zone 'UTC', 1, 'select 1 from x'),
  (100, current_database(), 'UTILITY', 'success', now() at time zone 'UTC', 1, 'set x to y'), (100, current_database(), 'SELECT', 'success', now() at time zone 'UTC', 1, 'select * from svv_all_tables'),
  (100, current_database(), 'SELECT', 'success', now() at time zone 'UTC' - interval '3 days', 1, 'select 1 from old');
