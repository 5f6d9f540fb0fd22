-- How many entities there are of each type, for the totals of lists: to count 100,000 rows took longer than to read a page of them. Every
-- statement that adds, removes, deletes or restores appends what it changed, so that no writer waits for another; sums are exact for
-- whoever sees the same rows. Now and then a writer puts the rows of all into one each.
create table entity_tally (
  type     text not null,
  deleted  boolean not null,
  entities bigint not null
);
create index entity_tally_type on entity_tally (type, deleted);

insert into entity_tally select type, deleted, count(*) from entity group by type, deleted;

create function tally_entities() returns trigger language plpgsql as $$
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
end $$;

create trigger entity_added after insert on entity referencing new table as added
  for each statement execute function tally_entities();
create trigger entity_removed after delete on entity referencing old table as removed
  for each statement execute function tally_entities();
create trigger entity_changed after update on entity referencing old table as removed new table as added
  for each statement execute function tally_entities();

-- Nothing counts by it any more.
drop index entity_count;
