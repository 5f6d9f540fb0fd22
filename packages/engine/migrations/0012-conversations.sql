-- Clients know events by a UUID; `sequence` stays what gives their order.
alter table change_event add column id uuid not null default gen_random_uuid();

-- What people say about entities. A thread hangs on the entity's id: renames carry it along, hard deletion takes it.
create table thread (
  id          uuid primary key,
  kind        text not null,
  about_id    uuid not null references entity (id) on delete cascade,
  about_type  text not null,
  -- What follows the entity's name in the link, e.g. `columns::id::description`.
  about_part  text,
  message     text not null,
  created_by  text not null,
  created_at  bigint not null,
  updated_by  text not null,
  updated_at  bigint not null,
  resolved    boolean not null default false,
  generated   boolean not null default false,
  task_number bigint,
  task_status text,
  starts_at   bigint,
  ends_at     bigint,
  details     jsonb not null
);
create sequence thread_task_number owned by thread.task_number;
create unique index thread_task on thread (task_number) where task_number is not null;
create index thread_newest on thread (updated_at desc, id desc);
create index thread_about on thread (about_id, updated_at desc);
create index thread_author on thread (created_by, kind);

create table thread_post (
  id         uuid primary key,
  thread_id  uuid not null references thread (id) on delete cascade,
  message    text not null,
  created_by text not null,
  created_at bigint not null,
  details    jsonb not null
);
create index thread_post_order on thread_post (thread_id, created_at, id);

-- Who a thread is for: people and teams that are mentioned in it (by the thread or one of its posts), or asked to do a task.
create table thread_person (
  thread_id uuid not null references thread (id) on delete cascade,
  post_id   uuid references thread_post (id) on delete cascade,
  person_id uuid not null references entity (id) on delete cascade,
  role      text not null
);
create index thread_person_thread on thread_person (thread_id);
create index thread_person_person on thread_person (person_id, role);
create index thread_person_post on thread_person (post_id) where post_id is not null;

create table suggestion (
  id          uuid primary key,
  about_id    uuid not null references entity (id) on delete cascade,
  about_type  text not null,
  about_part  text,
  kind        text not null,
  status      text not null,
  value       jsonb not null,
  created_by  uuid references entity (id) on delete set null,
  created_at  bigint not null,
  updated_by  text not null,
  updated_at  bigint not null
);
create index suggestion_about on suggestion (about_id, status);
create index suggestion_newest on suggestion (created_at desc, id desc);
create index suggestion_author on suggestion (created_by) where created_by is not null;
