-- Which generation of clients a caller is: the version endpoint it used last. `caller` is a hash of its verified token and its address.
create table client_generation (
  caller     text primary key,
  generation text not null,
  seen_at    timestamptz not null default now()
);

create index client_generation_seen on client_generation (seen_at);
