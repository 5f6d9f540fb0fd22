-- A link for when the local administrator's password is lost: it works though there is one.
alter table setup_key add column despite_administrator boolean not null default false;
