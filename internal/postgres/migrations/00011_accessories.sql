-- +goose Up
alter table allocations add column accessory bigint not null default 0;
comment on column allocations.accessory is 'What of the payment went to late interest and the fixed fee of the invoice, besides amount, in cents';
-- What a person undid came and went; what a returned payment took back is taken back by the return's own match.
update allocations a set accessory = m.accessory
from matches m where m.payment_id = a.payment_id and m.invoice_id = a.invoice_id and m.accessory <> 0
    and (m.undone_at is null or m.undone_by ~ '^line/[0-9]+$');
