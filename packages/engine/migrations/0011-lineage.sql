-- Edges whose ends are not both in the catalog yet: kept under the names that the sender knows, and drawn when the ends appear.
create table lineage_waiting (
  id             uuid primary key default gen_random_uuid(),
  -- One row per pair of names, whatever their length.
  digest         uuid not null unique,
  from_namespace text not null,
  from_name      text not null,
  to_namespace   text not null,
  to_name        text not null,
  -- Lower-case name below the service, and the services it may belong to: names or, where none is known, service types.
  from_key       text not null,
  from_services  text[],
  from_kinds     text[],
  to_key         text not null,
  to_services    text[],
  to_kinds       text[],
  details        jsonb not null,
  actor          text not null,
  first_ms       bigint not null,
  last_ms        bigint not null
);

create index lineage_waiting_from on lineage_waiting using hash (from_key);
create index lineage_waiting_to on lineage_waiting using hash (to_key);
create index lineage_waiting_newest on lineage_waiting (last_ms desc, id);

-- What a run told so far. Its events come in any order, more than once, and each tells a part.
create table lineage_run (
  digest     uuid primary key,
  namespace  text not null,
  job        text not null,
  run        text not null,
  state      text,
  started_ms bigint,
  ended_ms   bigint,
  value      jsonb not null,
  updated_ms bigint not null
);

create index lineage_run_updated on lineage_run (updated_ms);

-- The edges that a pipeline makes.
create index lineage_edge_pipeline on lineage_edge ((details -> 'pipeline' ->> 'id')) where details ? 'pipeline';
