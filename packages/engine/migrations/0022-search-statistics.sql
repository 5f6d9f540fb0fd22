-- Statistics of words and terms are sorted anew for every condition of every search: with the usual thousand most common ones
-- planning took longer than searching. A hundred tell common from rare as well.
alter table search_document alter column words set statistics 10;
alter table search_document alter column names set statistics 10;
alter table search_document alter column terms set statistics 10;
