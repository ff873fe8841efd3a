-- +goose Up
-- What left is counted at each scrape of the metrics: from an index, not from
-- the messages themselves.
create index messages_accepted on messages (id) where state = 'accepted';
