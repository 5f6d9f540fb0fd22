create schema sales comment 'What is sold';
create schema `Odd.Names "ñ€"`;
create schema secret;
use sales;
create table customer (
  id bigint unsigned auto_increment primary key,
  email varchar(254) not null unique comment 'Where invoices go',
  credit decimal(12, 2) default 0,
  feeling enum ('happy', 'sad') default 'happy',
  flags set ('a', 'b'),
  born date,
  seen timestamp(3) null,
  raw varbinary(16),
  long_text longtext,
  place point,
  address inet6,
  initials varchar(2) generated always as (upper(left(email, 2))) virtual
) comment 'A person who buys';
create table region (country char(2), code varchar(10), primary key (country, code));
create table orders (
  id int,
  customer_id bigint unsigned not null,
  country char(2),
  code varchar(10),
  amount double,
  constraint fk_customer foreign key (customer_id) references customer (id),
  constraint fk_region foreign key (country, code) references region (country, code),
  primary key (id)
);
create table event (id int, at date not null, primary key (id, at))
  partition by range columns (at) (partition p0 values less than ('2026-01-01'), partition p1 values less than maxvalue);
create table measure (id int primary key, taken datetime) with system versioning;
create sequence numbers;
create view order_view as
  select o.id, c.email as buyer, o.amount * 2 as doubled from orders o join customer c on c.id = o.customer_id;
create view buyer_totals (who, total) as select buyer, sum(doubled) from order_view group by buyer;
create table doomed (a int);
create view broken as select a from doomed;
drop table doomed;
create function plus_one (n int) returns int deterministic comment 'Adds one' return n + 1;
create procedure tidy () delete from orders where amount is null;
create table `Odd.Names "ñ€"`.`ta``ble` (`co.lumn` int);
create view `Odd.Names "ñ€"`.`across` as select email from sales.customer;
create table secret.hidden (a int);
