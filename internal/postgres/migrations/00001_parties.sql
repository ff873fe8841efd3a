-- +goose Up
create table creditors (
    id         text        not null constraint creditors_pkey primary key,
    data       jsonb       not null,
    updated_at timestamptz not null
);
comment on table creditors is 'Businesses that chase their invoices; data is dunning.Creditor';

create table plans (
    creditor   text        not null constraint plans_creditor_fkey references creditors (id),
    id         text        not null,
    data       jsonb       not null,
    updated_at timestamptz not null,
    constraint plans_pkey primary key (creditor, id)
);
comment on table plans is 'Procedures of reminders for new cases; a running case keeps its own copy in cases.plan';

create table debtors (
    id         bigint      generated always as identity constraint debtors_pkey primary key,
    creditor   text        not null constraint debtors_creditor_fkey references creditors (id),
    key        text        not null constraint debtors_key_check check (key <> ''),
    name       text        not null,
    regime     text        not null,
    language   text        not null,
    siren      text        not null,
    vat        text        not null,
    email      text        not null,
    bounced    boolean     not null default false,
    address    jsonb       not null,
    zone       text        not null,
    plan       text        not null,
    mended     text[]      not null default '{}',
    revision   bigint      not null default 1,
    search     text collate "C" not null generated always as (lower(name || ' ' || key)) stored,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint debtors_creditor_key_key unique (creditor, key)
);
create index debtors_search_idx on debtors (search, id);
comment on table debtors is 'Who owes, by the creditor''s own customer reference';
comment on column debtors.mended is 'Columns that a person has set: an import does not touch them';
comment on column debtors.search is 'What a text in the list is looked for in; bytewise, which is ten times faster';
comment on column debtors.revision is 'Counts changes of the contact: a message written for an older one does not leave';

create table contacts (
    id         bigint      generated always as identity constraint contacts_pkey primary key,
    debtor_id  bigint      not null constraint contacts_debtor_fkey references debtors (id),
    role       text        not null,
    email      text        not null,
    usable     boolean     not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint contacts_debtor_email_key unique (debtor_id, email)
);
comment on table contacts is 'Every e-mail address a debtor ever had, and whether it works; the one in use is in debtors';

create table documents (
    sha256     bytea       not null constraint documents_pkey primary key
                           constraint documents_sha256_check check (octet_length(sha256) = 32),
    media_type text        not null,
    name       text        not null,
    bytes      bytea       not null,
    created_at timestamptz not null
);
comment on table documents is 'Files under the SHA-256 of their bytes: invoice PDFs and messages exactly as they left';

create table invoices (
    id           bigint      generated always as identity constraint invoices_pkey primary key,
    creditor     text        not null constraint invoices_creditor_fkey references creditors (id),
    number       text        not null constraint invoices_number_check check (number <> ''),
    debtor_id    bigint      not null constraint invoices_debtor_fkey references debtors (id),
    issued       date,
    due          date        not null,
    due_rule     text        not null,
    completed    date,
    currency     text        not null,
    total        bigint      not null,
    payable      bigint      not null,
    order_ref    text        not null,
    object       text        not null,
    pay_ref      text        not null,
    iban         text        not null,
    bic          text        not null,
    terms        text        not null,
    source       text        not null,
    document     bytea       constraint invoices_document_fkey references documents (sha256),
    file_name    text        not null,
    plan         text        not null,
    content_hash bytea       not null,
    created_at   timestamptz not null,
    constraint invoices_creditor_number_key unique (creditor, number)
);
create index invoices_debtor_idx on invoices (debtor_id);
create index invoices_number_idx on invoices (number);
comment on table invoices is 'Issued invoices as first recorded; never overwritten. Amounts in cents, VAT included';
comment on column invoices.content_hash is 'SHA-256 over the recorded facts: tells at once whether an import repeats them';
