-- Custom properties of an entity type, as one document that is read and replaced as a whole.
create table custom_property_set (
  entity_type text primary key,
  properties  jsonb not null,
  version     numeric(12, 1) not null,
  updated_at  bigint not null,
  updated_by  text not null
);

-- Settings of the installation; a type without a row has its defaults.
create table setting (
  type       text primary key,
  value      jsonb not null,
  -- Sealed secrets by JSON Pointer; null where there are none.
  secrets    jsonb,
  version    numeric(12, 1) not null,
  updated_at bigint not null,
  updated_by text not null
);
