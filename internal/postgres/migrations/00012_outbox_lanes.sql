-- +goose Up
-- Facts overtake the starts of a large import: each has its own queue.
create index outbox_facts on outbox (next_attempt_at, id) where delivered_at is null and kind = 'signal';
create index outbox_starts on outbox (next_attempt_at, id) where delivered_at is null and kind = 'start';
drop index outbox_due;
