-- +goose Up
create table card_checkouts (
    id         bigint      generated always as identity constraint card_checkouts_pkey primary key,
    link_id    bigint      not null constraint card_checkouts_link_fkey references portal_links (id),
    provider   text        not null,
    reference  text        not null constraint card_checkouts_reference_key unique,
    session    text        constraint card_checkouts_session_key unique,
    state      text        not null constraint card_checkouts_state_check check (state in ('open', 'pending', 'paid', 'expired', 'strange')),
    amount     bigint      not null constraint card_checkouts_amount_check check (amount > 0),
    currency   text        not null,
    payment    text        not null default '',
    fee        bigint      not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index card_checkouts_open on card_checkouts (id) where state in ('open', 'pending');
comment on table card_checkouts is 'Card payments that debtors began; what is paid is recorded with the cases, under the provider''s identifier';
comment on column card_checkouts.state is 'strange: paid with another sum than was asked; a person looks';

create table card_checkout_parts (
    checkout_id bigint not null constraint card_checkout_parts_checkout_fkey references card_checkouts (id),
    invoice_id  bigint not null constraint card_checkout_parts_invoice_fkey references invoices (id),
    amount      bigint not null constraint card_checkout_parts_amount_check check (amount > 0),
    constraint card_checkout_parts_pkey primary key (checkout_id, invoice_id)
);
create index card_checkout_parts_by_invoice on card_checkout_parts (invoice_id);

create table card_payouts (
    provider   text        not null,
    id         text        not null,
    creditor   text        not null constraint card_payouts_creditor_fkey references creditors (id),
    amount     bigint      not null,
    currency   text        not null,
    arrives    date        not null,
    created_at timestamptz not null,
    constraint card_payouts_pkey primary key (provider, id)
);
create index card_payouts_by_amount on card_payouts (creditor, amount);
comment on table card_payouts is 'What a provider sends to the bank in one line, less its fees: its payments are on record already';
