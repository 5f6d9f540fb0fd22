-- The outbox: feeds, webhooks, live pages and cache invalidation read it in order of `sequence`.
create table change_event (
  sequence           bigint generated always as identity primary key,
  event_type         text not null,
  entity_type        text not null,
  entity_id          uuid not null,
  fqn                text not null,
  previous_version   numeric(8, 1),
  current_version    numeric(8, 1) not null,
  user_name          text not null,
  at_ms              bigint not null,
  change_description jsonb,
  -- Identity values are given before commit, so a reader waits for transactions older than the newest it saw.
  transaction_id     xid8 not null default pg_current_xact_id()
);

create index change_event_entity on change_event (entity_id, sequence);
create index change_event_transaction on change_event (transaction_id);
