-- How far every alert has read the outbox. A replica that works on an alert holds its lease; the others leave it alone.
create table subscription_state (
  subscription_id   uuid primary key references entity (id) on delete cascade,
  starting_sequence bigint not null,
  sequence          bigint not null,
  successful        bigint not null default 0,
  failed            bigint not null default 0,
  status            text not null default 'active',
  -- Of the event after `sequence`: deliveries that failed so far, and destinations that have it already.
  attempts          int not null default 0,
  done              jsonb not null default '[]',
  -- Events in a row that were given up.
  given_up          int not null default 0,
  due_at            timestamptz not null default now(),
  lease_owner       uuid,
  lease_until       timestamptz,
  last_successful_at bigint,
  last_failed_at    bigint,
  last_failed_code  int,
  last_failed_reason text
);

create table delivered_event (
  subscription_id uuid not null references entity (id) on delete cascade,
  sequence        bigint not null,
  at_ms           bigint not null,
  primary key (subscription_id, sequence)
);
create index delivered_event_age on delivered_event (at_ms);

create table undelivered_event (
  subscription_id uuid not null references entity (id) on delete cascade,
  sequence        bigint not null,
  destination_id  uuid not null,
  reason          text not null,
  at_ms           bigint not null,
  primary key (subscription_id, sequence, destination_id)
);
create index undelivered_event_age on undelivered_event (at_ms);

-- Readers of the outbox that are the catalog's own, e.g. the activity feed.
create table outbox_reader (
  name        text primary key,
  sequence    bigint not null,
  lease_owner uuid,
  lease_until timestamptz
);
