-- What runs of ingestions wrote, in the order in which it arrived.
create table run_log (
  sequence     bigint generated always as identity primary key,
  -- md5 of the ingestion's fully qualified name: runs report before the ingestion is saved.
  fqn_hash     uuid not null,
  run_id       text not null,
  at_ms        bigint not null,
  lines        text not null,
  line_count   integer not null
);

create index run_log_run on run_log (fqn_hash, run_id, sequence);

create table run_log_end (
  fqn_hash uuid not null,
  run_id   text not null,
  at_ms    bigint not null,
  primary key (fqn_hash, run_id)
);

-- Lists of entries across all entities of a type: incidents, results, reports.
create index entity_time_series_across on entity_time_series (entity_type, name, at_ms desc);
