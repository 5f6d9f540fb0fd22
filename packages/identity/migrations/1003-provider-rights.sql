-- Roles and teams that came with a sign-in, so that the next one can take back what the provider no longer says
-- and nothing that a person granted.
create table provider_grant (
  user_id uuid not null,
  claim text not null check (claim in ('roles', 'groups', 'teams')),
  kind text not null check (kind in ('role', 'team', 'admin')),
  -- The role's or team's id; the user's own for 'admin'.
  target_id uuid not null,
  granted_at timestamptz not null,
  primary key (user_id, claim, kind, target_id)
);

-- What a value of a claim gives; those of the settings stand in the configuration.
create table claim_mapping (
  claim text not null check (claim in ('roles', 'groups')),
  value text not null,
  kind text not null check (kind in ('role', 'team', 'admin')),
  target text not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (claim, value, kind, target)
);
