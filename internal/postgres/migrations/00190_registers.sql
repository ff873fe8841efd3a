-- +goose Up
create table register_looks (
    siren     text        not null constraint register_looks_pkey primary key constraint register_looks_siren_check check (siren ~ '^[0-9]{9}$'),
    record    jsonb,
    looked_at timestamptz,
    fault     text        not null default '',
    tried_at  timestamptz not null
);
comment on table register_looks is 'What the register of companies last said of a debtor''s company; fault and tried_at tell of the last attempt';
comment on column register_looks.record is 'company.Record; null when no look has succeeded yet';

create table register_differences (
    debtor_id bigint      not null constraint register_differences_debtor_fkey references debtors (id),
    field     text        not null,
    ours      text        not null,
    theirs    text        not null,
    seen_at   timestamptz not null,
    gone_at   timestamptz,
    constraint register_differences_pkey primary key (debtor_id, field)
);
comment on table register_differences is 'What the register of companies tells differently from the record; a person compares, nothing is overwritten';
comment on column register_differences.gone_at is 'Null while the two differ';
