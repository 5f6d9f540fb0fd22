-- Who may come in: links to directories, bindings of bots, tokens, sessions, local passwords, and the record of sign-ins.
-- user_id holds an id of the entity engine; the engine owns that table, so there is no foreign key.

-- A person, by claims that a directory never gives to anyone else: (tid, oid) or (iss, sub).
create table identity_link (
  authority text not null,
  subject text not null,
  user_id uuid not null,
  created_at timestamptz not null,
  primary key (authority, subject)
);
create index identity_link_user on identity_link (user_id);

-- An application that acts as a bot: tenant id (or issuer), client id and object id (or sub).
create table bot_application (
  user_id uuid primary key,
  authority text not null,
  client_id text not null,
  subject text not null,
  created_at timestamptz not null,
  unique (authority, client_id, subject)
);

-- Key pairs of our own issuer. One signs; of the others only the public half is kept, so that what they signed still verifies.
create table signing_key (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private_jwk text,
  active boolean not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  check (active = (sealed_private_jwk is not null))
);
create unique index signing_key_one_active on signing_key (active) where active;

-- Tokens we issued, by jti. The text is never stored.
create table access_token (
  token_id uuid primary key,
  user_id uuid not null,
  token_type text not null check (token_type in ('BOT', 'PERSONAL_ACCESS', 'ADMIN')),
  name text,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index access_token_user on access_token (user_id);

-- SHA-256 of the opaque id in the cookie.
create table user_session (
  id_hash bytea primary key,
  user_id uuid not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index user_session_user on user_session (user_id, created_at);
create index user_session_expiry on user_session (expires_at);

-- A sign-in under way: the cookie and the nonce, both as SHA-256.
create table pre_login (
  id_hash bytea primary key,
  nonce_hash bytea not null,
  expires_at timestamptz not null
);
create index pre_login_expiry on pre_login (expires_at);

create table local_credential (
  user_id uuid primary key,
  password_hash text not null,
  updated_at timestamptz not null
);

-- Wrong passwords by account name and by address.
create table password_failure (
  key text primary key,
  failures integer not null,
  blocked_until timestamptz,
  updated_at timestamptz not null
);

create table setup_key (
  key_hash bytea primary key,
  expires_at timestamptz not null
);

-- The flight recorder.
create table sign_in_attempt (
  id uuid primary key,
  at timestamptz not null,
  kind text not null,
  outcome text not null,
  account text,
  remote_address text not null,
  request_id text not null,
  steps jsonb not null
);
create index sign_in_attempt_at on sign_in_attempt (at desc);
