-- The search index holds nothing that the entities don't: it is made anew, and the server fills it when it starts.
drop table search_document;

create table search_document (
  entity_id       uuid primary key,
  entity_type     text not null,
  name            text not null,
  display_name    text not null,
  fqn             text not null,
  deleted         boolean not null,
  updated_at      bigint not null,
  -- One column per facet: counted and sorted by without opening the rest.
  service         text,
  service_type    text,
  database        text,
  database_schema text,
  table_type      text,
  tier            text,
  tags            text[] not null,
  owners          text[] not null,
  -- What usage and tier add to the rank, from 0 to 1.
  boost           real not null,
  -- What filters ask for: `member=value` in lower case, `has=member`.
  terms           text[] not null,
  -- Words of names, and of everything that is searched. Few rows are ranked, so the long columns stand apart (TOAST)
  -- and a page holds many rows.
  names           tsvector not null,
  words           tsvector not null,
  facts           jsonb not null
) with (toast_tuple_target = 640);

create index search_document_words on search_document using gin (words);
create index search_document_names on search_document using gin (names);
create index search_document_terms on search_document using gin (terms);
create index search_document_name_trigrams on search_document using gin (lower(name) gin_trgm_ops);
create index search_document_name on search_document using hash (lower(name));
create index search_document_fqn on search_document using hash (lower(fqn));
-- Pages in the order of names; 500 characters of four bytes fit a btree row.
create index search_document_order on search_document (left(fqn, 500) collate "C", entity_id);
create index search_document_type_order on search_document (entity_type, left(fqn, 500) collate "C", entity_id);
create index search_document_updated on search_document (updated_at desc, left(fqn, 500) collate "C");

-- How the documents were made: where it differs from what the server would make, it makes them anew.
create table search_layout (
  entity_type text primary key,
  fingerprint text not null
);
