-- +goose Up
alter table invoices add column tax jsonb;
comment on column invoices.tax is 'What an electronic invoice says of its VAT (dunning.Tax); null when it has no breakdown';

create table collected (
    id         bigint      generated always as identity constraint collected_pkey primary key,
    invoice_id bigint      not null constraint collected_invoice_fkey references invoices (id),
    payment_id bigint      not null constraint collected_payment_fkey references payments (id),
    part       integer     not null constraint collected_part_check check (part > 0),
    date       date        not null,
    amount     bigint      not null constraint collected_amount_check check (amount <> 0),
    shares     jsonb       not null,
    received   bigint      not null,
    accessory  bigint      not null,
    message_id text        not null,
    document   bytea       not null constraint collected_document_fkey references documents (sha256),
    author     text        not null,
    created_at timestamptz not null,
    constraint collected_part_key unique (invoice_id, payment_id, part)
);
create index collected_by_payment on collected (payment_id);
comment on table collected is 'Statuses 212 (encaissée) that were written for a person to send: each once; document holds the message';
comment on column collected.part is 'The first report of a payment for an invoice is 1; later ones correct it';
comment on column collected.amount is 'With VAT, without late interest and fee; negative takes back what an earlier report said';
comment on column collected.shares is 'The amount by rate of VAT';
comment on column collected.received is 'What of the payment went to the invoice, late interest and fee included';
