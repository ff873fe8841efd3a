-- +goose Up
alter table payments add column whole text;
alter table payments alter column whole set default '';
create index payments_by_whole on payments (creditor, source, whole) where whole <> '';
comment on column payments.whole is 'The id of the payment of a debtor of which this is the share of one invoice; empty for a payment of its own, null where it was recorded before this column was there';
