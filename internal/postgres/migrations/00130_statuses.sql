-- +goose Up
create table statuses (
    id         bigint      generated always as identity constraint statuses_pkey primary key,
    document   bytea       not null constraint statuses_document_fkey references documents (sha256),
    ref        integer     not null constraint statuses_ref_check check (ref > 0),
    sameness   bytea       not null constraint statuses_sameness_check check (octet_length(sameness) = 32),
    seller     text        not null,
    number     text        not null,
    year       integer     not null,
    invoice_id bigint      constraint statuses_invoice_fkey references invoices (id),
    origin     text        not null,
    code       text        not null,
    status_at  text        not null,
    data       jsonb       not null,
    verdict    text        not null,
    why        text        not null,
    file       text        not null,
    door       text        not null,
    author     text        not null,
    created_at timestamptz not null,
    constraint statuses_sameness_key unique (sameness)
);
create index statuses_by_invoice on statuses (invoice_id, id) where invoice_id is not null;
create index statuses_waiting on statuses (number) where invoice_id is null;
comment on table statuses is 'Lifecycle statuses of electronic invoices (CDAR), each once; document holds the exact bytes of the message';
comment on column statuses.sameness is 'SHA-256 over message, issuer, invoice, status and its time: the same status through another door or in another file';
comment on column statuses.invoice_id is 'Null while no invoice of this exact key is on record';
comment on column statuses.origin is 'Who stands behind it: debtor, platform, creditor, third_party, siren_unknown';
comment on column statuses.status_at is 'MDT-78 as written, without zone: only its order counts';
comment on column statuses.data is 'What the message says (status.Status)';
