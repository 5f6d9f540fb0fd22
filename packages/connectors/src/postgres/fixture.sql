-- A small hostile database: odd names, an empty schema, views on views, every kind of key and partition.
create extension if not exists pg_stat_statements;
create schema sales;
create schema empty;
create schema "Odd.Names";
comment on schema sales is 'Orders and **customers**';

create type sales.mood as enum ('sad', 'ok');
create domain sales.iban as varchar(34) check (value ~ '^[A-Z]{2}');
create type sales.address as (street text, zip varchar(10));

create table sales.customer (
  id        bigint generated always as identity primary key,
  email     varchar(254) not null unique,
  account   sales.iban,
  feeling   sales.mood default 'ok',
  home      sales.address,
  tags      text[] not null default '{}',
  credit    numeric(12, 2),
  rounded   numeric(6, -2),
  seen      timestamptz,
  initials  text generated always as (upper(left(email, 2))) stored
);
comment on table sales.customer is 'A person who buys';
comment on column sales.customer.email is 'Where invoices go';

create table sales.region (country char(2), code text, primary key (country, code));
create table sales.orders (
  id          bigint,
  customer_id bigint not null references sales.customer (id),
  country     char(2),
  region      text,
  placed_on   date not null,
  amount      numeric(10, 2) default 0,
  foreign key (country, region) references sales.region (country, code),
  primary key (id, placed_on)
) partition by range (placed_on);
create table sales.orders_2026 partition of sales.orders for values from ('2026-01-01') to ('2027-01-01');
create table sales.by_country (country text, n int) partition by list (country);
create table sales.by_hash (id int) partition by hash (id);

create view sales.order_view as
  select o.id, c.email as buyer, o.amount * 2 as doubled
    from sales.orders o join sales.customer c on c.id = o.customer_id;
create view sales.buyer_totals (who, total) as
  select buyer, sum(doubled) from sales.order_view group by buyer;
create materialized view sales.top_buyers as select who from sales.buyer_totals where total > 10;

create table "Odd.Names"."quo""ted.table/ñ 🙂" ("col.umn" int, "Ünïcode" text, "select" bool);
create view "Odd.Names"."View of odd" as select "col.umn" as "c.1" from "Odd.Names"."quo""ted.table/ñ 🙂";
create table "Odd.Names".no_columns ();

create function sales.add(a int, b int) returns int language sql as 'select a + b';
create function sales.add(a text, b text) returns text language sql as 'select a || b';
create procedure sales.nothing() language plpgsql as 'begin end';
comment on procedure sales.nothing() is 'Does nothing';
