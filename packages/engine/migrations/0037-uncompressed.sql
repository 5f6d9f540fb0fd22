-- Compressing what is written once and read often costs more than what it saves on disk: of a table with fifteen columns, a third of
-- storing its row, and a part of every read. Rows that are there stay as they are.

-- Documents of up to 8 kB stand in their row as they are; wider ones are compressed and stored apart, as before.
alter table entity set (toast_tuple_target = 8160);
