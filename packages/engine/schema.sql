-- Made by src/testing/dump-schema.ts from the migrations; read it, do not run it.

create extension pg_trgm;
create extension unaccent;

CREATE OR REPLACE FUNCTION public.month_start(at_ms bigint, months_later integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((EXTRACT(epoch FROM (date_trunc('month'::text, (to_timestamp((((at_ms)::numeric / 1000.0))::double precision) AT TIME ZONE 'UTC'::text)) + make_interval(months => months_later))) * (1000)::numeric))::bigint
;

CREATE OR REPLACE FUNCTION public.note_search_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into search_change (entity_id) select entity_id from changed;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_series()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.search_facets(entity_type text, service text, service_type text, database text, database_schema text, table_type text, tier text, tags text[], owners text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return json_build_array(entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners)::text;
end $function$
;

CREATE OR REPLACE FUNCTION public.tally_entities()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into entity_tally select type, deleted, count(*) from added group by type, deleted;
  elsif tg_op = 'DELETE' then
    insert into entity_tally select type, deleted, -count(*) from removed group by type, deleted;
  else
    insert into entity_tally
    select type, deleted, sum(change)
      from (select type, deleted, 1 as change from added union all select type, deleted, -1 from removed) as changes
     group by type, deleted having sum(change) <> 0;
  end if;
  if random() < 0.01 and pg_try_advisory_xact_lock(hashtext('entity_tally')) then
    with gone as (delete from entity_tally returning type, deleted, entities)
    insert into entity_tally select type, deleted, sum(entities) from gone group by type, deleted;
  end if;
  return null;
end $function$
;

create table change_event (
  sequence bigint not null generated always as identity,
  event_type text not null,
  entity_type text not null,
  entity_id uuid not null,
  fqn text not null,
  previous_version numeric(8,1),
  current_version numeric(8,1) not null,
  user_name text not null,
  at_ms bigint not null,
  change_description jsonb,
  transaction_id xid8 not null default pg_current_xact_id(),
  id uuid not null default gen_random_uuid(),
  PRIMARY KEY (sequence)
);
CREATE INDEX change_event_entity ON public.change_event USING btree (entity_id, sequence);
CREATE INDEX change_event_transaction ON public.change_event USING btree (transaction_id);

create table custom_property_set (
  entity_type text not null,
  properties jsonb not null,
  version numeric(12,1) not null,
  updated_at bigint not null,
  updated_by text not null,
  PRIMARY KEY (entity_type)
);

create table delivered_event (
  subscription_id uuid not null,
  sequence bigint not null,
  at_ms bigint not null,
  FOREIGN KEY (subscription_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (subscription_id, sequence)
);
CREATE INDEX delivered_event_age ON public.delivered_event USING btree (at_ms);

create table entity (
  id uuid not null,
  type text not null,
  name text not null,
  fqn text not null,
  fqn_hash uuid not null generated always as ((md5(fqn))::uuid) stored,
  display_name text,
  parent_id uuid,
  doc text not null,
  secrets jsonb,
  attributes jsonb not null,
  version numeric(12,1) not null,
  updated_at bigint not null,
  updated_by text not null,
  deleted boolean not null default false,
  deleted_with uuid,
  FOREIGN KEY (parent_id) REFERENCES entity(id),
  PRIMARY KEY (id)
);
CREATE INDEX entity_deleted_order ON public.entity USING btree (type, "left"(fqn, 500) COLLATE "C", id) WHERE deleted;
CREATE INDEX entity_order ON public.entity USING btree (type, "left"(fqn, 500) COLLATE "C", id);
CREATE INDEX entity_parent ON public.entity USING btree (parent_id, type) WHERE (parent_id IS NOT NULL);
CREATE UNIQUE INDEX entity_fqn ON public.entity USING btree (type, fqn_hash);
CREATE TRIGGER entity_added AFTER INSERT ON public.entity REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_entities();
CREATE TRIGGER entity_changed AFTER UPDATE ON public.entity REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_entities();
CREATE TRIGGER entity_removed AFTER DELETE ON public.entity REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION tally_entities();

create table entity_series (
  entity_type text not null,
  fqn_hash uuid not null,
  name text not null,
  until_ms bigint not null,
  PRIMARY KEY (entity_type, fqn_hash, name)
);

create table entity_snapshot (
  entity_id uuid not null,
  name text not null,
  value jsonb not null,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (entity_id, name)
);

create table entity_tally (
  type text not null,
  deleted boolean not null,
  entities bigint not null
);
CREATE INDEX entity_tally_type ON public.entity_tally USING btree (type, deleted);

create table entity_time_series (
  entity_type text not null,
  fqn_hash uuid not null,
  name text not null,
  key text not null,
  at_ms bigint not null,
  value jsonb not null,
  PRIMARY KEY (entity_type, fqn_hash, name, key, at_ms)
) partition by RANGE (at_ms);
CREATE INDEX entity_time_series_across ON ONLY public.entity_time_series USING btree (entity_type, name, at_ms DESC);
CREATE INDEX entity_time_series_newest ON ONLY public.entity_time_series USING btree (entity_type, fqn_hash, name, at_ms DESC);
CREATE TRIGGER entity_time_series_added AFTER INSERT ON public.entity_time_series REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_series();
CREATE TRIGGER entity_time_series_changed AFTER UPDATE ON public.entity_time_series REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_series();

create table entity_time_series_default partition of entity_time_series DEFAULT;
CREATE INDEX entity_time_series_default_entity_type_fqn_hash_name_at_ms_idx ON public.entity_time_series_default USING btree (entity_type, fqn_hash, name, at_ms DESC);
CREATE INDEX entity_time_series_default_entity_type_name_at_ms_idx ON public.entity_time_series_default USING btree (entity_type, name, at_ms DESC);

create table entity_usage (
  entity_id uuid not null,
  entity_type text not null,
  day date not null,
  daily bigint not null,
  weekly bigint not null,
  monthly bigint not null,
  daily_rank real,
  weekly_rank real,
  monthly_rank real,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (entity_id, day)
);
CREATE INDEX entity_usage_day ON public.entity_usage USING btree (entity_type, day);

create table entity_version (
  entity_id uuid not null,
  version numeric(12,1) not null,
  doc text not null,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (entity_id, version)
);

create table lineage_edge (
  from_id uuid not null,
  from_type text not null,
  to_id uuid not null,
  to_type text not null,
  source text not null,
  details jsonb not null,
  FOREIGN KEY (from_id) REFERENCES entity(id) ON DELETE CASCADE,
  FOREIGN KEY (to_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (from_id, to_id)
);
CREATE INDEX lineage_edge_pipeline ON public.lineage_edge USING btree ((((details -> 'pipeline'::text) ->> 'id'::text))) WHERE (details ? 'pipeline'::text);
CREATE INDEX lineage_edge_to ON public.lineage_edge USING btree (to_id, from_id);

create table lineage_run (
  digest uuid not null,
  namespace text not null,
  job text not null,
  run text not null,
  state text,
  started_ms bigint,
  ended_ms bigint,
  value jsonb not null,
  updated_ms bigint not null,
  PRIMARY KEY (digest)
);
CREATE INDEX lineage_run_updated ON public.lineage_run USING btree (updated_ms);

create table lineage_waiting (
  id uuid not null default gen_random_uuid(),
  digest uuid not null,
  from_namespace text not null,
  from_name text not null,
  to_namespace text not null,
  to_name text not null,
  from_key text not null,
  from_services text[],
  from_kinds text[],
  to_key text not null,
  to_services text[],
  to_kinds text[],
  details jsonb not null,
  actor text not null,
  first_ms bigint not null,
  last_ms bigint not null,
  PRIMARY KEY (id),
  UNIQUE (digest)
);
CREATE INDEX lineage_waiting_from ON public.lineage_waiting USING hash (from_key);
CREATE INDEX lineage_waiting_newest ON public.lineage_waiting USING btree (last_ms DESC, id);
CREATE INDEX lineage_waiting_to ON public.lineage_waiting USING hash (to_key);

create table mention (
  entity_id uuid not null,
  target_id uuid,
  target_fqn text,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE
);
CREATE INDEX mention_entity ON public.mention USING btree (entity_id);
CREATE INDEX mention_name ON public.mention USING btree ("left"(target_fqn, 500) COLLATE "C") WHERE (target_fqn IS NOT NULL);
CREATE INDEX mention_target ON public.mention USING btree (target_id) WHERE (target_id IS NOT NULL);

create table outbox_reader (
  name text not null,
  sequence bigint not null,
  lease_owner uuid,
  lease_until timestamp with time zone,
  PRIMARY KEY (name)
);

create table relationship (
  from_id uuid not null,
  from_type text not null,
  relationship text not null,
  to_id uuid not null,
  to_type text not null,
  link_kind text,
  FOREIGN KEY (from_id) REFERENCES entity(id) ON DELETE CASCADE,
  FOREIGN KEY (to_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (from_id, relationship, to_id)
);
CREATE INDEX relationship_to ON public.relationship USING btree (to_id, relationship);

create table run_log (
  sequence bigint not null generated always as identity,
  fqn_hash uuid not null,
  run_id text not null,
  at_ms bigint not null,
  lines text not null,
  line_count integer not null,
  PRIMARY KEY (sequence)
);
CREATE INDEX run_log_run ON public.run_log USING btree (fqn_hash, run_id, sequence);

create table run_log_end (
  fqn_hash uuid not null,
  run_id text not null,
  at_ms bigint not null,
  PRIMARY KEY (fqn_hash, run_id)
);

create table schema_migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  PRIMARY KEY (number)
);

create table search_change (
  sequence bigint not null generated always as identity,
  entity_id uuid not null,
  changed_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (sequence)
);

create table search_document (
  entity_id uuid not null,
  entity_type text not null,
  name text not null,
  display_name text not null,
  fqn text not null,
  deleted boolean not null,
  updated_at bigint not null,
  service text,
  service_type text,
  database text,
  database_schema text,
  table_type text,
  tier text,
  tags text[] not null,
  owners text[] not null,
  boost real not null,
  terms text[] not null,
  names tsvector not null,
  words tsvector not null,
  facts jsonb not null,
  plain_name text not null generated always as (translate(lower(name), '_.-'::text, '   '::text)) stored,
  facets text not null generated always as (search_facets(entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners)) stored,
  PRIMARY KEY (entity_id)
);
CREATE INDEX search_document_found ON public.search_document USING gin (words, names, terms, lower(name) gin_trgm_ops) WITH (gin_pending_list_limit='2048');
CREATE INDEX search_document_fqn ON public.search_document USING hash (lower(fqn));
CREATE INDEX search_document_name ON public.search_document USING hash (lower(name));
CREATE INDEX search_document_order ON public.search_document USING btree ("left"(fqn, 500) COLLATE "C", entity_id);
CREATE INDEX search_document_type_order ON public.search_document USING btree (entity_type, "left"(fqn, 500) COLLATE "C", entity_id);
CREATE INDEX search_document_updated ON public.search_document USING btree (updated_at DESC, "left"(fqn, 500) COLLATE "C");
CREATE INDEX search_document_words_64 ON public.search_document USING gin (words) WITH (gin_pending_list_limit='128') WHERE ((get_byte(uuid_send(entity_id), 15) & 63) = 0);
CREATE INDEX search_document_words_8 ON public.search_document USING gin (words) WITH (gin_pending_list_limit='128') WHERE ((get_byte(uuid_send(entity_id), 15) & 7) = 0);
CREATE TRIGGER search_document_deleted AFTER DELETE ON public.search_document REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_document_inserted AFTER INSERT ON public.search_document REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_document_updated AFTER UPDATE ON public.search_document REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();

create table search_feed (
  only_one boolean not null default true,
  target text not null,
  filled_at timestamp with time zone,
  CHECK (only_one),
  PRIMARY KEY (only_one)
);

create table search_layout (
  entity_type text not null,
  fingerprint text not null,
  pending text,
  done_to uuid,
  PRIMARY KEY (entity_type)
);

create table setting (
  type text not null,
  value jsonb not null,
  secrets jsonb,
  version numeric(12,1) not null,
  updated_at bigint not null,
  updated_by text not null,
  PRIMARY KEY (type)
);

create table subscription_state (
  subscription_id uuid not null,
  starting_sequence bigint not null,
  sequence bigint not null,
  successful bigint not null default 0,
  failed bigint not null default 0,
  status text not null default 'active'::text,
  attempts integer not null default 0,
  done jsonb not null default '[]'::jsonb,
  given_up integer not null default 0,
  due_at timestamp with time zone not null default now(),
  lease_owner uuid,
  lease_until timestamp with time zone,
  last_successful_at bigint,
  last_failed_at bigint,
  last_failed_code integer,
  last_failed_reason text,
  FOREIGN KEY (subscription_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (subscription_id)
);

create table suggestion (
  id uuid not null,
  about_id uuid not null,
  about_type text not null,
  about_part text,
  kind text not null,
  status text not null,
  value jsonb not null,
  created_by uuid,
  created_at bigint not null,
  updated_by text not null,
  updated_at bigint not null,
  FOREIGN KEY (about_id) REFERENCES entity(id) ON DELETE CASCADE,
  FOREIGN KEY (created_by) REFERENCES entity(id) ON DELETE SET NULL,
  PRIMARY KEY (id)
);
CREATE INDEX suggestion_about ON public.suggestion USING btree (about_id, status);
CREATE INDEX suggestion_author ON public.suggestion USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX suggestion_newest ON public.suggestion USING btree (created_at DESC, id DESC);

create table tag_usage (
  entity_id uuid not null,
  path text not null,
  tag_fqn text not null,
  source text not null,
  label_type text not null,
  state text not null,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE
);
CREATE INDEX tag_usage_entity ON public.tag_usage USING btree (entity_id);
CREATE INDEX tag_usage_tag ON public.tag_usage USING btree ("left"(tag_fqn, 500) COLLATE "C");

create table thread (
  id uuid not null,
  kind text not null,
  about_id uuid not null,
  about_type text not null,
  about_part text,
  message text not null,
  created_by text not null,
  created_at bigint not null,
  updated_by text not null,
  updated_at bigint not null,
  resolved boolean not null default false,
  generated boolean not null default false,
  task_number bigint,
  task_status text,
  starts_at bigint,
  ends_at bigint,
  details jsonb not null,
  FOREIGN KEY (about_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);
CREATE INDEX thread_about ON public.thread USING btree (about_id, updated_at DESC);
CREATE INDEX thread_author ON public.thread USING btree (created_by, kind);
CREATE INDEX thread_newest ON public.thread USING btree (updated_at DESC, id DESC);
CREATE UNIQUE INDEX thread_task ON public.thread USING btree (task_number) WHERE (task_number IS NOT NULL);

create table thread_person (
  thread_id uuid not null,
  post_id uuid,
  person_id uuid not null,
  role text not null,
  FOREIGN KEY (person_id) REFERENCES entity(id) ON DELETE CASCADE,
  FOREIGN KEY (post_id) REFERENCES thread_post(id) ON DELETE CASCADE,
  FOREIGN KEY (thread_id) REFERENCES thread(id) ON DELETE CASCADE
);
CREATE INDEX thread_person_person ON public.thread_person USING btree (person_id, role);
CREATE INDEX thread_person_post ON public.thread_person USING btree (post_id) WHERE (post_id IS NOT NULL);
CREATE INDEX thread_person_thread ON public.thread_person USING btree (thread_id);

create table thread_post (
  id uuid not null,
  thread_id uuid not null,
  message text not null,
  created_by text not null,
  created_at bigint not null,
  details jsonb not null,
  FOREIGN KEY (thread_id) REFERENCES thread(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);
CREATE INDEX thread_post_order ON public.thread_post USING btree (thread_id, created_at, id);

create table undelivered_event (
  subscription_id uuid not null,
  sequence bigint not null,
  destination_id uuid not null,
  reason text not null,
  at_ms bigint not null,
  FOREIGN KEY (subscription_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (subscription_id, sequence, destination_id)
);
CREATE INDEX undelivered_event_age ON public.undelivered_event USING btree (at_ms);

create table unique_value (
  type text not null,
  field text not null,
  value text not null,
  entity_id uuid not null,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (type, field, value)
);
CREATE INDEX unique_value_entity ON public.unique_value USING btree (entity_id);

create table vote (
  entity_id uuid not null,
  user_id uuid not null,
  up boolean not null,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (entity_id, user_id)
);
CREATE INDEX vote_user ON public.vote USING btree (user_id);
