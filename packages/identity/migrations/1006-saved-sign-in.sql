-- Settings of signing in that administrators saved, one row per change; the newest one in force is what counts.
create table sign_in_revision (
  id bigint generated always as identity primary key,
  -- A JSON object of variables and what was said, sealed: it may hold a client secret.
  settings text not null,
  saved_at timestamptz not null,
  saved_by text not null,
  -- A pending change is in force until decide_by, and gone afterwards whether or not somebody says so.
  state text not null check (state in ('pending', 'confirmed', 'reverted')),
  decide_by timestamptz not null
);
