-- Who speaks of whom inside a document, beside links and parents: references (`lifeCycle.created.accessedBy`, custom
-- properties) and fully qualified names (the columns a foreign key points at). Renames and deletions follow them.
create table mention (
  entity_id  uuid not null references entity (id) on delete cascade,
  -- Of these two one is set.
  target_id  uuid,
  target_fqn text
);

create index mention_entity on mention (entity_id);
create index mention_target on mention (target_id) where target_id is not null;
create index mention_name on mention (left(target_fqn, 500) collate "C") where target_fqn is not null;
