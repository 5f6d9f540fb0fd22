-- Search lives beside the entities and is written in their transaction, so nothing is ever stored and not found.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create table search_document (
  entity_id       uuid primary key,
  entity_type     text not null,
  index_name      text not null,
  name            text not null,
  fqn             text not null,
  deleted         boolean not null,
  updated_at      bigint not null,
  -- One column per facet: counted and filtered without opening the source.
  service         text,
  service_type    text,
  database        text,
  database_schema text,
  table_type      text,
  tier            text,
  tags            text[] not null,
  owners          text[] not null,
  -- What a hit shows, and the searched texts by member path for highlighting.
  source          jsonb not null,
  texts           jsonb not null,
  words           tsvector not null
);

create index search_document_words on search_document using gin (words);
create index search_document_name_trigrams on search_document using gin (lower(name) gin_trgm_ops);
create index search_document_fqn on search_document using hash (fqn);
create index search_document_order on search_document (index_name, deleted, left(fqn, 500));
create index search_document_tags on search_document using gin (tags);
create index search_document_owners on search_document using gin (owners);
