-- Who signed in, was given what, read which secret and changed which setting. Rows are only added, and removed when they are old.
create table audit_entry (
  sequence bigint primary key generated always as identity,
  at timestamptz not null,
  category text not null check (category in ('sign-in', 'credential', 'grant', 'secret', 'setting')),
  action text not null,
  actor text not null,
  -- The bot behind a request that was made as somebody else.
  impersonated_by text,
  target text,
  outcome text not null check (outcome in ('ok', 'refused')),
  remote_address text,
  request_id text,
  details jsonb not null
);
create index audit_entry_at on audit_entry (at desc);
create index audit_entry_actor on audit_entry (actor, at desc);
