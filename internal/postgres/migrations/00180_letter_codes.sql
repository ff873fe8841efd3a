-- +goose Up
alter table portal_links add column letter boolean not null default false;
comment on column portal_links.letter is 'Of a letter: the token is the code that is printed in it, and recipient is empty';
