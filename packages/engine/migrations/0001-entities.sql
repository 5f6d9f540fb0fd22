-- Entities of every type, what they were, and what they point at.
create table entity (
  id           uuid primary key,
  type         text not null,
  name         text not null,
  fqn          text not null,
  -- Fully qualified names reach 3,072 characters, more than a btree row holds. Readers compare `fqn` as well.
  fqn_hash     uuid not null generated always as (md5(fqn)::uuid) stored,
  display_name text,
  parent_id    uuid references entity (id),
  -- The JSON text a reader gets: secrets masked, ancestors and always-shown links included, no href.
  doc          text not null,
  -- Sealed secrets by JSON Pointer; null for the many entities that have none.
  secrets      jsonb,
  -- Declared strings and booleans of the top level, for filters of lists.
  attributes   jsonb not null,
  version      numeric(12, 1) not null,
  updated_at   bigint not null,
  updated_by   text not null,
  deleted      boolean not null default false,
  -- The entity whose deletion took this one along; its restoration brings this one back.
  deleted_with uuid
);

create unique index entity_fqn on entity (type, fqn_hash);
create index entity_parent on entity (parent_id, type) where parent_id is not null;
-- Pages of lists, whole or below any ancestor: names below one ancestor stand together. 500 characters of four bytes fit a btree row.
create index entity_order on entity (type, left(fqn, 500) collate "C", id);
create index entity_deleted_order on entity (type, left(fqn, 500) collate "C", id) where deleted;
create index entity_count on entity (type, deleted);

-- Superseded versions, as they stood with all their links. The current version is the entity itself.
create table entity_version (
  entity_id uuid not null references entity (id) on delete cascade,
  version   numeric(12, 1) not null,
  doc       text not null,
  primary key (entity_id, version)
);

-- Links. The parent is `entity.parent_id`, not a row here.
create table relationship (
  from_id      uuid not null references entity (id) on delete cascade,
  from_type    text not null,
  relationship text not null,
  to_id        uuid not null references entity (id) on delete cascade,
  to_type      text not null,
  primary key (from_id, relationship, to_id)
);

create index relationship_to on relationship (to_id, relationship);

-- Where tags are used: on the entity (empty path) or on a part of it, named by the part's path.
create table tag_usage (
  entity_id  uuid not null references entity (id) on delete cascade,
  path       text not null,
  tag_fqn    text not null,
  source     text not null,
  label_type text not null,
  state      text not null
);

create index tag_usage_entity on tag_usage (entity_id);
create index tag_usage_tag on tag_usage (left(tag_fqn, 500) collate "C");

-- Values that no two entities of a type share, in lower case.
create table unique_value (
  type      text not null,
  field     text not null,
  value     text not null,
  entity_id uuid not null references entity (id) on delete cascade,
  primary key (type, field, value)
);

create index unique_value_entity on unique_value (entity_id);

create table vote (
  entity_id uuid not null references entity (id) on delete cascade,
  user_id   uuid not null references entity (id) on delete cascade,
  up        boolean not null,
  primary key (entity_id, user_id)
);

create index vote_user on vote (user_id);
