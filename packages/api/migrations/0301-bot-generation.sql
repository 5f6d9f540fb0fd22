-- The generation of clients that an administrator fixed for a bot, by the bot's account.
create table bot_generation (
  user_id    uuid primary key,
  generation text not null
);
