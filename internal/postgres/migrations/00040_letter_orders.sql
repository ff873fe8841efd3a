-- +goose Up
-- Which message an order is of, by its name with the carrier; and who asks about
-- a letter now.
alter table messages add column order_reference text;
create unique index messages_order_reference_key on messages (order_reference) where order_reference is not null;
comment on column messages.order_reference is 'The name of a letter''s order with its carrier: written down before the order is';
alter table letters add column looked_at_until timestamptz;
comment on column letters.looked_at_until is 'A worker asks its carrier about it; until then no other does';
