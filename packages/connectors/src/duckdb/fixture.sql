create schema sales;
create schema "Odd. ""Names"" 🙂";
create table sales.region (country varchar, code varchar, primary key (country, code));
create table sales.customer (
  id integer primary key,
  email varchar not null unique default 'x',
  credit decimal(12, 2),
  home struct(street varchar, "zip code" varchar, "at" struct(lat double, lon double)),
  phones varchar[],
  visits struct(on_day date)[],
  feeling enum('ok', 'so, so'),
  seen timestamptz,
  extra map(varchar, integer),
  doubled integer generated always as (id * 2),
  country varchar,
  code varchar,
  foreign key (country, code) references sales.region (country, code)
);
comment on table sales.customer is 'A person who buys';
comment on column sales.customer.email is 'Where invoices go';
create view sales.contacts as select Email as Buyer, credit * 2 as twice from sales.CUSTOMER;
create view totals as select buyer, sum(twice) as total from sales.contacts group by buyer;
create view "Odd. ""Names"" 🙂"."a.b" as select * from sales.region;
create macro sales.plus(a, b) as a + b;
