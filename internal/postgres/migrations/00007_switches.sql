-- +goose Up
-- A switch that was never turned has a row as well: only a row can be locked
-- against being turned on while a message is handed over.
insert into settings (key, value, author, updated_at)
values ('paused', '{"on": false, "at": "0001-01-01T00:00:00Z"}', '', now()),
       ('restored', '{"on": false, "at": "0001-01-01T00:00:00Z"}', '', now())
on conflict (key) do nothing;
