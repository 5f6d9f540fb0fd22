-- Statistics of words and terms are sorted anew for every condition of every search: with the usual thousand most common ones
-- planning took longer than searching. A hundred tell common from rare as well.
alter table search_document alter column words set statistics 10;
alter table search_document alter column names set statistics 10;
alter table search_document alter column terms set statistics 10;

-- What was written since the last clean-up is read by every search from end to end: 4 MB of it, as usual, doubled the time of a search.
alter index search_document_words set (gin_pending_list_limit = 1024);
alter index search_document_names set (gin_pending_list_limit = 1024);
alter index search_document_terms set (gin_pending_list_limit = 1024);
alter index search_document_name_trigrams set (gin_pending_list_limit = 1024);
