-- Values that belong to an entity without being versions of it.
create table entity_snapshot (
  entity_id uuid not null references entity (id) on delete cascade,
  name      text not null,
  value     jsonb not null,
  primary key (entity_id, name)
);

-- Time series: profiles, run statuses, test results. Partitioned by month of the entry's own time, so that old months
-- are dropped and not deleted row by row; what fits no month yet waits in the default partition.
create table entity_time_series (
  entity_type text not null,
  -- md5 of the fully qualified name: clients report runs under a name before the entity exists.
  fqn_hash    uuid not null,
  name        text not null,
  key         text not null,
  at_ms       bigint not null,
  value       jsonb not null,
  primary key (entity_type, fqn_hash, name, key, at_ms)
) partition by range (at_ms);

create table entity_time_series_default partition of entity_time_series default;
create index entity_time_series_newest on entity_time_series (entity_type, fqn_hash, name, at_ms desc);
