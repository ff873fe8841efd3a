-- +goose Up
-- Declarations of claim as registered letters: one over all open invoices of a
-- debtor, agreed to by people before it leaves.
create table declarations (
    id          bigint      generated always as identity constraint declarations_pkey primary key,
    debtor_id   bigint      not null constraint declarations_debtor_fkey references debtors (id),
    document    bytea       not null constraint declarations_document_fkey references documents (sha256),
    data        jsonb       not null,
    author      text        not null,
    first_yes   text        not null default '',
    approved_by text        not null default '',
    approved_at timestamptz,
    created_at  timestamptz not null
);
create index declarations_by_debtor on declarations (debtor_id, id);
comment on table declarations is 'Declarations of claim that were drawn as letters; the last of a debtor is the one that counts';
comment on column declarations.data is 'Addressee, figures, paper and price (insolvency.Letter)';
comment on column declarations.first_yes is 'Who agreed first, where two people must';

alter table messages add column declares bigint constraint messages_declares_fkey references declarations (id);
create unique index messages_declares_key on messages (declares) where declares is not null;
comment on column messages.declares is 'The declaration that this letter posts; it speaks of no case, so that it has no notices';
