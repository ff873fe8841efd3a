-- +goose Up
create table portal_links (
    id          bigint      generated always as identity constraint portal_links_pkey primary key,
    hash        bytea       not null constraint portal_links_hash_check check (octet_length(hash) = 32),
    creditor    text        not null constraint portal_links_creditor_fkey references creditors (id),
    debtor_id   bigint      not null constraint portal_links_debtor_fkey references debtors (id),
    message_id  bigint      constraint portal_links_message_fkey references messages (id),
    recipient   text        not null,
    trial       boolean     not null default false,
    sent_sum    bytea,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    revoked_at  timestamptz,
    revoked_by  text        not null default '',
    revoked_why text        not null default '',
    constraint portal_links_hash_key unique (hash)
);
create index portal_links_by_message on portal_links (message_id);
create index portal_links_by_debtor on portal_links (debtor_id, id);
comment on table portal_links is 'Links to debtors'' pages, one per message and recipient; hash is SHA-256 of the token, which is stored nowhere';
comment on column portal_links.message_id is 'The message that it left in; null when it was sent again by itself';
comment on column portal_links.sent_sum is 'SHA-256 of the mail as it left, with the token in it';
comment on column portal_links.trial is 'Of a message that a switch kept from leaving: it shows, and records nothing';

create table portal_link_invoices (
    link_id    bigint not null constraint portal_link_invoices_link_fkey references portal_links (id),
    invoice_id bigint not null constraint portal_link_invoices_invoice_fkey references invoices (id),
    constraint portal_link_invoices_pkey primary key (link_id, invoice_id)
);
create index portal_link_invoices_by_invoice on portal_link_invoices (invoice_id);
comment on table portal_link_invoices is 'The invoices that a link shows: those of its message';

create table portal_answers (
    id           bigint      generated always as identity constraint portal_answers_pkey primary key,
    link_id      bigint      not null constraint portal_answers_link_fkey references portal_links (id),
    key          text        not null,
    kind         text        not null,
    category     text        not null default '',
    amount       bigint      not null default 0,
    date         date,
    reference    text        not null default '',
    words        bytea       not null constraint portal_answers_words_fkey references documents (sha256),
    created_at   timestamptz not null,
    told_at      timestamptz,
    constraint portal_answers_link_key_key unique (link_id, key)
);
create index portal_answers_untold on portal_answers (created_at) where told_at is null;
comment on table portal_answers is 'What debtors said on their page; key names the form, so that it counts once';
comment on column portal_answers.words is 'All that was said, in words, as it was confirmed';
comment on column portal_answers.told_at is 'When every case had heard it';

create table portal_answer_invoices (
    answer_id  bigint  not null constraint portal_answer_invoices_answer_fkey references portal_answers (id),
    invoice_id bigint  not null constraint portal_answer_invoices_invoice_fkey references invoices (id),
    suspended  boolean not null default false,
    constraint portal_answer_invoices_pkey primary key (answer_id, invoice_id)
);
create index portal_answer_invoices_by_invoice on portal_answer_invoices (invoice_id);

create table portal_files (
    link_id    bigint      not null constraint portal_files_link_fkey references portal_links (id),
    document   bytea       not null constraint portal_files_document_fkey references documents (sha256),
    answer_id  bigint      constraint portal_files_answer_fkey references portal_answers (id),
    created_at timestamptz not null,
    constraint portal_files_pkey primary key (link_id, document)
);
comment on table portal_files is 'Files that debtors brought; answer_id is null until the answer is confirmed';

create table portal_mails (
    id         bigint      generated always as identity constraint portal_mails_pkey primary key,
    kind       text        not null constraint portal_mails_kind_check check (kind in ('answer', 'link', 'code')),
    hash       bytea       not null,
    answer_id  bigint      constraint portal_mails_answer_fkey references portal_answers (id),
    state      text        not null constraint portal_mails_state_check check (state in
               ('waiting', 'sending', 'accepted', 'refused', 'unknown', 'withheld', 'dropped')),
    document   bytea       constraint portal_mails_document_fkey references documents (sha256),
    attempts   integer     not null default 0,
    due_at     timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index portal_mails_waiting on portal_mails (due_at) where state in ('waiting', 'sending');
create index portal_mails_by_hash on portal_mails (hash, kind, created_at);
create unique index portal_mails_answer on portal_mails (answer_id) where answer_id is not null;
comment on table portal_mails is 'Mails about the page itself: acknowledgements, links sent again, codes. Tokens and codes are made when a mail leaves and are in none of its rows';
comment on column portal_mails.hash is 'Of the link that asked, whether there is such a link or not';

create table portal_codes (
    id         bigint      generated always as identity constraint portal_codes_pkey primary key,
    link_id    bigint      not null constraint portal_codes_link_fkey references portal_links (id),
    hash       bytea       not null,
    tries      integer     not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index portal_codes_by_link on portal_codes (link_id, id);
comment on table portal_codes is 'Codes that let a debtor see more than the invoices of a message; hash is SHA-256 over link and code';

create table portal_sessions (
    hash       bytea       not null constraint portal_sessions_pkey primary key,
    link_id    bigint      not null constraint portal_sessions_link_fkey references portal_links (id),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
comment on table portal_sessions is 'Debtors who typed the code; hash is SHA-256 of a cookie';
