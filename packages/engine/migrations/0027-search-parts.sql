-- Words of every eighth and every 64th document, drawn by the random end of the id: facets beside a common word are counted from one of
-- them, and its documents are found without reading the word's whole list.
create index search_document_words_8 on search_document using gin (words) with (gin_pending_list_limit = 128)
 where (get_byte(uuid_send(entity_id), 15) & 7) = 0;
create index search_document_words_64 on search_document using gin (words) with (gin_pending_list_limit = 128)
 where (get_byte(uuid_send(entity_id), 15) & 63) = 0;
