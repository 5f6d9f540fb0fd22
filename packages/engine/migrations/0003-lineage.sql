-- One row per edge; walked in both directions.
create table lineage_edge (
  from_id   uuid not null references entity (id) on delete cascade,
  from_type text not null,
  to_id     uuid not null references entity (id) on delete cascade,
  to_type   text not null,
  source    text not null,
  details   jsonb not null,
  primary key (from_id, to_id)
);

create index lineage_edge_to on lineage_edge (to_id, from_id);
