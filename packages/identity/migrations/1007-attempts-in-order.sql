-- Attempts of the same millisecond have an order, too.
alter table sign_in_attempt add column sequence bigint generated always as identity;
