-- +goose Up
create table creditor_changes (
    id         bigint      generated always as identity constraint creditor_changes_pkey primary key,
    creditor   text        not null constraint creditor_changes_creditor_fkey references creditors (id),
    before     jsonb       not null,
    after      jsonb       not null,
    asked_at   timestamptz not null,
    first_by   text,
    first_at   timestamptz,
    settled_by text,
    settled_at timestamptz,
    outcome    text        constraint creditor_changes_outcome_check check (outcome in ('agreed', 'refused', 'replaced'))
);
create unique index creditor_changes_open on creditor_changes (creditor) where settled_at is null;
comment on table creditor_changes is 'Changes of name, account and plan of a creditor that wait for two people: until then what is on record stays in use';

-- +goose Down
drop table creditor_changes;
