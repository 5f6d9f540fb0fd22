-- Every series once, and until when to look for its newest entry, which is then found in one partition and not in all of them.
create table entity_series (
  entity_type text not null,
  fqn_hash    uuid not null,
  name        text not null,
  -- The end of the month of the newest entry. It may lie too late, since entries are deleted (`correctSeries` mends that), never too early.
  until_ms    bigint not null,
  primary key (entity_type, fqn_hash, name)
);

-- The first millisecond of the month (UTC) so many months after a time's.
create function month_start(at_ms bigint, months_later integer) returns bigint language sql immutable parallel safe
  return (extract(epoch from date_trunc('month', to_timestamp(at_ms / 1000.0) at time zone 'UTC')
                             + make_interval(months => months_later)) * 1000)::bigint;

-- Changes something the first time of each month only. One statement, whose lock on the table lasts until its transaction ends: whoever
-- takes rows away waits for it. The plan is kept while a catalog grows, so it must not be one for a small table.
create function note_series() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  insert into entity_series as known (entity_type, fqn_hash, name, until_ms)
  select entity_type, fqn_hash, name, month_start(max(at_ms), 1)
    from written
   where (select written.at_ms < same.until_ms from entity_series same
           where same.entity_type = written.entity_type and same.fqn_hash = written.fqn_hash and same.name = written.name)
         is not true
   group by entity_type, fqn_hash, name
   order by entity_type, fqn_hash, name
      on conflict (entity_type, fqn_hash, name) do update set until_ms = excluded.until_ms
         where known.until_ms < excluded.until_ms;
  return null;
end $$;

-- Writers of entries wait from here on until their series are known.
create trigger entity_time_series_added after insert on entity_time_series referencing new table as written
  for each statement execute function note_series();
create trigger entity_time_series_changed after update on entity_time_series referencing new table as written
  for each statement execute function note_series();

insert into entity_series
select entity_type, fqn_hash, name, month_start(max(at_ms), 1) from entity_time_series group by entity_type, fqn_hash, name;
