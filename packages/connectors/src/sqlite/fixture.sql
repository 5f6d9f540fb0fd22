create table customer (
  id integer primary key,
  email varchar(254) not null unique,
  credit decimal(12, 2) default 0,
  notes,
  born date,
  initials text generated always as (upper(substr(email, 1, 2))) virtual
);
create table region (country char(2), code text, primary key (country, code)) without rowid;
create table orders (
  id integer primary key autoincrement,
  customer_id integer not null references customer,
  country char(2),
  code text,
  amount real,
  placed_at timestamp,
  foreign key (country, code) references region (country, code)
);
create table "Odd. ""Name"" 🙂" ("a b" text, "ünïcode" blob);
create virtual table words using fts5(body);
create view order_view as
  select o.id, c.email as buyer, o.amount * 2 as doubled
    from orders o join customer c on c.id = o.customer_id;
create view Buyer_Totals (who, total) as select BUYER, sum(doubled) from ORDER_VIEW group by buyer;
create view bracketed as select [email] from [customer] where `id` > 0;
create view broken as select * from gone;
