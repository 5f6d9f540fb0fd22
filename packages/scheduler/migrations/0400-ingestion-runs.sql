-- Work for ingestion workers: runs of saved ingestions, connection tests, previews of filters.
create table ingestion_run (
  run_id        uuid primary key,
  kind          text not null check (kind in ('ingestion', 'workflow', 'preview')),
  -- The saved ingestion or the workflow; a preview is its own subject.
  subject_id    uuid not null,
  subject_fqn   text not null,
  -- Of runs with the same key one is under way at a time: the service.
  group_key     text not null,
  request       jsonb,
  cause         text not null check (cause in ('asked', 'schedule', 'retry')),
  asked_by      text not null,
  attempt       integer not null default 1,
  -- When the schedule said so; null for everything else.
  due_ms        bigint,
  state         text not null default 'queued'
                check (state in ('queued', 'running', 'success', 'partialSuccess', 'failed', 'stopped')),
  queued_at     timestamptz not null default now(),
  not_before    timestamptz not null default now(),
  -- Whether the queue has it.
  is_dispatched boolean not null default false,
  worker        text,
  started_at    timestamptz,
  heartbeat_at  timestamptz,
  ended_at      timestamptz,
  is_stop_asked boolean not null default false,
  -- What came of it, for the status of the ingestion.
  outcome       jsonb,
  -- Whether the catalog was told of the final state.
  is_told       boolean not null default false
);

create index ingestion_run_subject on ingestion_run (subject_id, queued_at desc);
create index ingestion_run_open on ingestion_run (state, not_before) where state in ('queued', 'running');
create index ingestion_run_untold on ingestion_run (ended_at) where not is_told and ended_at is not null;

-- A final state stays: whoever comes second, a late worker or somebody who takes the run for lost, changes nothing.
create function ingestion_run_keep_final() returns trigger language plpgsql as $$
begin
  if old.state in ('success', 'partialSuccess', 'failed', 'stopped') and new.state <> old.state then
    raise exception 'run % has ended as %, it cannot become %', old.run_id, old.state, new.state
      using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger ingestion_run_final before update of state on ingestion_run
  for each row execute function ingestion_run_keep_final();

-- When deployed ingestions are due next.
create table ingestion_schedule (
  pipeline_id uuid primary key,
  -- The settings that the next time was computed from.
  settings    jsonb not null,
  next_due_ms bigint,
  -- What became of the last occurrence, for people who ask why nothing ran.
  remark      text
);

create index ingestion_schedule_due on ingestion_schedule (next_due_ms) where next_due_ms is not null;
