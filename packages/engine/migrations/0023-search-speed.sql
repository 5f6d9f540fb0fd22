-- Names as they are compared with what was typed. Making it anew for 400 candidates was a quarter of a search.
alter table search_document add column plain_name text collate "C" not null
  generated always as (translate(lower(name), '_.-', '   ')) stored;

-- How far the documents of a type are made anew: a start goes on where the last one ended, and replicas share the work.
alter table search_layout
  add column pending text,
  add column done_to uuid;
