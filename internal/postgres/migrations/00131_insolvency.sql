-- +goose Up
create table gazette_notices (
    id         text        not null constraint gazette_notices_pkey primary key,
    published  date,
    sirens     text[]      not null,
    raw        jsonb       not null,
    digest     bytea       not null constraint gazette_notices_digest_check check (octet_length(digest) = 32),
    effect     text        not null,
    action     text        not null,
    revisions  integer     not null default 0,
    first_seen timestamptz not null,
    last_seen  timestamptz not null
);
create index gazette_notices_by_siren on gazette_notices using gin (sirens);
comment on table gazette_notices is 'Notices of the BODACC that name a debtor on record, as they were last published (raw)';
comment on column gazette_notices.revisions is 'How often the same notice came with other content';

create table gazette_looks (
    siren     text        not null constraint gazette_looks_pkey primary key,
    looked_at timestamptz not null
);
comment on table gazette_looks is 'When the notices of a company were last looked up, with success';

create table proceedings (
    debtor_id    bigint      not null constraint proceedings_pkey primary key constraint proceedings_debtor_fkey references debtors (id),
    provisional  boolean     not null,
    judgment     date,
    published    date,
    claim_by     date,
    procedure    text        not null default '',
    court        text        not null default '',
    role         text        not null default '',
    holder       text        not null default '',
    address      text        not null default '',
    notice       text        not null default '',
    source       text        not null constraint proceedings_source_check check (source in ('gazette', 'person')),
    confirmed_by text        not null default '',
    confirmed_at timestamptz,
    declared_on  date,
    updated_at   timestamptz not null
);
comment on table proceedings is 'Insolvency proceedings of a debtor; holder and address are a proposal until confirmed_at';
