-- Where a sign-in that the server itself runs (a confidential client) goes on to.
alter table pre_login add column return_path text;
