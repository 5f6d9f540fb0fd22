-- What a search backend outside of this database still has to hear of. Nothing is written here while there is none: the triggers
-- are enabled when one is set up, and disabled when it is not any more.
create table search_change (
  sequence   bigint generated always as identity primary key,
  entity_id  uuid not null,
  changed_at timestamptz not null default clock_timestamp()
);

-- Which index is fed, and since when it has held everything.
create table search_feed (
  only_one  boolean primary key default true check (only_one),
  target    text not null,
  filled_at timestamptz
);

create function note_search_change() returns trigger language plpgsql as $$
begin
  insert into search_change (entity_id) select entity_id from changed;
  return null;
end $$;

create trigger search_document_inserted after insert on search_document
  referencing new table as changed for each statement execute function note_search_change();
create trigger search_document_updated after update on search_document
  referencing new table as changed for each statement execute function note_search_change();
create trigger search_document_deleted after delete on search_document
  referencing old table as changed for each statement execute function note_search_change();

alter table search_document disable trigger search_document_inserted;
alter table search_document disable trigger search_document_updated;
alter table search_document disable trigger search_document_deleted;
