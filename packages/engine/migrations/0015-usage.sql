-- How often entities were used, by day, with the sums of the last 7 and 30 days and the ranks among their type.
create table entity_usage (
  entity_id    uuid not null references entity (id) on delete cascade,
  entity_type  text not null,
  day          date not null,
  daily        bigint not null,
  weekly       bigint not null,
  monthly      bigint not null,
  daily_rank   real,
  weekly_rank  real,
  monthly_rank real,
  primary key (entity_id, day)
);

create index entity_usage_day on entity_usage (entity_type, day);
