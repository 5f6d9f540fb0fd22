-- Made by src/testing/dump-schema.ts from the migrations; read it, do not run it.

create extension pg_trgm;
create extension unaccent;

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
  PRIMARY KEY (sequence)
);
CREATE INDEX change_event_entity ON public.change_event USING btree (entity_id, sequence);
CREATE INDEX change_event_transaction ON public.change_event USING btree (transaction_id);

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
CREATE INDEX entity_count ON public.entity USING btree (type, deleted);
CREATE INDEX entity_deleted_order ON public.entity USING btree (type, "left"(fqn, 500) COLLATE "C", id) WHERE deleted;
CREATE INDEX entity_order ON public.entity USING btree (type, "left"(fqn, 500) COLLATE "C", id);
CREATE INDEX entity_parent ON public.entity USING btree (parent_id, type) WHERE (parent_id IS NOT NULL);
CREATE UNIQUE INDEX entity_fqn ON public.entity USING btree (type, fqn_hash);

create table entity_snapshot (
  entity_id uuid not null,
  name text not null,
  value jsonb not null,
  FOREIGN KEY (entity_id) REFERENCES entity(id) ON DELETE CASCADE,
  PRIMARY KEY (entity_id, name)
);

create table entity_time_series (
  entity_type text not null,
  fqn_hash uuid not null,
  name text not null,
  key text not null,
  at_ms bigint not null,
  value jsonb not null,
  PRIMARY KEY (entity_type, fqn_hash, name, key, at_ms)
) partition by RANGE (at_ms);
CREATE INDEX entity_time_series_newest ON ONLY public.entity_time_series USING btree (entity_type, fqn_hash, name, at_ms DESC);

create table entity_time_series_default partition of entity_time_series DEFAULT;
CREATE INDEX entity_time_series_default_entity_type_fqn_hash_name_at_ms_idx ON public.entity_time_series_default USING btree (entity_type, fqn_hash, name, at_ms DESC);

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
CREATE INDEX lineage_edge_to ON public.lineage_edge USING btree (to_id, from_id);

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

create table schema_migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  PRIMARY KEY (number)
);

create table search_document (
  entity_id uuid not null,
  entity_type text not null,
  index_name text not null,
  name text not null,
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
  source jsonb not null,
  texts jsonb not null,
  words tsvector not null,
  PRIMARY KEY (entity_id)
);
CREATE INDEX search_document_fqn ON public.search_document USING hash (fqn);
CREATE INDEX search_document_name_trigrams ON public.search_document USING gin (lower(name) gin_trgm_ops);
CREATE INDEX search_document_order ON public.search_document USING btree (index_name, deleted, "left"(fqn, 500));
CREATE INDEX search_document_owners ON public.search_document USING gin (owners);
CREATE INDEX search_document_tags ON public.search_document USING gin (tags);
CREATE INDEX search_document_words ON public.search_document USING gin (words);

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
