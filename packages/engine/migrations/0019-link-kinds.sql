-- Some links say what kind of link they are: a glossary term is broader than another, or calculated from it.
alter table relationship add column link_kind text;
