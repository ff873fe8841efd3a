-- +goose Up
create table letters (
    message_id    bigint      constraint letters_pkey primary key constraint letters_message_fkey references messages (id),
    carrier       text        not null,
    reference     text        not null,
    sending       text        not null default '',
    fingerprint   text        not null default '',
    host          text        not null default '',
    state         text        not null default 'requested',
    number        text        not null default '',
    events        jsonb       not null default '[]',
    cost          bigint      not null default 0,
    checked_at    timestamptz,
    next_check_at timestamptz,
    recalled_at   timestamptz,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    constraint letters_reference_key unique (carrier, reference)
);
create index letters_due on letters (next_check_at) where next_check_at is not null;
create index letters_recallable on letters (message_id) where recalled_at is null and state in ('requested', 'accepted');
comment on table letters is 'Letters that were handed to a carrier, where they are, and when to ask again';
comment on column letters.reference is 'Our order''s identity with the carrier';
comment on column letters.sending is 'The carrier''s own identity of the only sending that may be posted: written before it is submitted, never changed';
comment on column letters.next_check_at is 'Null when the letter has come to its end';
comment on column letters.recalled_at is 'When a cancellation was tried, because the debt was settled before the letter was posted';

create table proofs (
    message_id  bigint      not null constraint proofs_message_fkey references letters (message_id),
    kind        text        not null,
    document    bytea       not null constraint proofs_document_fkey references documents (sha256),
    date        date,
    received_at timestamptz not null,
    constraint proofs_pkey primary key (message_id, kind, document)
);
comment on table proofs is 'Deposit receipts, acknowledgements, returned envelopes and status histories, kept as they came';
